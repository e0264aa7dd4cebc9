#pragma once

#include "apps/demo/prng.h"
#include "base/clock.h"
#include "base/date.h"

namespace shanhai::demo {

Date day(int year, int month, int day_of_month);
// A time of a day in Shanghai.
Moment moment(Date date, int hour, int minute);
// "04-26" in a year.
Date day_in(int year, const std::string& month_and_day);

// The day itself; of a weekend the Monday or Tuesday that follows, so that Mondays do not collect everything. Public
// holidays are not known here.
Date workday_from(Date date);
// The day itself, or the Friday before a weekend.
Date workday_until(Date date);
// A working day between the two, both included; `first` when there is none.
Date workday_between(Prng& random, Date first, Date last);

} // namespace shanhai::demo
