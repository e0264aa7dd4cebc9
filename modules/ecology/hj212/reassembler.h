#pragma once

#include "base/clock.h"
#include "modules/ecology/hj212/frame.h"

#include <map>
#include <optional>
#include <string>

namespace shanhai::ecology::hj212 {

struct ReassemblyLimits {
    std::size_t messages = 256;          // waiting at one time; the one that waits longest gives way
    std::size_t message_bytes = 1 << 20; // of all packets of one message
    int packets = 1000;
    std::int64_t patience_micros = 60'000'000; // three resends of ten seconds each, and as much again
};

// The data segment of a frame by itself, as if it were no part of a longer message.
std::string segment_of(const Frame& frame);

// Puts messages together that come in many frames (PNUM, PNO). Packets may come in any order and more than once.
class Reassembler {
public:
    explicit Reassembler(ReassemblyLimits limits = {}) : limits_(limits) {}

    // The data segment of the whole message once its last packet is there, to be read with read_segment: what stands
    // before CP as in the first packet, the parameters of all packets in their order. A frame that is whole in itself
    // comes back at once. "packet" when number and count do not fit, "length" when it grows beyond the limits.
    Read<std::optional<std::string>> add(const Frame& frame, Moment now);

    std::size_t waiting() const { return waiting_.size(); }

private:
    struct Message {
        Moment begun;
        int packets = 0;
        std::size_t bytes = 0;
        std::string head;
        std::map<int, std::string> parts;
    };
    void forget_old(Moment now);

    ReassemblyLimits limits_;
    std::map<std::string, Message> waiting_;
};

} // namespace shanhai::ecology::hj212
