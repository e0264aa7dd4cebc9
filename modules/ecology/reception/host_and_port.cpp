#include "modules/ecology/reception/host_and_port.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

bool is_port(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit) &&
           std::stoul(std::string(text)) <= 65535;
}

} // namespace

std::optional<HostAndPort> host_and_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !is_port(text.substr(colon + 1))) return {};
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return HostAndPort{std::string(host), std::string(text.substr(colon + 1))};
}

std::string HostAndPort::shown() const {
    const bool is_v6 = host.contains(':');
    return (is_v6 ? "[" + host + "]" : host) + ":" + port;
}

} // namespace shanhai::ecology
