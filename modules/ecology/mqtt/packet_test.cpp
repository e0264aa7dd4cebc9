#include "base/text.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/mqtt/packet.h"

#include <gtest/gtest.h>

#include <vector>

namespace shanhai::ecology::mqtt {
namespace {

std::string bytes(const std::string& hex) { return bytes_of_hex(hex).value(); }

// "topic=payload#number" of each message, and what the bytes were refused for.
std::string told(const std::vector<std::string>& pieces) {
    Splitter splitter;
    std::string text;
    for (const auto& piece : pieces) {
        const auto fed = splitter.feed(piece, [&](const Packet& packet) {
            text += text.empty() ? "" : ", ";
            if (packet.kind != Kind::publish) {
                text += "kind " + std::to_string(static_cast<int>(packet.kind));
                return;
            }
            const auto published = read_publish(packet);
            if (!published) {
                text += published.error().reason;
                return;
            }
            text += std::string(published->topic) + "=" + std::string(published->payload);
            if (published->number) text += "#" + std::to_string(*published->number);
            if (published->retained) text += " retained";
            if (packet.cut) text += " cut";
        });
        if (!fed) return text + (text.empty() ? "" : ", ") + fed.error().reason;
    }
    return text;
}

TEST(MqttPacket, messages_come_in_pieces_and_glued) {
    const auto two = publish("a/b", "7.21", 5) + bytes("3105 0003612F62");
    EXPECT_EQ(told({two}), "a/b=7.21#5, a/b= retained");
    std::vector<std::string> letters;
    for (const char c : two) letters.emplace_back(1, c);
    EXPECT_EQ(told(letters), "a/b=7.21#5, a/b= retained");
    const std::string longer(70'000, 'x');
    EXPECT_EQ(told({publish("a", longer, 1)}), "a=" + longer + "#1");
}

TEST(MqttPacket, of_a_message_that_is_too_long_the_beginning_is_told_and_the_next_is_read) {
    const std::string longer(700'000, 'x');
    const auto kept = std::string(most_packet_bytes - 5, 'x');
    const auto bytes = publish("a", longer, 7) + publish("b", "2", 8);
    EXPECT_EQ(told({bytes}), "a=" + kept + "#7 cut, b=2#8");
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += 50'000) pieces.push_back(bytes.substr(at, 50'000));
    EXPECT_EQ(told(pieces), "a=" + kept + "#7 cut, b=2#8");
}

TEST(MqttPacket, what_we_say_is_what_the_standard_has) {
    EXPECT_EQ(to_hex(connect({.client = "me", .user = "", .password = ""}, 60)),
              to_hex(bytes("100E 00044D515454 04 00 003C 00026D65")));
    EXPECT_EQ(to_hex(connect({.client = "m", .user = "u", .password = "p"}, 60)),
              to_hex(bytes("1013 00044D515454 04 C0 003C 00016D 000175 000170")));
    const std::vector<std::string> filters = {"a/+"};
    EXPECT_EQ(to_hex(subscribe(7, filters)), to_hex(bytes("8208 0007 0003612F2B 01")));
    EXPECT_EQ(to_hex(unsubscribe(7, filters)), to_hex(bytes("A207 0007 0003612F2B")));
    EXPECT_EQ(to_hex(acknowledge(0x0102)), to_hex(bytes("40020102")));
    EXPECT_EQ(to_hex(ping()), to_hex(bytes("C000")));
}

TEST(MqttPacket, what_cannot_be_is_refused) {
    EXPECT_EQ(told({bytes("F000")}), "header: F0");
    EXPECT_EQ(told({bytes("30FFFFFFFF")}), "length: it does not end");
    EXPECT_EQ(told({bytes("90FFFFFF7F")}), "length: a packet of 268435455 bytes");
    EXPECT_EQ(told({bytes("3002 0009")}), "field: the topic is cut off");
    EXPECT_EQ(told({bytes("3003 00012B")}), "field: no topic") << "a wildcard";
    EXPECT_EQ(told({bytes("3203 000161")}), "field: the number is cut off");
    EXPECT_EQ(told({bytes("3405 000161 0001")}), "field: QoS 2") << "nobody asked for it";
    EXPECT_EQ(told({bytes("D000")}), "kind 13");
    EXPECT_EQ(refused_topics({Kind::subscribed, 0, std::string_view("\x00\x01\x01\x80", 4)}), 1U);
    EXPECT_EQ(read_connected({Kind::connected, 0, std::string_view("\x00\x05", 2)}).value(), 5);
    EXPECT_FALSE(read_connected({Kind::connected, 0, {}}).has_value());
}

} // namespace
} // namespace shanhai::ecology::mqtt
