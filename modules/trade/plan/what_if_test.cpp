#include "modules/trade/plan/synthetic_network.h"
#include "modules/trade/plan/what_if.h"
#include "modules/trade/plan/words.h"

#include <gmock/gmock.h>

namespace shanhai::trade::plan {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;

PlanOptions exact() { return {.apart = 0, .threads = 1}; }

TEST(WhatIf, the_worth_of_room_is_what_more_room_saves) {
    auto network = synthetic_network(small_size());
    for (auto& site : network.sites)
        if (site.kind == SiteKind::base) site.capacity /= 5; // harvests have to leave
    Planner planner(exact());
    const auto plan = planner.plan(network);
    const auto best = std::ranges::find(plan.worth, RowKind::capacity, &ShadowPrice::kind);
    ASSERT_NE(best, plan.worth.end());
    // A kilogram more in every week is worth what the weeks say together.
    double said = 0;
    for (const auto& worth : plan.worth)
        if (worth.kind == RowKind::capacity && worth.place == best->place) said += worth.worth;
    network.sites[best->place].capacity += 1;
    const double saved = plan.cost - planner.replan(network).cost;
    EXPECT_NEAR(saved * 1000, said, said * 0.02);
}

TEST(WhatIf, the_first_candidate_is_the_one_whose_saving_exceeds_its_price_most) {
    auto size = small_size();
    size.candidates = 3;
    const auto network = synthetic_network(size);
    Planner planner(exact());
    const auto plan = planner.plan(network);
    const auto ranked = rank_candidates(network, planner, plan);
    ASSERT_EQ(ranked.size(), 3U);
    for (std::size_t i = 1; i < ranked.size(); ++i) EXPECT_GE(ranked[i - 1].worth(), ranked[i].worth());
    for (const auto& candidate : ranked) EXPECT_GE(candidate.saved, -1);
    EXPECT_THAT(sentence(network, ranked[0], plan).en, HasSubstr("Opening"));
}

TEST(WhatIf, a_candidate_that_costs_more_is_said_to_cost_more_and_not_to_pay) {
    Network network;
    network.sites = {{.name = {"威海分仓", "Weihai"}, .kind = SiteKind::candidate}};
    Plan without;
    without.costs.delivery = 100'000;
    Candidate candidate{.site = 0, .saved = 1'000, .opening = 680'000};
    candidate.costs.delivery = 139'000;
    const auto said = sentence(network, candidate, without);
    EXPECT_THAT(said.zh, HasSubstr("末端配送多 3.9 万元，缺货少 0.0 万元"));
    EXPECT_THAT(said.zh, HasSubstr("不值得开"));
    EXPECT_THAT(said.en, HasSubstr("deliveries 39 more"));
    EXPECT_THAT(said.en, HasSubstr("it does not pay"));
    candidate.saved = 700'000;
    EXPECT_THAT(sentence(network, candidate, without).en, HasSubstr("it pays"));
}

TEST(WhatIf, without_a_plan_it_says_which_limits_clash) {
    auto network = synthetic_network(small_size());
    EXPECT_THAT(clashes(network, 0), IsEmpty());
    network.products[1].service_level = 0.9;
    for (auto& lane : network.lanes)
        if (network.sites[lane.from].kind == SiteKind::base) lane.weekly_capacity = 100;
    EXPECT_EQ(Planner(exact()).plan(network).outcome, Outcome::infeasible);
    const auto clash = clashes(network, 0);
    EXPECT_THAT(clash, Contains(AllOf(Field(&Clash::kind, RowKind::service), Field(&Clash::product, 1U))));
    EXPECT_THAT(clash, Contains(Field(&Clash::kind, RowKind::lane_capacity)));
    EXPECT_THAT(clash, Contains(Field(&Clash::missing, Gt(0.0))));
}

TEST(Words, a_tonne_of_cold_store_in_a_month) {
    const auto network = synthetic_network(small_size());
    const MonthlyWorth worth{.kind = RowKind::cold_capacity, .place = 3, .month = 10, .worth = 310.4};
    EXPECT_EQ(sentence(network, worth).en, "One more tonne of cold store in Qingdao in October is worth 310 yuan.");
    EXPECT_EQ(sentence(network, worth).zh, "10 月，青岛仓的冷库每多一吨，值 310 元。");
}

} // namespace
} // namespace shanhai::trade::plan
