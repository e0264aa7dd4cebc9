#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// Makes the day-ahead plan of each plant with storage, for the day after `call.due`; a plant that has one is passed over. The sun is
// expected as clear as it was in the last days. Then "energy.not_drafted" (args: name, count, why) when a plan was refused.
Result<kernel::JobOutcome> plan_tomorrow(const kernel::JobCall& call);

} // namespace shanhai::energy
