#include "modules/trade/plan/synthetic_network.h"
#include "modules/trade/plan/trains.h"

#include <gmock/gmock.h>

namespace shanhai::trade::plan {
namespace {

TEST(Wagons, are_whole_hold_what_they_carry_and_cost_little_more_than_parts_of_wagons) {
    const auto network = synthetic_network(small_size());
    const auto plan = plan_wagons(network, 2'000, {.apart = 0, .threads = 1});
    ASSERT_EQ(plan.outcome, Outcome::optimal);
    ASSERT_FALSE(plan.runs.empty());
    for (const auto& run : plan.runs) {
        EXPECT_LE(run.tonnes, static_cast<double>(run.wagons) * 2 + 1e-6);
        EXPECT_LE(run.wagons * 2'000, network.lanes[run.lane].weekly_capacity);
    }
    EXPECT_GE(plan.cost, plan.lower_bound - 1e-6);
    EXPECT_LT(plan.gap(), 0.02);
}

TEST(Wagons, of_a_kilogram_cost_what_goods_by_the_tonne_do) {
    const auto network = synthetic_network(small_size());
    const auto by_tonne = Planner({.apart = 0, .threads = 1}).plan(network);
    const auto plan = plan_wagons(network, 1, {.apart = 0, .threads = 1});
    EXPECT_NEAR(plan.cost, by_tonne.cost, by_tonne.cost * 1e-4);
}

} // namespace
} // namespace shanhai::trade::plan
