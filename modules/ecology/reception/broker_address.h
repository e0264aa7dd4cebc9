#pragma once

#include "modules/ecology/mqtt/packet.h"
#include "modules/ecology/reception/host_and_port.h"

#include <optional>
#include <string_view>

namespace shanhai::ecology {

// "[mqtt://|mqtts://][USER:PASSWORD@]HOST:PORT[/CLIENT][?ca=FILE]" of a broker.
struct BrokerAddress : HostAndPort {
    mqtt::Credentials who;    // client "shanhai" when none is named
    bool by_tls = false;      // mqtts
    std::string certificates; // a file of PEM whose certificates alone are believed; empty: the system's. Of TLS only.

    std::string shown() const; // without the password: "mqtts://broker:8883"
};

std::optional<BrokerAddress> broker_address(std::string_view text);

} // namespace shanhai::ecology
