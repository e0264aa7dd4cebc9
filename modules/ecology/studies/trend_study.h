#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// ecology.trend: whether a quantity of a station rises or falls over the years.
//   asked   station, series ("ammonia", …), step ("month", usually: each month compared with its own; or "year"), from, until (days; at
//           most 60 years, usually 10)
//   answer  station, series, unit, step, method, count, score (S), variance, z, p (two-sided), tau, slope a year with slope_low and
//           slope_high (95 %), trend ("rises", "falls", "none" at 5 %), points (begin, value)
// Means of months with at least three readings; a year counts with at least nine such months.
kernel::Study trend_study();

} // namespace shanhai::ecology
