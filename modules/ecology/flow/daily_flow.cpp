#include "modules/ecology/flow/daily_flow.h"

#include "kernel/series/step.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

constexpr double scale = 1000;

bool believed(const kernel::Reading& reading) {
    return reading.quality == kernel::Quality::good || reading.quality == kernel::Quality::corrected;
}

} // namespace

std::optional<DailyFlow> daily_flow(std::span<const kernel::Reading> readings, std::int64_t begin,
                                    std::int64_t longest_gap) {
    const auto end = begin + kernel::day_seconds;
    DailyFlow day;
    std::int64_t seconds = 0;
    const kernel::Reading* last = nullptr;
    const auto take = [&](double from, double until, std::int64_t span) {
        if (seconds == 0) day.lowest = day.highest = from;
        day.lowest = std::min({day.lowest, from, until});
        day.highest = std::max({day.highest, from, until});
        day.volume += (from + until) / 2 * static_cast<double>(span);
        seconds += span;
    };
    for (const auto& reading : readings) {
        if (!believed(reading)) continue;
        if (last != nullptr && reading.at - last->at <= longest_gap && reading.at > begin && last->at < end) {
            const double whole = static_cast<double>(reading.at - last->at);
            const auto flow_at = [&](std::int64_t at) {
                const double part = static_cast<double>(at - last->at) / whole;
                return (static_cast<double>(last->value) * (1 - part) + static_cast<double>(reading.value) * part) /
                       scale;
            };
            const auto from = std::max(last->at, begin), until = std::min(reading.at, end);
            if (until > from) take(flow_at(from), flow_at(until), until - from);
        }
        last = &reading;
    }
    if (seconds == 0) return std::nullopt;
    day.mean = day.volume / static_cast<double>(seconds);
    day.covered = static_cast<double>(seconds) / static_cast<double>(kernel::day_seconds);
    return day;
}

} // namespace shanhai::ecology
