#pragma once

#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/regions.h"

#include <vector>

// A network too large to be planned whole, region by region. What crosses between regions has prices: each region alone under them
// gives a part of a lower bound, whatever they are. What crosses is then held where those plans, taken together, would have it: each
// region planned so is a part of a plan that can be carried out, and says what one more tonne would be worth to it. Both take turns.
namespace shanhai::trade::plan {

// The outcome is not `optimal` when a region cannot be planned without the others.
Plan plan_by_regions(const Network& network, const std::vector<Region>& regions, const PlanOptions& options);

} // namespace shanhai::trade::plan
