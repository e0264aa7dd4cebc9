#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// energy.yield: what a plant would yield.
//   asked   plant (id or as registered), from, until (days, until included; at most 400 in all), clearness (0–1, usually 1: a clear
//           sky), linke (turbidity, usually 2.5), step ("day", "month" or, for at most 7 days, "quarter")
//   answer  plant, from, until, model, energy (MWh), full_hours, steps: day and month with begin, level and plane (kWh/m²), energy
//           (MWh); quarter with at (seconds since 1970), zenith, azimuth, plane (W/m²), power (MW)
kernel::Study yield_study();

} // namespace shanhai::energy
