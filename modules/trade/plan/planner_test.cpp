#include "modules/trade/plan/full_programme_test.h"
#include "modules/trade/plan/lower_bound.h"
#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/synthetic_network.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace shanhai::trade::plan {
namespace {

PlanOptions exact() { return {.apart = 0, .threads = 1}; }

TEST(Planner, a_small_network_costs_what_the_whole_programme_says) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        auto size = small_size();
        size.seed = seed;
        const auto network = synthetic_network(size);
        const double whole = FullProgramme(network).cost();
        const auto plan = Planner(exact()).plan(network);
        ASSERT_EQ(plan.outcome, Outcome::optimal);
        EXPECT_NEAR(plan.cost, whole, whole * 1e-6);
        EXPECT_NEAR(plan.lower_bound, whole, whole * 1e-6);
    }
}

// The oracle knows one lot of what was there before, so only goods that keep are sent.
TEST(Planner, goods_on_their_way_are_there_from_the_week_in_which_they_arrive) {
    auto network = synthetic_network(small_size());
    auto opening = network.openings.front();
    opening.week = 3;
    network.openings.push_back(opening);
    const double whole = FullProgramme(network).cost();
    const auto plan = Planner(exact()).plan(network);
    EXPECT_NEAR(plan.cost, whole, whole * 1e-6);
    network.openings.back().week = 0; // at once: no worse than later, but for what keeping costs
    EXPECT_GT(std::abs(Planner(exact()).plan(network).cost - plan.cost), 1);
}

