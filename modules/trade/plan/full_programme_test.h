#pragma once

#include "modules/trade/plan/linear_program.h"
#include "modules/trade/plan/network.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

namespace shanhai::trade::plan {

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

} // namespace shanhai::trade::plan
