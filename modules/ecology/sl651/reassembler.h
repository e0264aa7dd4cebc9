#pragma once

#include "modules/ecology/sl651/body.h"
#include "modules/ecology/sl651/frame.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::ecology::sl651 {

struct ReassemblyLimits {
    std::size_t messages = 32;    // waiting at one time; the one that came longest ago gives way
    std::size_t bytes = 8U << 20; // of one message
};

// Puts messages together that come in many packets, such as pictures. Packets may come in any order and more than once.
class Reassembler {
public:
    explicit Reassembler(ReassemblyLimits limits = {}) : limits_(limits) {}

    // The whole body once its last packet is there. A frame that is no packet comes back at once. "length" when the
    // message grows beyond the limits.
    Read<std::optional<std::string>> add(const Frame& frame);

    // Numbers of the packets of the message of `frame` that have not come, for NAK. Empty when nothing waits.
    std::vector<int> missing(const Frame& frame) const;
    // The first packet of the message of `frame`, when it waits and that one has come.
    std::optional<std::string> first_packet(const Frame& frame) const;
    std::size_t waiting() const { return waiting_.size(); }
    std::size_t held() const; // bytes of all that waits

private:
    struct Message {
        std::uint64_t begun = 0;
        int packets = 0;
        std::size_t bytes = 0;
        std::map<int, std::string> parts;
    };
    static std::string key_of(const Frame& frame);

    ReassemblyLimits limits_;
    std::uint64_t frames_ = 0;
    std::map<std::string, Message> waiting_;
};

} // namespace shanhai::ecology::sl651
