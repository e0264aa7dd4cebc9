#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// Reads the Modbus meters of all plants and adds what they say to the series of their plants, at the quarter-hour that has begun.
// Several meters of one plant and quantity are added up; when one of them is silent, the reading is entered as missing. What could be
// read is written; then "energy.meters_silent" (args: name, count, why) when something could not.
Result<kernel::JobOutcome> read_meters(const kernel::JobCall& call);

} // namespace shanhai::energy
