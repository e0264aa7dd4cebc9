#pragma once

#include "modules/energy/jobs/known_meters.h"

namespace shanhai::energy {

// Turns what meters counted (energy.counted) into the mean power of their plants' quarter-hours: where all meters of a quantity tell,
// and again whatever was told of the day before, which changes nothing. Back to forty days where nothing was made yet. How many readings are new.
Result<std::size_t> derive_counted(kernel::Kernel& kernel, const std::vector<Meter>& meters, std::int64_t now);

} // namespace shanhai::energy
