#pragma once

#include "modules/ecology/hj212/frame.h"

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace shanhai::ecology::hj212 {

// Knows frames that come again: a station that hears no answer sends three times. Such a frame is answered again, and its
// values are taken once. Remembers the latest frames only.
class SeenFrames {
public:
    explicit SeenFrames(std::size_t most = 4096) : most_(most) {}

    // False the first time. Frames are the same when station, request, command, packet and parameters are.
    bool seen_before(const Frame& frame);

private:
    std::size_t most_;
    std::deque<std::string> order_;
    std::unordered_set<std::string> known_;
};

} // namespace shanhai::ecology::hj212
