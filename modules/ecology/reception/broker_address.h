#pragma once

#include "modules/ecology/mqtt/packet.h"
#include "modules/ecology/reception/host_and_port.h"

#include <optional>
#include <string_view>

namespace shanhai::ecology {

// "[USER:PASSWORD@]HOST:PORT[/CLIENT]" of a broker.
struct BrokerAddress : HostAndPort { // shown without the password
    mqtt::Credentials who;           // client "shanhai" when none is named
};

std::optional<BrokerAddress> broker_address(std::string_view text);

} // namespace shanhai::ecology
