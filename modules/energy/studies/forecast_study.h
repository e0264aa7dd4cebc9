#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// energy.forecast: what forecasts of the sky were worth.
//   asked   plant (id or as registered), from, until (days, until included; usually the thirty days up to today)
//   answer  plant, from, until, days: {day, forecast, measured, last_days} (nulls where nothing was measured), measured_days, mean_error,
//           bias, last_days_error: what expecting the sky of the three days before would have been off
kernel::Study forecast_study();

} // namespace shanhai::energy
