#include "apps/demo/workdays.h"

#include "base/check.h"

#include <algorithm>

namespace shanhai::demo {

Date day(int year, int month, int day_of_month) {
    const auto date = Date::from_ymd(year, month, day_of_month);
    check(date.has_value(), "the demo names days that exist");
    return *date;
}

Moment moment(Date date, int hour, int minute) {
    constexpr int shanghai_ahead = 8;
    const auto minutes = (std::int64_t{date.days()} * 24 + hour - shanghai_ahead) * 60 + minute;
    return Moment{minutes * 60'000'000};
}

Date day_in(int year, const std::string& month_and_day) {
    const auto date = Date::parse(std::to_string(year) + "-" + month_and_day);
    check(date.has_value(), "the demo names days that exist");
    return *date;
}

Date workday_from(Date date) { return date.weekday() < 5 ? date : date + 2; }

Date workday_until(Date date) {
    const int at = date.weekday();
    return at < 5 ? date : date + (4 - at);
}

Date workday_between(Prng& random, Date first, Date last) {
    if (last <= first) return first;
    const auto drawn = workday_from(first + random.between(0, last - first));
    return drawn <= last ? drawn : std::max(first, workday_until(last));
}

} // namespace shanhai::demo
