#include "modules/ecology/mqtt/packet.h"

#include "base/result.h"

#include <fmt/format.h>

#include <algorithm>

namespace shanhai::ecology::mqtt {

namespace {

constexpr std::size_t most_length_bytes = 4;

void append_number(std::string& to, std::size_t value) {
    to += static_cast<char>(value >> 8);
    to += static_cast<char>(value & 0xFF);
}

void append_text(std::string& to, std::string_view text) {
    append_number(to, text.size());
    to += text;
}

std::string packet_of(Kind kind, std::uint8_t flags, std::string_view body) {
    std::string bytes(1, static_cast<char>(static_cast<unsigned>(kind) << 4 | flags));
    auto left = body.size();
    do {
        bytes += static_cast<char>((left & 0x7F) | (left > 0x7F ? 0x80 : 0));
        left >>= 7;
    } while (left > 0);
    return bytes += body;
}

std::optional<std::uint16_t> take_number(std::string_view& bytes) {
    if (bytes.size() < 2) return {};
    const auto number =
        static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 | static_cast<unsigned char>(bytes[1]));
    bytes.remove_prefix(2);
    return number;
}

// How long the body is, and in how many bytes that is said; nothing while they have not all come.
struct Length {
    std::size_t body = 0, bytes = 0;
};
Read<std::optional<Length>> length_in(std::string_view bytes) {
    Length length;
    for (std::size_t i = 0; i < most_length_bytes; ++i) {
        if (i == bytes.size()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes[i]);
        length.body |= static_cast<std::size_t>(byte & 0x7F) << (7 * i);
        length.bytes = i + 1;
        if (byte < 0x80) return length;
    }
    return refuse_frame(FrameRule::length, "length: it does not end");
}

bool is_known(unsigned kind) {
    return kind >= static_cast<unsigned>(Kind::connect) && kind <= static_cast<unsigned>(Kind::pong);
}

std::string asked(Kind kind, std::uint16_t number, std::span<const std::string> filters) {
    std::string body;
    append_number(body, number);
    for (const auto& filter : filters) {
        append_text(body, filter);
        if (kind == Kind::subscribe) body += '\x01';
    }
    return packet_of(kind, 0x02, body);
}

} // namespace

Read<void> Splitter::feed(std::string_view bytes, const std::function<void(const Packet&)>& take) {
    const auto gone = std::min(letting_go_, bytes.size());
    letting_go_ -= gone;
    held_ += bytes.substr(gone);
    std::string_view left = held_;
    while (!left.empty()) {
        const auto head = static_cast<unsigned char>(left[0]);
        if (!is_known(head >> 4)) return refuse_frame(FrameRule::header, fmt::format("header: {:02X}", head));
        const auto length = TRY(length_in(left.substr(1)));
        if (!length) break;
        const auto kind = static_cast<Kind>(head >> 4);
        const bool cut = length->body > most_packet_bytes;
        if (cut && kind != Kind::publish)
            return refuse_frame(FrameRule::length, fmt::format("length: a packet of {} bytes", length->body));
        const auto body = cut ? most_packet_bytes : length->body;
        const auto wanted = 1 + length->bytes + body;
        if (left.size() < wanted) break;
        take({kind, static_cast<std::uint8_t>(head & 0x0F), left.substr(1 + length->bytes, body), cut});
        left.remove_prefix(wanted);
        const auto rest = std::min(length->body - body, left.size());
        left.remove_prefix(rest);
        letting_go_ = length->body - body - rest;
    }
    held_.erase(0, held_.size() - left.size());
    return {};
}

Read<Published> read_publish(const Packet& packet) {
    const auto quality = packet.flags >> 1 & 3;
    std::string_view left = packet.body;
    const auto length = take_number(left);
    if (!length || left.size() < *length) return refuse_frame(FrameRule::field, "field: the topic is cut off");
    Published published{.topic = left.substr(0, *length), .payload = {}, .number = {}, .retained = false};
    left.remove_prefix(*length);
    if (published.topic.empty() || published.topic.find_first_of(std::string_view("+#\0", 3)) != std::string_view::npos)
        return refuse_frame(FrameRule::field, "field: no topic");
    if (quality > 1) return refuse_frame(FrameRule::field, fmt::format("field: QoS {}", quality));
    if (quality == 1) {
        published.number = take_number(left);
        if (!published.number) return refuse_frame(FrameRule::field, "field: the number is cut off");
    }
    published.payload = left;
    published.retained = (packet.flags & 1) != 0;
    return published;
}

Read<int> read_connected(const Packet& packet) {
    if (packet.body.size() < 2) return refuse_frame(FrameRule::field, "field: the answer is cut off");
    return static_cast<unsigned char>(packet.body[1]);
}

std::size_t refused_topics(const Packet& packet) {
    std::size_t refused = 0;
    for (std::size_t i = 2; i < packet.body.size(); ++i)
        refused += static_cast<unsigned char>(packet.body[i]) >= 0x80 ? 1 : 0;
    return refused;
}

std::string connect(const Credentials& who, std::uint16_t keep_alive_seconds) {
    std::string body;
    append_text(body, "MQTT");
    body += '\x04';                                                                       // 3.1.1
    body += static_cast<char>(who.user.empty() ? 0 : who.password.empty() ? 0x80 : 0xC0); // no clean session
    append_number(body, keep_alive_seconds);
    append_text(body, who.client);
    if (!who.user.empty()) append_text(body, who.user);
    if (!who.user.empty() && !who.password.empty()) append_text(body, who.password);
    return packet_of(Kind::connect, 0, body);
}

std::string subscribe(std::uint16_t number, std::span<const std::string> filters) {
    return asked(Kind::subscribe, number, filters);
}

std::string unsubscribe(std::uint16_t number, std::span<const std::string> filters) {
    return asked(Kind::unsubscribe, number, filters);
}

std::string acknowledge(std::uint16_t number) {
    std::string body;
    append_number(body, number);
    return packet_of(Kind::acknowledge, 0, body);
}

std::string ping() { return packet_of(Kind::ping, 0, {}); }

std::string publish(std::string_view topic, std::string_view payload, std::uint16_t number) {
    std::string body;
    append_text(body, topic);
    append_number(body, number);
    return packet_of(Kind::publish, 0x02, body += payload);
}

} // namespace shanhai::ecology::mqtt
