#include "modules/trade/plan/by_regions.h"
#include "modules/trade/plan/full_programme_test.h"
#include "modules/trade/plan/synthetic_network.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace shanhai::trade::plan {
namespace {

Network two_regions() {
    auto size = small_size();
    size.regions = 2;
    size.outlets = 6;
    return synthetic_network(size);
}

// As if it were too large to be planned whole.
PlanOptions by_regions() { return {.apart = 0, .most_rows = 10, .proof = 1e-4, .threads = 1, .region_rounds = 40}; }

TEST(Regions, have_every_place_once_and_lanes_between_them_end_beyond) {
    const auto network = two_regions();
    const auto regions = regions_of(network);
    ASSERT_EQ(regions.size(), 2U);
    std::multiset<LaneNumber> lanes;
    std::multiset<OutletNumber> outlets;
    std::multiset<SiteNumber> sites;
    std::size_t outward = 0;
    for (const auto& region : regions) {
        lanes.insert(region.lanes.begin(), region.lanes.end());
        outlets.insert(region.outlets.begin(), region.outlets.end());
        for (SiteNumber site = 0; site < region.sites.size(); ++site)
            if (region.network.sites[site].kind != SiteKind::beyond) sites.insert(region.sites[site]);
        for (const auto& lane : region.network.lanes) {
            EXPECT_NE(region.network.sites[lane.from].kind, SiteKind::beyond);
            outward += region.network.sites[lane.to].kind == SiteKind::beyond ? 1 : 0;
        }
        EXPECT_EQ(region.network.inlets.size(), 1U);
    }
    EXPECT_EQ(lanes.size(), network.lanes.size());
    EXPECT_EQ(std::set<LaneNumber>(lanes.begin(), lanes.end()).size(), network.lanes.size());
    EXPECT_EQ(outlets.size(), network.outlets.size());
    EXPECT_EQ(sites.size(), network.sites.size());
    EXPECT_EQ(outward, 4U); // one from each base
    EXPECT_EQ(regions_of(synthetic_network(small_size())).size(), 1U);
}

TEST(Regions, that_share_a_subsidy_stay_together) {
    auto network = two_regions();
    network.subsidies[0].lanes.insert(network.subsidies[0].lanes.end(), network.subsidies[2].lanes.begin(),
                                      network.subsidies[2].lanes.end());
    EXPECT_EQ(regions_of(network).size(), 1U);
}

TEST(PlanByRegions, comes_near_the_whole_programme_from_both_sides) {
    const auto network = two_regions();
    const double whole = FullProgramme(network).cost();
    const auto plan = Planner(by_regions()).plan(network);
    ASSERT_EQ(plan.outcome, Outcome::optimal);
    EXPECT_GE(plan.cost, whole * (1 - 1e-7));
    EXPECT_LE(plan.lower_bound, whole * (1 + 1e-7));
    EXPECT_LT(plan.gap(), 0.01);
    auto alone = by_regions();
    alone.region_rounds = 0;
    EXPECT_LT(plan.cost, Planner(alone).plan(network).cost); // something is exchanged
}

TEST(PlanByRegions, tells_every_round_and_keeps_the_best_of_all) {
    std::vector<RegionRound> told;
    auto options = by_regions();
    options.region_rounds = 5;
    options.told = [&](const RegionRound& round) { told.push_back(round); };
    const auto plan = Planner(options).plan(two_regions());
    ASSERT_EQ(told.size(), 6U); // before the first prices, too
    for (std::size_t i = 1; i < told.size(); ++i) {
        EXPECT_EQ(told[i].rounds, static_cast<int>(i));
        EXPECT_LE(told[i].cost, told[i - 1].cost);
        EXPECT_GE(told[i].lower_bound, told[i - 1].lower_bound);
        EXPECT_LE(told[i].lower_bound, told[i].cost);
    }
    EXPECT_EQ(plan.lower_bound, told.back().lower_bound);
    EXPECT_NEAR(plan.cost, told.back().cost, 0.01 * plan.cost); // outlets by themselves, not zones
}

// What leaves bases for the warehouses of both regions is no more than is harvested, and lanes take no more than they can.
TEST(PlanByRegions, keeps_lanes_and_sends_no_more_than_is_taken) {
    const auto network = two_regions();
    const auto plan = Planner(by_regions()).plan(network);
    std::map<std::pair<LaneNumber, WeekNumber>, double> on_lane;
    std::map<std::pair<SiteNumber, ProductNumber>, double> left;
    for (const auto& flow : plan.flows) {
        if (flow.kind == ColumnKind::travel) on_lane[{flow.place, flow.week}] += flow.tonnes;
        if (flow.kind == ColumnKind::take) left[{network.harvests[flow.place].base, flow.product}] += flow.tonnes;
        if (flow.kind == ColumnKind::travel && !network.is_warehouse(network.lanes[flow.place].from))
            left[{network.lanes[flow.place].from, flow.product}] -= flow.tonnes;
    }
    for (const auto& [lane, amount] : on_lane)
        EXPECT_LE(amount, tonnes(network.lanes[lane.first].weekly_capacity) + 1e-5);
    for (const auto& [base, amount] : left) EXPECT_GE(amount, -1e-5);
}

// What is delivered of goods that do not spoil came from bases or stood there.
TEST(PlanByRegions, hands_out_what_arrived) {
    const auto network = two_regions();
    const auto plan = Planner(by_regions()).plan(network);
    for (ProductNumber product = 0; product < network.products.size(); ++product) {
        double there = 0;
        for (const auto& opening : network.openings)
            if (opening.product == product) there += tonnes(opening.kilograms);
        for (const auto& flow : plan.flows)
            if (flow.kind == ColumnKind::travel && flow.product == product &&
                !network.is_warehouse(network.lanes[flow.place].from))
                there += flow.tonnes;
        EXPECT_LE(plan.delivered_by_product[product], there + 1e-3) << product;
    }
}

} // namespace
} // namespace shanhai::trade::plan
