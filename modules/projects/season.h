#pragma once

#include "base/date.h"
#include "base/result.h"

#include <optional>
#include <string_view>
#include <vector>

// 施工期: above, half of the year is frozen. What takes time is measured in working days: a day of the season is one, a day
// outside of it a part of one, because inside walls work goes on.
namespace shanhai::projects {

// Months and days as month × 100 + day, both included; "04-01" to "10-31" is {401, 1031}. Within one year.
struct Season {
    int begins = 101, ends = 1231;
    bool operator==(const Season&) const = default;
};

// What a day outside of the season is worth. The back-test on the demo hardly moves between 0.02 and 0.5, so a fifth is a
// convention and not a measurement.
constexpr double winter_day = 0.2;

// Working days in [from, until); negative when `until` lies before `from`.
double working_days(const Season& season, Date from, Date until);
// The first day by which at least so many working days have passed since `from`; never later than year 9000.
Date after_working_days(const Season& season, Date from, double days);

// "04-01" → 401; nothing when it is no such day.
std::optional<int> month_and_day(std::string_view text);
// "4-10", months as people type them: {401, 1031}. Nothing when it does not lie within one year.
std::optional<Season> months_of(std::string_view text);

// Seasons by altitude.
class SeasonCalendar {
public:
    // From this altitude (metres) on, until the next band begins.
    void add(int altitude_from, Season season);
    // Below the lowest band, and for works whose altitude nobody entered, building goes on all year.
    Season at(std::optional<int> altitude) const;

private:
    std::vector<std::pair<int, Season>> bands_; // lowest first
};

} // namespace shanhai::projects
