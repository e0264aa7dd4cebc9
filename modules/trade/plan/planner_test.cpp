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

// The whole network written once more, lot by lot and outlet by outlet, without docks, zones or cohorts: the oracle. For goods that
// keep at most eleven weeks, or longer than the plan, whose cohorts are single weeks.
class FullProgramme {
public:
    explicit FullProgramme(const Network& network) : network_(network) {
        for (ProductNumber product = 0; product < network.products.size(); ++product) add_product(product);
        for (const auto& subsidy : network.subsidies) add_subsidy(subsidy);
    }

    double cost() {
        for (auto& column : columns_)
            program_.add_column(0, column.cost, 0, column.most, column.entries.data(), column.entries.size());
        Solver solver(program_);
        const auto solution = solver.solve(Method::primal);
        EXPECT_EQ(solution.outcome, Outcome::optimal);
        return solution.objective + constant_;
    }

private:
    struct Column {
        double cost, most;
        std::vector<Entry> entries;
    };
    using Name = std::tuple<char, std::size_t, std::size_t, std::size_t, std::size_t>;

    int row(const Name& name, double lower, double upper) {
        const auto [found, added] = rows_.try_emplace(name, program_.rows());
        if (added) program_.add_row(0, lower, upper);
        return found->second;
    }
    // `lot`: the week of its harvest; what keeps or was there before is one lot.
    int node(ProductNumber product, std::size_t lot, SiteNumber site, WeekNumber week) {
        return row({'n', product, lot, site, week}, 0, 0);
    }

    void add_product(ProductNumber number) {
        const auto& product = network_.products[number];
        const bool keeps = product.shelf_life == 0 || product.shelf_life >= network_.weeks;
        for (const auto& opening : network_.openings)
            if (opening.product == number && network_.sites[opening.site].kind != SiteKind::candidate)
                columns_.push_back(
                    {-1e6, tonnes(opening.kilograms), {{node(number, 0, opening.site, opening.week), -1}}});
        for (const auto& opening : network_.openings) // must be taken: it stands there
            if (opening.product == number) constant_ += 1e6 * tonnes(opening.kilograms);
        std::vector<std::size_t> lots;
        for (const auto& harvest : network_.harvests)
            for (WeekNumber week = 0; week < network_.weeks; ++week)
                if (harvest.product == number && harvest.by_week[week] > 0) {
                    const auto lot = keeps ? 0 : week;
                    lots.push_back(lot);
                    columns_.push_back(
                        {0, tonnes(harvest.by_week[week]), {{node(number, lot, harvest.base, week), -1}}});
                }
        lots.push_back(0);
        std::ranges::sort(lots);
        lots.erase(std::ranges::unique(lots).begin(), lots.end());
        for (const auto lot : lots)
            add_lot(number, lot, keeps ? network_.weeks - 1 : std::min(network_.weeks - 1, lot + product.shelf_life),
                    !keeps && lot + product.shelf_life + 1 < network_.weeks);
        for (OutletNumber outlet = 0; outlet < network_.outlets.size(); ++outlet)
            for (WeekNumber week = 0; week < network_.weeks; ++week)
                constant_ += tonnes(network_.demanded(number, outlet, week)) * yuan(product.unmet);
    }

    void add_lot(ProductNumber number, std::size_t lot, WeekNumber last, bool expires) {
        const auto& product = network_.products[number];
        for (SiteNumber site = 0; site < network_.sites.size(); ++site)
            for (auto week = lot; week <= last; ++week) {
                const bool thrown = expires && week == last;
                const double lost = thrown ? 1 : product.loss;
                const auto& place = network_.sites[site];
                Column hold{lost * yuan(product.value), 1e9, {{node(number, lot, site, week), 1}}};
                if (!thrown) {
                    hold.cost += yuan(product.cold ? place.cold_keeping : place.keeping);
                    if (week < last) hold.entries.push_back({node(number, lot, site, week + 1), lost - 1});
                    hold.entries.push_back({row({'c', 0, 0, site, week}, -unlimited, tonnes(place.capacity)), 1});
                    if (product.cold)
                        hold.entries.push_back(
                            {row({'k', 0, 0, site, week}, -unlimited, tonnes(place.cold_capacity)), 1});
                }
                columns_.push_back(hold);
            }
        for (LaneNumber lane = 0; lane < network_.lanes.size(); ++lane)
            for (auto week = lot; week + network_.lanes[lane].weeks <= last; ++week) add_trip(number, lot, lane, week);
        for (OutletNumber outlet = 0; outlet < network_.outlets.size(); ++outlet)
            for (auto week = lot; week <= last; ++week) add_sale(number, lot, outlet, week);
    }

    void add_trip(ProductNumber number, std::size_t lot, LaneNumber lane_number, WeekNumber week) {
        const auto& product = network_.products[number];
        const auto& lane = network_.lanes[lane_number];
        if (!runs(lane, week) || (lane.mode == Mode::air && !product.flies) || (product.cold && !lane.takes_cold))
            return;
        const double arrives = std::pow(1 - product.loss, static_cast<double>(lane.weeks));
        Column trip{yuan(lane.freight + (product.cold ? lane.cold_surcharge : 0)) + (1 - arrives) * yuan(product.value),
                    1e9,
                    {{node(number, lot, lane.from, week), 1},
                     {node(number, lot, lane.to, week + lane.weeks), -arrives},
                     {row({'l', 0, 0, lane_number, week}, -unlimited, tonnes(lane.weekly_capacity)), 1}}};
        for (std::size_t i = 0; i < network_.subsidies.size(); ++i)
            if (std::ranges::find(network_.subsidies[i].lanes, lane_number) != network_.subsidies[i].lanes.end())
                trip.entries.push_back({row({'s', 0, 0, i, 0}, -unlimited, 0), -1});
        columns_.push_back(trip);
    }

    bool runs(const Lane& lane, WeekNumber week) const {
        return lane.weekly_capacity > 0 && std::ranges::find(lane.closed, week) == lane.closed.end() &&
               network_.sites[lane.from].kind != SiteKind::candidate &&
               network_.sites[lane.to].kind != SiteKind::candidate;
    }

    void add_sale(ProductNumber number, std::size_t lot, OutletNumber outlet, WeekNumber week) {
        const double asked = tonnes(network_.demanded(number, outlet, week));
        if (asked <= 0) return;
        for (const auto& delivery : network_.outlets[outlet].deliveries)
            if (network_.sites[delivery.from].kind != SiteKind::candidate)
                columns_.push_back({yuan(delivery.freight - network_.products[number].unmet),
                                    1e9,
                                    {{node(number, lot, delivery.from, week), 1},
                                     {row({'d', number, 0, outlet, week}, -unlimited, asked), 1}}});
    }

    void add_subsidy(const Subsidy& subsidy) {
        const auto place = static_cast<std::size_t>(&subsidy - network_.subsidies.data());
        double most = 1e9;
        if (subsidy.up_to > 0) most = tonnes(subsidy.up_to);
        if (subsidy.budget > 0) most = std::min(most, yuan(subsidy.budget) / yuan(subsidy.a_tonne));
        columns_.push_back({-yuan(subsidy.a_tonne), most, {{row({'s', 0, 0, place, 0}, -unlimited, 0), 1}}});
    }

    const Network& network_;
    LinearProgram program_;
    std::map<Name, int> rows_;
    std::vector<Column> columns_;
    double constant_ = 0;
};

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
