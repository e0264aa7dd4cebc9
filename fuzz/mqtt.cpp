// Whatever a broker sends, in whatever pieces, is cut into the same packets; whatever a gauge publishes is read or refused.
#include "base/check.h"
#include "modules/ecology/mqtt/packet.h"
#include "modules/ecology/mqtt/payload.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology;

namespace {

std::string told(std::string_view bytes, std::size_t step) {
    mqtt::Splitter splitter;
    std::string all;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        const auto fed = splitter.feed(bytes.substr(at, step), [&](const mqtt::Packet& packet) {
            all += std::to_string(static_cast<int>(packet.kind)) + " ";
            if (const auto published = mqtt::read_publish(packet))
                all.append(published->topic).append("=").append(published->payload);
        });
        if (!fed) return all + fed.error().reason;
    }
    return all;
}

void check_payload(const char* topic, std::string_view payload) {
    const mqtt::Feed feed{.name = "trial", .topic = mqtt::TopicPattern::parse(topic).value()};
    const auto measured = mqtt::read_payload(feed, {.station = "MN7", .code = "Z"}, payload, 0);
    if (!measured) return check_or_abort(!measured.error().reason.empty(), "why it is refused is said");
    check_or_abort(measured->size() <= mqtt::most_measured, "what one message brings is bounded");
    for (const auto& one : *measured) check_or_abort(!one.value || std::isfinite(*one.value), "values are numbers");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_or_abort(told(bytes, 1) == told(bytes, 64), "packets do not depend on how the bytes break");
    check_payload("g/{station}/{code}", bytes);
    check_payload("all", bytes);
    return 0;
}
