#include "modules/trade/plan/planner.h"

#include "modules/trade/plan/at_once.h"
#include "modules/trade/plan/by_regions.h"
#include "modules/trade/plan/carried_out.h"
#include "modules/trade/plan/decomposition.h"
#include "modules/trade/plan/lower_bound.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace shanhai::trade::plan {

namespace {

// Whether something costs another amount; both programmes have the same columns.
bool costs_changed(const LinearProgram& before, const LinearProgram& now) { return before.cost != now.cost; }

// What was open before and is not, or the other way round, leaves the basis of before without much of what held it together.
bool same_shape(const LinearProgram& before, const LinearProgram& now) {
    return before.column_keys == now.column_keys && before.row_keys == now.row_keys;
}

// How many columns that were used before are not what they were. Going on from the basis costs pivots for each of them.
std::size_t lost_columns(const LinearProgram& before, const LinearProgram& now, const Basis& basis) {
    std::size_t lost = 0;
    for (int column = 0; column < now.columns(); ++column)
        if (now.upper[column] < before.upper[column] && basis.columns.at(now.column_keys[column]) != Standing::at_lower)
            ++lost;
    return lost;
}

// Outlets that a warehouse serves which was opened since leave their zone for one of their own.
std::vector<Zone> fitting(std::vector<Zone> zones, const Network& network) {
    const auto before = zones.size();
    for (std::size_t number = 0; number < before; ++number) {
        std::map<std::vector<SiteNumber>, std::vector<OutletNumber>> alike;
        for (const auto outlet : zones[number].outlets) alike[common_warehouses(network, {outlet})].push_back(outlet);
        auto part = alike.begin();
        zones[number] = {part->second, part->first};
        while (++part != alike.end()) zones.push_back({part->second, part->first});
    }
    return zones;
}

} // namespace

Plan Planner::finish(const Network& network, const FlowModel& model, const std::vector<double>& columns,
                     const std::vector<double>& prices, double enough_gap) const {
    auto plan = carried_out(network, model, columns, prices, options_.threads);
    plan.lower_bound = proved_bound(network, model, prices, plan.cost, enough_gap);
    return plan;
}

// The model's own prices are those of zones. Each product alone under the same prices of shared limits, with smaller zones,
// finds better ones for its own goods; whichever proves more counts. That takes time and is left out when the first proof will do.
double Planner::proved_bound(const Network& network, const FlowModel& model, const std::vector<double>& prices,
                             double cost, double enough_gap) const {
    const double own = lower_bound(network, model, prices);
    if (options_.apart == 0 || cost - own <= enough_gap * std::abs(cost)) return own;
    const auto finer = flow_model(network, zones_of(network, options_.apart * 2));
    std::vector<double> shared(prices.begin(), prices.begin() + model.shared_rows);
    std::vector<Solution> parts(network.products.size());
    at_once(options_.threads, parts.size(),
            [&](std::size_t product) { parts[product] = alone(finer, product, shared); });
    for (const auto& part : parts) shared.insert(shared.end(), part.prices.begin(), part.prices.end());
    return std::max(own, lower_bound(network, finer, shared));
}

Plan Planner::plan(const Network& network) {
    if (network.sites.size() * network.weeks * network.products.size() > options_.most_rows)
        if (const auto regions = regions_of(network); regions.size() > 1)
            if (auto plan = plan_by_regions(network, regions, options_); plan.outcome == Outcome::optimal) return plan;
    zones_ = zones_of(network, options_.apart);
    const auto model = flow_model(network, zones_);
    const bool whole = static_cast<std::size_t>(model.program.rows()) <= options_.most_rows;
    DecompositionOptions how{.gap = options_.gap, .threads = options_.threads};
    if (whole) how.gap = 0;
    if (model.program.rows() < rows_worth_prices) how.steps = how.mixtures = 0;
    if (!whole) how.mixtures = options_.rounds;
    const auto parts = decompose(model, how);
    if (!whole) {
        if (!parts.holds) return {};
        auto plan = finish(network, model, parts.columns, parts.prices, 0);
        plan.iterations = parts.rounds;
        return plan;
    }
    Solver solver(model.program);
    begin_from(solver, model, parts);
    const auto solution = solver.solve(Method::dual);
    if (solution.outcome != Outcome::optimal) return {.outcome = solution.outcome};
    basis_ = solver.basis();
    before_ = model.program;
    prices_.clear();
    for (int row = 0; row < model.shared_rows; ++row)
        prices_.emplace(model.program.row_keys[row], solution.prices[row]);
    auto plan = finish(network, model, solution.columns, solution.prices, options_.proof);
    plan.iterations = solution.iterations;
    return plan;
}

Plan Planner::replan(const Network& network) {
    if (basis_.columns.empty()) return plan(network);
    const auto model = flow_model(network, fitting(zones_, network));
    Solver solver(model.program);
    auto method = Method::dual;
    constexpr std::size_t many = 100;
    if (same_shape(before_, model.program) && lost_columns(before_, model.program, basis_) < many) {
        solver.begin_from(basis_);
        if (costs_changed(before_, model.program)) method = Method::primal;
    } else { // prices of before are good ones still, and products planned under them a third of the way
        begin_from(
            solver, model,
            decompose(model,
                      {.steps = 0, .mixtures = 0, .threads = options_.threads, .prices = prices_, .stood = &basis_}));
    }
    const auto solution = solver.solve(method);
    if (solution.outcome != Outcome::optimal) return {.outcome = solution.outcome};
    auto plan = finish(network, model, solution.columns, solution.prices, options_.proof);
    plan.iterations = solution.iterations;
    return plan;
}

} // namespace shanhai::trade::plan
