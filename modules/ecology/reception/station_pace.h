#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

namespace shanhai::ecology {

// How many messages a station may still bring, where all come over one line and none can be slowed down alone. For one thread.
class StationPace {
public:
    using Instant = std::chrono::steady_clock::time_point;
    StationPace(double a_second, double burst) : a_second_(a_second), burst_(burst) {}

    // False when it is too many.
    bool take(std::int64_t station, Instant now);

private:
    struct Left {
        double messages = 0;
        Instant at;
    };
    double a_second_, burst_;
    std::unordered_map<std::int64_t, Left> left_;
};

} // namespace shanhai::ecology
