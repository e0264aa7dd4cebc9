#include "modules/ecology/sl651/reassembler.h"

#include <algorithm>

namespace shanhai::ecology::sl651 {

// Packets carry no number of their message; a station sends one message of a function at a time.
std::string Reassembler::key_of(const Frame& frame) {
    return frame.station + static_cast<char>(frame.function) + (frame.direction == Direction::up ? 'u' : 'd');
}

Read<std::optional<std::string>> Reassembler::add(const Frame& frame) {
    if (!frame.in_packets || frame.packets == 1) return std::string(frame.body);
    ++frames_;
    const std::string key = key_of(frame);
    auto found = waiting_.find(key);
    const bool another = found != waiting_.end() && found->second.packets != frame.packets;
    // A first packet with other bytes begins another message of as many packets.
    const bool anew = found != waiting_.end() && frame.packet == 1 && found->second.parts.contains(1) &&
                      found->second.parts.at(1) != frame.body;
    if (another || anew) {
        waiting_.erase(found);
        found = waiting_.end();
    }
    if (found == waiting_.end()) {
        if (waiting_.size() >= limits_.messages)
            waiting_.erase(
                std::ranges::min_element(waiting_, {}, [](const auto& entry) { return entry.second.begun; }));
        found = waiting_.emplace(key, Message{.begun = frames_, .packets = frame.packets}).first;
    }
    Message& message = found->second;
    std::string& part = message.parts[frame.packet];
    message.bytes = message.bytes + frame.body.size() - part.size();
    part = frame.body;
    if (message.bytes > limits_.bytes) {
        waiting_.erase(found);
        return refuse_frame(FrameRule::length, "length: a message of more bytes than are put together");
    }
    if (message.parts.size() < static_cast<std::size_t>(frame.packets)) return std::nullopt;
    std::string whole;
    for (const auto& [number, bytes] : message.parts) whole += bytes;
    waiting_.erase(found);
    return whole;
}

std::size_t Reassembler::held() const {
    std::size_t bytes = 0;
    for (const auto& [key, message] : waiting_) bytes += message.bytes;
    return bytes;
}

std::vector<int> Reassembler::missing(const Frame& frame) const {
    std::vector<int> numbers;
    const auto found = waiting_.find(key_of(frame));
    if (found == waiting_.end()) return numbers;
    for (int number = 1; number <= found->second.packets; ++number)
        if (!found->second.parts.contains(number)) numbers.push_back(number);
    return numbers;
}

std::optional<std::string> Reassembler::first_packet(const Frame& frame) const {
    const auto found = waiting_.find(key_of(frame));
    if (found == waiting_.end() || !found->second.parts.contains(1)) return {};
    return found->second.parts.at(1);
}

} // namespace shanhai::ecology::sl651
