#include "modules/ecology/reception/broker_address.h"

namespace shanhai::ecology {

namespace {

constexpr std::string_view clear = "mqtt://", tls = "mqtts://", file_of_certificates = "?ca=";

} // namespace

std::optional<BrokerAddress> broker_address(std::string_view text) {
    BrokerAddress address;
    address.by_tls = text.starts_with(tls);
    if (address.by_tls || text.starts_with(clear)) text.remove_prefix(address.by_tls ? tls.size() : clear.size());
    if (const auto ca = text.rfind(file_of_certificates); address.by_tls && ca != std::string_view::npos) {
        address.certificates = text.substr(ca + file_of_certificates.size());
        if (address.certificates.empty()) return {};
        text = text.substr(0, ca);
    }
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
    auto at = host_and_port(text);
    if (!at) return {};
    address.host = std::move(at->host);
    address.port = std::move(at->port);
    return address;
}

std::string BrokerAddress::shown() const { return (by_tls ? std::string(tls) : std::string()) + HostAndPort::shown(); }

} // namespace shanhai::ecology
