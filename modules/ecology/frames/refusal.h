#pragma once

#include <expected>
#include <string>
#include <utility>

// Frames of gauges: what all protocols share.
namespace shanhai::ecology {

// Which rule a frame broke. A type of its own, because the answer to a gauge is a code that follows from the rule.
enum class FrameRule {
    header,    // does not begin as a frame of this protocol
    truncated, // ends before the frame does
    length,    // declares another length than it has, or one that is not allowed
    end,       // no end mark where it must be
    crc,       // bytes were changed on the way
    field,     // a field that cannot be read
    station,
    system,
    command,
    flag,
    time,
    packet, // number and count of a message in many packets do not fit
};

// Why a frame is refused. Not a Problem: no person asked. `reason` is short and begins with the name of the rule, for
// logs and scripts: "crc: 4981 sent, 4980 computed".
struct FrameRefusal {
    FrameRule rule;
    std::string reason;
};

template <class T>
using Read = std::expected<T, FrameRefusal>;

[[nodiscard]] inline std::unexpected<FrameRefusal> refuse_frame(FrameRule rule, std::string reason) {
    return std::unexpected(FrameRefusal{rule, std::move(reason)});
}

} // namespace shanhai::ecology
