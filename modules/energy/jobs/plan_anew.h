#pragma once

#include "kernel/module/module.h"

namespace shanhai::energy {

// Looks at the plans of today and tomorrow: where outages of what is left of the day are not those that the plan reckoned with, it is
// planned anew from the next quarter-hour on, with what the storage holds by the meter, else by the plan. What was planned of the
// hours that are past stays. "energy.not_drafted" (args: name, count, why) when a plan was refused.
Result<kernel::JobOutcome> plan_anew(const kernel::JobCall& call);

} // namespace shanhai::energy
