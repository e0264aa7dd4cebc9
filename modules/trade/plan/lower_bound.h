#pragma once

#include "modules/trade/plan/flow_model.h"

namespace shanhai::trade::plan {

// What no plan with real outlets can undercut, yuan, proved by prices of the model's rows, whatever they are: the better the prices
// the nearer the bound. The zones of the model play no part in it.
double lower_bound(const Network& network, const FlowModel& model, const std::vector<double>& prices);

} // namespace shanhai::trade::plan
