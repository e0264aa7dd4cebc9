#pragma once

#include "modules/trade/plan/flow_model.h"
#include "modules/trade/plan/planner.h"

namespace shanhai::trade::plan {

// What leaves each warehouse for zones goes to their outlets, and to those of other zones where that is shorter: for each product
// and week the cheapest of all ways to hand it out, none getting more than it asks for.
std::vector<PlannedDelivery> deliver_to_outlets(const Network& network, const FlowModel& model,
                                                const std::vector<double>& columns, unsigned threads);

} // namespace shanhai::trade::plan
