#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade::plan {

// "trade.plan": the network of the synthetic province planned, and what a change to it would do.
kernel::Study plan_study();

} // namespace shanhai::trade::plan
