#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade {

// trade.near_waybills: waybills that may be one journey entered twice, with what was claimed for each. Asked: from, until (days of
// departure; the last year), claimed (true: only pairs of which one is in a claim).
kernel::Study near_waybills_study();

} // namespace shanhai::trade
