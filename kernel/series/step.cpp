#include "kernel/series/step.h"

#include "base/date.h"

namespace shanhai::kernel {

std::int64_t begin_of(SeriesStep step, std::int64_t at) {
    constexpr std::int64_t hour = 3600, day = 24 * hour, east = 8 * hour;
    if (step == SeriesStep::hour) return at / hour * hour;
    const auto days = static_cast<std::int32_t>((at + east) / day);
    if (step == SeriesStep::day) return days * day - east;
    const auto date = Date::from_days(days);
    return (days - (date.day() - 1)) * day - east;
}

} // namespace shanhai::kernel
