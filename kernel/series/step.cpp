#include "kernel/series/step.h"

#include "base/date.h"

namespace shanhai::kernel {

namespace {

constexpr std::int64_t hour = 3600, east = 8 * hour;

} // namespace

std::int64_t day_number(std::int64_t at) { return (at + east) / day_seconds; }
std::int64_t begin_of_day(std::int64_t number) { return number * day_seconds - east; }

std::int64_t begin_of(SeriesStep step, std::int64_t at) {
    if (step == SeriesStep::hour) return at / hour * hour;
    const auto day = day_number(at);
    if (step == SeriesStep::day) return begin_of_day(day);
    return begin_of_day(day - (Date::from_days(static_cast<std::int32_t>(day)).day() - 1));
}

} // namespace shanhai::kernel
