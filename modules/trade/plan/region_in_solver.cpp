#include "modules/trade/plan/region_in_solver.h"

#include "modules/trade/plan/carried_out.h"
#include "modules/trade/plan/decomposition.h"
#include "modules/trade/plan/lower_bound.h"

#include <utility>

namespace shanhai::trade::plan {

RegionInSolver::RegionInSolver(const Region& region, const PlanOptions& options)
    : region_(region), model_(flow_model(region.network, zones_of(region.network, options.apart))) {
    held.assign(model_.crossings.size(), 0);
    mean.assign(model_.crossings.size(), 0);
    now.assign(model_.crossings.size(), 0);
    worth.assign(model_.crossings.size(), 0);
    for (const auto& crossing : model_.crossings) {
        costs_.push_back(model_.program.cost[crossing.column]);
        most_.push_back(model_.program.upper[crossing.column]);
    }
}

void RegionInSolver::begin() {
    for (const auto& crossing : model_.crossings) model_.program.upper[crossing.column] = 0;
    DecompositionOptions how{.gap = 0, .threads = 1};
    if (model_.program.rows() < rows_worth_prices) how.steps = how.mixtures = 0;
    const auto parts = decompose(model_, how);
    held_solver_ = std::make_unique<Solver>(model_.program);
    begin_from(*held_solver_, model_, parts);
    read_held(held_solver_->solve(Method::dual));
    open_borders();
}

// Not from where it stood alone: opened all at once, borders leave the solver with neither a plan nor prices to go on from.
void RegionInSolver::open() {
    DecompositionOptions how{.steps = 0, .mixtures = 0, .threads = 1};
    for (int row = 0; row < model_.shared_rows; ++row)
        how.prices.emplace(model_.program.row_keys[row], solution_.prices[row]);
    const auto stood = held_solver_->basis();
    how.stood = &stood;
    free_solver_ = std::make_unique<Solver>(model_.program);
    begin_from(*free_solver_, model_, decompose(model_, how));
}

void RegionInSolver::plan_held() {
    for (std::size_t i = 0; i < held.size(); ++i)
        held_solver_->limit_column(model_.crossings[i].column, held[i], held[i]);
    read_held(held_solver_->solve(Method::dual));
}

void RegionInSolver::plan_free(const std::vector<double>& prices, double weight) {
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const auto& crossing = model_.crossings[i];
        const double price = crossing.outward ? -crossing.part * prices[i] : prices[i];
        model_.program.cost[crossing.column] = costs_[i] + price;
        if (free_solver_) free_solver_->price_column(crossing.column, costs_[i] + price);
    }
    if (!free_solver_) open();
    const auto solution = free_solver_->solve(Method::dual);
    bound = -unlimited;
    if (solution.outcome != Outcome::optimal) return;
    bound = lower_bound(region_.network, model_, solution.prices);
    for (std::size_t i = 0; i < now.size(); ++i) {
        now[i] = solution.columns[model_.crossings[i].column];
        mean[i] += weight * (now[i] - mean[i]);
    }
}

Plan RegionInSolver::carried_out_best(unsigned threads) const {
    return carried_out(region_.network, model_, best_.columns, best_.prices, threads);
}

void RegionInSolver::open_borders() {
    for (std::size_t i = 0; i < most_.size(); ++i) model_.program.upper[model_.crossings[i].column] = most_[i];
}

void RegionInSolver::read_held(Solution solution) {
    outcome = solution.outcome;
    if (outcome != Outcome::optimal) return;
    solution_ = std::move(solution);
    for (std::size_t i = 0; i < worth.size(); ++i) {
        const auto& crossing = model_.crossings[i];
        const auto& program = model_.program;
        double reduced = costs_[i];
        for (auto entry = program.starts[crossing.column]; entry < program.starts[crossing.column + 1]; ++entry)
            reduced -= solution_.prices[program.entry_rows[entry]] * program.coefficients[entry];
        worth[i] = crossing.outward ? reduced / crossing.part : -reduced;
    }
}

} // namespace shanhai::trade::plan
