#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// Drafts the months of plants out of their meters: each plant with readings of what it delivered in the month before the one that
// `call.due` lies in, and no record of that month. The evening peak of each day is that of its own tariff. People settle them. Then "energy.not_drafted" (args: name, count, why) when a
// draft was refused.
Result<kernel::JobOutcome> close_month(const kernel::JobCall& call);

} // namespace shanhai::energy
