#include "modules/ecology/reception/broker_address.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

bool is_port(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit) &&
           std::stoul(std::string(text)) <= 65535;
}

} // namespace

std::string BrokerAddress::shown() const {
    const bool is_v6 = host.contains(':');
    return (is_v6 ? "[" + host + "]" : host) + ":" + port;
}

std::optional<BrokerAddress> broker_address(std::string_view text) {
    BrokerAddress address;
    address.who.client = "shanhai";
    if (const auto at = text.rfind('@'); at != std::string_view::npos) { // a password may have one
        const auto who = text.substr(0, at);
        const auto colon = who.find(':');
        address.who.user = who.substr(0, colon);
        if (colon != std::string_view::npos) address.who.password = who.substr(colon + 1);
        if (address.who.user.empty()) return {};
        text.remove_prefix(at + 1);
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        address.who.client = text.substr(slash + 1);
        if (address.who.client.empty() || address.who.client.size() > 60) return {};
        text = text.substr(0, slash);
    }
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !is_port(text.substr(colon + 1))) return {};
    address.port = text.substr(colon + 1);
    text = text.substr(0, colon);
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    address.host = text;
    return address;
}

} // namespace shanhai::ecology
