#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// When a job is due, by the wall clock of Asia/Shanghai, to the minute.
class Schedule {
public:
    enum class Kind { every, daily, weekly, half_monthly };

    // As modules declare it: every "15m", "6h", "1d" (a minute to 31 days, counted from a midnight); daily "08:30";
    // weekly "monday 09:00"; half_monthly "[1, 16] 09:00" (one to four days of the month, none after the 28th).
    // "job.schedule" (args: kind, text).
    static Result<Schedule> parse(std::string_view kind, std::string_view text);

    // The last due time that is not after the moment.
    Moment last(Moment until) const;
    // The first due time after it.
    Moment next(Moment after) const;
    Kind kind() const { return kind_; }
    // "weekly monday 09:00"
    const std::string& text() const { return text_; }
    Text words() const;

private:
    std::int64_t last_minute(std::int64_t minute) const;

    Kind kind_ = Kind::every;
    std::string text_;
    std::int64_t every_ = 0;   // minutes
    std::int64_t at_ = 0;      // minute of the day
    std::int64_t weekday_ = 0; // 0: Monday
    std::vector<int> days_;    // of the month, ascending
};

} // namespace shanhai::kernel
