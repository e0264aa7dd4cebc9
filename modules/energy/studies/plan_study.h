#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// energy.plan: what a plant with storage best does.
//   asked   plant (id or as registered); day (tomorrow), days (1 to 366), clearness (0–1; else as the last days were), held (MWh at
//           the first midnight; else the reserve), weather ("steady", or "trial": days that differ), seed (of the weather)
//   answer  plant, tariff, day, days, held, outages (whether some are reckoned with), `ways`: each with name, sun, delivered, evening_peak, charged, discharged, curtailed
//           (MWh), revenue (yuan, less the wear of storage) and seconds (of processor time). One day: "best" and "rule"; more days:
//           "whole" (all known beforehand, at once), "rolling" (two days ahead, anew every day, forecast perfect), "forecast" (the
//           same with a forecast that errs), "rule". Up to 7 days: quarters (docs in records/day_plan.h), price, evening_peak and
//           clear (MW of a clear sky).
kernel::Study plan_study();

} // namespace shanhai::energy
