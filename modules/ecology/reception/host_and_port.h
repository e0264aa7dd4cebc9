#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::ecology {

// "127.0.0.1:9212" or "[::1]:9212", the brackets taken away. Nothing without a host or a port of 0 to 65535.
struct HostAndPort {
    std::string host, port;

    std::string shown() const; // as it is written
};
std::optional<HostAndPort> host_and_port(std::string_view text);

} // namespace shanhai::ecology
