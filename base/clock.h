#pragma once

#include "base/date.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace shanhai {

// A moment in UTC, microseconds since 1970-01-01T00:00:00Z.
struct Moment {
    std::int64_t micros = 0;

    // "2024-03-01T08:00:00.000000Z" (always six decimals, so that text order is time order).
    std::string iso() const;
    // Reads RFC 3339 ("2024-03-01T16:00:00+08:00", fraction optional, cut to micros). A bare date means the last
    // microsecond of that day in Asia/Shanghai, because "as of 31 December" includes the 31st. "moment.unreadable"
    // otherwise, also for a leap second.
    static Result<Moment> parse(std::string_view text);
    // The calendar day in Asia/Shanghai (UTC+8 without daylight saving since 1991; earlier moments use +8 too).
    Date day_in_shanghai() const;
    // "2024-03-01 16:00" in Asia/Shanghai.
    std::string shown() const;

    auto operator<=>(const Moment&) const = default;
};

// Where "now" comes from. Tests and the demo turn it by hand.
using Clock = std::function<Moment()>;
Moment system_now();

} // namespace shanhai
