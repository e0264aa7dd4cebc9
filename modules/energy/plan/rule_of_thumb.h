#pragma once

#include "modules/energy/plan/schedule.h"

namespace shanhai::energy {

// What is done where nobody computes: charge from the first light on until the storage is full, discharge with full power in the
// evening peak until it is empty. `peak`: which quarter-hours of a day (96) are.
Schedule by_rule_of_thumb(const Plant& plant, const Outlook& outlook, const std::vector<bool>& peak, double held);

} // namespace shanhai::energy
