#pragma once

#include "modules/trade/plan/planner.h"

#include <cstdint>
#include <vector>

namespace shanhai::trade::plan {

// Block trains: on rail only whole wagons run, and each is paid for whether it is full or not.
struct WagonRun {
    LaneNumber lane = 0;
    WeekNumber week = 0;
    std::int64_t wagons = 0;
    double tonnes = 0; // loaded
};

struct WagonPlan {
    Outcome outcome = Outcome::stopped;
    double cost = 0;        // yuan, after subsidy
    double lower_bound = 0; // no plan in whole wagons costs less
    std::vector<WagonRun> runs;

    double gap() const { return cost > 0 ? (cost - lower_bound) / cost : 0; }
};

// Week by week: wagons of the week are made whole, the weeks to come stay free and adapt.
WagonPlan plan_wagons(const Network& network, Kilograms wagon, const PlanOptions& options);

} // namespace shanhai::trade::plan
