#pragma once

#include "modules/trade/plan/planner.h"

namespace shanhai::trade::plan {

// The plan that a solution of the model is when zones are handed out to real outlets: what flows, what it costs, what limits are
// worth at these prices. Its lower bound is for others to prove.
Plan carried_out(const Network& network, const FlowModel& model, const std::vector<double>& columns,
                 const std::vector<double>& prices, unsigned threads);

} // namespace shanhai::trade::plan
