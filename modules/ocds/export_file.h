#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

namespace shanhai::ocds {

// Writes a record package of OCDS 1.1: every process with its releases and what they add up to. The report: "records",
// "releases", "projects", "contracts", "payments", "payments_without_contract", "prefix", "registered".
// "ocds.nothing_to_export".
Result<json::object> export_records(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                    const kernel::Progress& progress);

// The same releases as one release package.
Result<json::object> export_releases(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                     const kernel::Progress& progress);

} // namespace shanhai::ocds
