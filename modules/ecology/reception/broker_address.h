#pragma once

#include "modules/ecology/mqtt/packet.h"

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::ecology {

// "[USER:PASSWORD@]HOST:PORT[/CLIENT]" of a broker.
struct BrokerAddress {
    std::string host, port;
    mqtt::Credentials who; // client "shanhai" when none is named

    std::string shown() const; // without the password
};

std::optional<BrokerAddress> broker_address(std::string_view text);

} // namespace shanhai::ecology
