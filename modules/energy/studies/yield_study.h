#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// energy.yield: what a plant would yield.
//   asked   plant (id or as registered), from, until (days, until included; at most 400 in all), clearness (0–1, usually 1: a clear
//           sky), aerosol (optical depth at 700 nm, usually 0.05), water (vapour overhead in cm; usually by the altitude), linke
//           (turbidity: the sky by Ineichen and Perez instead, up to 2,000 m), step ("day", "month" or, for at most 7 days, "quarter")
//   answer  plant, from, until, model, energy (MWh), full_hours, steps: day and month with begin, level and plane (kWh/m²), energy
//           (MWh); quarter with at (seconds since 1970), zenith, azimuth, plane (W/m²), power (MW)
kernel::Study yield_study();

} // namespace shanhai::energy
