#pragma once

#include "modules/ecology/frames/refusal.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// MQTT 3.1.1, as far as a centre needs it that listens to topics of a broker. A library would acknowledge a message before it is
// stored; here whoever took it says when.
namespace shanhai::ecology::mqtt {

enum class Kind : std::uint8_t {
    connect = 1,
    connected = 2,
    publish = 3,
    acknowledge = 4,
    subscribe = 8,
    subscribed = 9,
    unsubscribe = 10,
    unsubscribed = 11,
    ping = 12,
    pong = 13,
};

// One packet; a view into what was read.
struct Packet {
    Kind kind = Kind::pong;
    std::uint8_t flags = 0;
    std::string_view body;
    bool cut = false; // a message that is too long: the rest of its body is let go
};

// A message of a topic. Views into the packet.
struct Published {
    std::string_view topic, payload;
    std::optional<std::uint16_t> number; // to be acknowledged; none at QoS 0
    bool retained = false;               // it is from before we listened
};

constexpr std::size_t most_packet_bytes = 256U << 10;

// Cuts the bytes of a connection into packets. Of a message that is too long only its beginning is handed over, with its topic and its
// number: it has to be acknowledged, or it would come again for ever. "length" for any other packet that is too long, "header" for one
// of no kind known here: nothing after it can be read.
class Splitter {
public:
    Read<void> feed(std::string_view bytes, const std::function<void(const Packet&)>& take);

private:
    std::string held_;
    std::size_t letting_go_ = 0; // bytes still to come of a message that is too long
};

// "field" when it is cut off, or of a QoS or a topic that cannot be.
Read<Published> read_publish(const Packet& packet);
// Of an answer to `connect`: 0 is yes. "field" when it is cut off.
Read<int> read_connected(const Packet& packet);
// How many of the topics asked for are refused.
std::size_t refused_topics(const Packet& packet);

struct Credentials {
    std::string client, user, password; // no user: none is sent
};
// The session outlives the connection: what came for it meanwhile is sent when it is back.
std::string connect(const Credentials& who, std::uint16_t keep_alive_seconds);
std::string subscribe(std::uint16_t number, std::span<const std::string> filters); // each at QoS 1
std::string unsubscribe(std::uint16_t number, std::span<const std::string> filters);
std::string acknowledge(std::uint16_t number);
std::string ping();
std::string publish(std::string_view topic, std::string_view payload, std::uint16_t number); // at QoS 1

} // namespace shanhai::ecology::mqtt