// What a plan costs when a site has nothing but four tonnes that arrive in the third week, two weeks before their date.
TEST(Planner, goods_that_arrive_late_serve_no_week_before_and_none_behind_their_date) {
    Network network{.begins = *Date::from_ymd(2025, 9, 1), .weeks = 8};
    network.sites = {{.kind = SiteKind::main, .capacity = 10'000, .cold_capacity = 10'000}};
    network.products = {{.shelf_life = 6, .value = 100'000, .unmet = 200'000}};
    network.openings = {{.site = 0, .product = 0, .kilograms = 4'000, .age = 2, .week = 2}};
    network.outlets = {{.deliveries = {{0, 0}}}};
    network.demand.assign(8, 1'000);
    const auto plan = Planner(exact()).plan(network);
    ASSERT_EQ(plan.outcome, Outcome::optimal);
    std::set<WeekNumber> weeks;
    for (const auto& delivery : plan.deliveries) weeks.insert(delivery.week);
    EXPECT_EQ(weeks, (std::set<WeekNumber>{2, 3, 4}));
    EXPECT_NEAR(plan.delivered, 3, 1e-6);
}

TEST(Planner, zones_cost_little_and_the_bound_lies_below_the_optimum) {
    const auto network = synthetic_network(small_size());
    const double whole = FullProgramme(network).cost();
    const auto plan = Planner({.threads = 1}).plan(network);
    EXPECT_LE(plan.lower_bound, whole * (1 + 1e-7));
    EXPECT_GE(plan.cost, whole * (1 - 1e-7));
    EXPECT_LT(plan.gap(), 0.01);
}

TEST(Planner, mixed_plans_of_products_come_near_the_optimum) {
    const auto network = synthetic_network(small_size());
    const double whole = FullProgramme(network).cost();
    auto options = exact();
    options.most_rows = 10; // as if it were too large to be solved at once
    options.gap = 1e-4;
    const auto plan = Planner(options).plan(network);
    ASSERT_EQ(plan.outcome, Outcome::optimal);
    EXPECT_GE(plan.cost, whole * (1 - 1e-7));
    EXPECT_LE(plan.lower_bound, whole * (1 + 1e-7));
    EXPECT_LT(plan.gap(), 3e-4);
}

TEST(Planner, a_bound_is_a_bound_whatever_the_prices) {
    const auto network = synthetic_network(small_size());
    const auto model = flow_model(network, zones_of(network, 1));
    const double whole = FullProgramme(network).cost();
    EXPECT_LT(lower_bound(network, model, std::vector<double>(model.program.rows(), 0)), whole);
    EXPECT_LT(lower_bound(network, model, std::vector<double>(model.program.rows(), -100)), whole);
    EXPECT_LT(lower_bound(network, model, std::vector<double>(model.program.rows(), 1000)), whole);
}

TEST(Planner, what_is_planned_keeps_every_limit) {
    const auto network = synthetic_network(small_size());
    const auto plan = Planner(exact()).plan(network);
    std::map<std::pair<std::size_t, WeekNumber>, double> on_lane, in_store, in_cold;
    for (const auto& flow : plan.flows) {
        if (flow.kind == ColumnKind::travel) on_lane[{flow.place, flow.week}] += flow.tonnes;
        if (flow.kind == ColumnKind::hold) in_store[{flow.place, flow.week}] += flow.tonnes;
        if (flow.kind == ColumnKind::hold && network.products[flow.product].cold)
            in_cold[{flow.place, flow.week}] += flow.tonnes;
    }
    for (const auto& [place, amount] : on_lane)
        EXPECT_LE(amount, tonnes(network.lanes[place.first].weekly_capacity) + 1e-5);
    for (const auto& [place, amount] : in_store) EXPECT_LE(amount, tonnes(network.sites[place.first].capacity) + 1e-5);
    for (const auto& [place, amount] : in_cold)
        EXPECT_LE(amount, tonnes(network.sites[place.first].cold_capacity) + 1e-5);
    std::map<std::tuple<ProductNumber, OutletNumber, WeekNumber>, double> brought;
    for (const auto& delivery : plan.deliveries)
        brought[{delivery.product, delivery.outlet, delivery.week}] += delivery.tonnes;
    for (const auto& [where, amount] : brought) {
        const auto [product, outlet, week] = where;
        EXPECT_LE(amount, tonnes(network.demanded(product, outlet, week)) + 1e-6);
    }
    EXPECT_GT(plan.delivered, 0.9 * plan.asked);
}

TEST(Planner, planning_again_after_a_change_costs_what_planning_anew_does) {
    const auto network = synthetic_network(small_size());
    Planner planner(exact());
    planner.plan(network);
    auto closed = network;
    closed.lanes[0].weekly_capacity = 0;
    auto dearer = network;
    dearer.subsidies[0].a_tonne *= 2;
    auto larger = network;
    for (auto& site : larger.sites)
        if (site.kind == SiteKind::candidate) site.kind = SiteKind::branch;
    for (const auto& changed : {closed, dearer, larger}) {
        const double anew = FullProgramme(changed).cost();
        EXPECT_NEAR(planner.replan(changed).cost, anew, anew * 1e-6);
    }
}

// An opened warehouse cuts zones for its own plan only.
TEST(Planner, what_was_tried_before_does_not_change_what_a_change_costs) {
    auto size = small_size();
    size.candidates = 2;
    const auto network = synthetic_network(size);
    auto closed = network, larger = network;
    closed.lanes[0].weekly_capacity = 0;
    for (auto& site : larger.sites)
        if (site.kind == SiteKind::candidate) site.kind = SiteKind::branch;
    Planner planner({.threads = 1});
    planner.plan(network);
    const auto first = planner.replan(closed);
    planner.replan(larger);
    const auto second = planner.replan(closed);
    EXPECT_EQ(first.rows, second.rows);
    EXPECT_EQ(first.cost, second.cost);
}

TEST(SyntheticNetwork, is_the_same_every_time_and_of_the_size_asked_for) {
    const auto one = synthetic_network(small_size()), two = synthetic_network(small_size());
    EXPECT_EQ(one.demand, two.demand);
    const auto province = synthetic_network(provincial_size());
    EXPECT_EQ(province.outlets.size(), 256U);
    EXPECT_EQ(province.weeks, 52U);
    EXPECT_EQ(province.products.size(), 30U);
    std::size_t warehouses = 0;
    for (const auto& site : province.sites)
        warehouses += site.kind != SiteKind::base && site.kind != SiteKind::candidate;
    EXPECT_EQ(warehouses, 11U);
}

} // namespace
} // namespace shanhai::trade::plan
