#pragma once

#include "base/clock.h"
#include "kernel/kernel.h"
#include "kernel/module/service.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace shanhai::apps {

// Where each service of the modules listens; "off": not at all.
using ServiceAddresses = std::map<std::string, std::string>;

// What `--service NAME=HOST:PORT` says, else services.yaml of the data directory, else, in a demo, what the module says. A service
// that nobody asked for is off. "service.unknown" (args: name, known), "schema.…" of the file.
Result<ServiceAddresses> service_addresses(const kernel::Kernel& kernel, const std::string& data,
                                           const std::vector<std::string>& asked);

// Running services, until the end of its life. In a demo one whose usual address is taken is left out with a word in the log:
// two demos may run side by side.
Result<std::vector<std::unique_ptr<kernel::Service>>> start_services(kernel::Kernel& kernel, const Clock& clock,
                                                                     const ServiceAddresses& addresses);

} // namespace shanhai::apps
