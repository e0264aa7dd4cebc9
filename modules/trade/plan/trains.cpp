#include "modules/trade/plan/trains.h"

#include "modules/trade/plan/decomposition.h"
#include "modules/trade/plan/lower_bound.h"

#include <algorithm>
#include <cmath>

namespace shanhai::trade::plan {

namespace {

constexpr double nearly_whole = 1e-6;
constexpr double enough = 0.35; // of a wagon: below it the last wagon does not run

struct Train {
    LaneNumber lane;
    WeekNumber week;
    int row, column;
};

// Freight leaves the goods and goes to the wagons; a lane takes what its wagons take.
std::vector<Train> put_on_wagons(const Network& network, double wagon, FlowModel& model) {
    auto& program = model.program;
    for (int column = 0; column < program.columns(); ++column) {
        const auto& movement = model.movements[column];
        if (movement.kind == ColumnKind::travel && network.lanes[movement.place].mode == Mode::rail)
            program.cost[column] -= yuan(network.lanes[movement.place].freight);
    }
    std::vector<Train> trains;
    for (int row = 0; row < model.shared_rows; ++row) {
        const auto& limit = model.limits[row];
        if (limit.kind != RowKind::lane_capacity || network.lanes[limit.place].mode != Mode::rail) continue;
        const double most = std::floor(program.row_upper[row] / wagon);
        program.row_upper[row] = 0;
        const Entry entry{row, -wagon};
        const int column =
            program.add_column(key_of(static_cast<unsigned>(ColumnKind::run_wagons), 0, 0, limit.place, limit.week),
                               wagon * yuan(network.lanes[limit.place].freight), 0, most, &entry, 1);
        model.movements.push_back({.kind = ColumnKind::run_wagons, .place = limit.place, .week = limit.week});
        trains.push_back({limit.place, limit.week, row, column});
    }
    return trains;
}

// Where goods on single tonnes would begin; wagons stand in for the slack of their lanes, or all run where lanes are scarce.
void begin(Solver& solver, const Network& network, const FlowModel& model, Decomposed parts,
           const std::vector<Train>& trains) {
    for (const auto& train : trains) {
        const bool scarce = parts.borrowing[static_cast<std::size_t>(train.row)] > 1e-9;
        parts.borrowing[static_cast<std::size_t>(train.row)] += yuan(network.lanes[train.lane].freight);
        parts.basis.rows[model.program.row_keys[train.row]] = Standing::at_upper;
        parts.basis.columns[model.program.column_keys[train.column]] = scarce ? Standing::at_upper : Standing::basic;
    }
    begin_from(solver, model, parts);
}

} // namespace

WagonPlan plan_wagons(const Network& network, Kilograms wagon_kilograms, const PlanOptions& options) {
    const double wagon = tonnes(wagon_kilograms);
    const auto zones = zones_of(network, options.apart);
    auto model = flow_model(network, zones);
    DecompositionOptions how{.threads = options.threads};
    how.gap = 0;
    if (model.program.rows() < rows_worth_prices) how.steps = how.mixtures = 0;
    auto parts = decompose(model, how);
    const auto trains = put_on_wagons(network, wagon, model);
    Solver solver(model.program);
    begin(solver, network, model, std::move(parts), trains);
    auto solution = solver.solve(Method::dual);
    if (solution.outcome != Outcome::optimal) return {.outcome = solution.outcome};
    WagonPlan plan{.lower_bound = lower_bound(network, model, solution.prices)};
    for (WeekNumber week = 0; week < network.weeks; ++week) {
        bool changed = false;
        for (const auto& train : trains) {
            if (train.week != week) continue;
            const double wagons = solution.columns[train.column];
            const double down = std::floor(wagons + nearly_whole);
            const double most = model.program.upper[train.column];
            const double whole = std::min(most, wagons - down > enough ? down + 1 : down);
            changed = changed || std::abs(whole - wagons) > nearly_whole;
            solver.limit_column(train.column, whole, whole);
        }
        if (!changed) continue;
        solution = solver.solve(Method::dual);
        if (solution.outcome != Outcome::optimal) return {.outcome = solution.outcome};
    }
    plan.outcome = Outcome::optimal;
    plan.cost = solution.objective + model.constant;
    std::vector<double> loaded(network.lanes.size() * network.weeks, 0);
    for (int column = 0; column < model.program.columns(); ++column) {
        const auto& movement = model.movements[column];
        if (movement.kind == ColumnKind::travel)
            loaded[movement.place * network.weeks + movement.week] += solution.columns[column];
    }
    for (const auto& train : trains)
        if (const auto wagons = std::llround(solution.columns[train.column]); wagons > 0)
            plan.runs.push_back({train.lane, train.week, wagons, loaded[train.lane * network.weeks + train.week]});
    return plan;
}

} // namespace shanhai::trade::plan
