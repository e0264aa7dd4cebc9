#include "modules/trade/plan/linear_program.h"

#include <coin/ClpSimplex.hpp>

#include <cassert> // the solver's own headers want it before them

namespace shanhai::trade::plan {

int LinearProgram::add_row(Key key, double lower, double upper) {
    row_keys.push_back(key);
    row_lower.push_back(lower);
    row_upper.push_back(upper);
    return rows() - 1;
}

int LinearProgram::add_column(Key key, double column_cost, double column_lower, double column_upper,
                              const Entry* entries, std::size_t count) {
    column_keys.push_back(key);
    cost.push_back(column_cost);
    lower.push_back(column_lower);
    upper.push_back(column_upper);
    for (std::size_t i = 0; i < count; ++i) {
        entry_rows.push_back(entries[i].row);
        coefficients.push_back(entries[i].coefficient);
    }
    starts.push_back(static_cast<std::int64_t>(entry_rows.size()));
    return columns() - 1;
}

double LinearProgram::reduced_cost(int column, const std::vector<double>& prices) const {
    double reduced = cost[column];
    for (auto i = starts[column]; i < starts[column + 1]; ++i)
        if (const auto row = static_cast<std::size_t>(entry_rows[i]); row < prices.size())
            reduced -= prices[row] * coefficients[i];
    return reduced;
}

struct Solver::Model {
    ClpSimplex simplex;
    std::vector<Key> row_keys, column_keys;
};

namespace {

ClpSimplex::Status status_of(Standing standing) {
    switch (standing) {
    case Standing::free: return ClpSimplex::isFree;
    case Standing::basic: return ClpSimplex::basic;
    case Standing::at_upper: return ClpSimplex::atUpperBound;
    case Standing::at_lower: break;
    }
    return ClpSimplex::atLowerBound;
}

Standing standing_of(ClpSimplex::Status status) {
    switch (status) {
    case ClpSimplex::isFree:
    case ClpSimplex::superBasic: return Standing::free;
    case ClpSimplex::basic: return Standing::basic;
    case ClpSimplex::atUpperBound: return Standing::at_upper;
    default: return Standing::at_lower;
    }
}

} // namespace

Solver::Solver(const LinearProgram& program) : model_(std::make_unique<Model>()) {
    auto& simplex = model_->simplex;
    simplex.setLogLevel(0);
    std::vector<CoinBigIndex> starts(program.starts.begin(), program.starts.end());
    simplex.loadProblem(program.columns(), program.rows(), starts.data(), program.entry_rows.data(),
                        program.coefficients.data(), program.lower.data(), program.upper.data(), program.cost.data(),
                        program.row_lower.data(), program.row_upper.data());
    simplex.setOptimizationDirection(1);
    model_->row_keys = program.row_keys;
    model_->column_keys = program.column_keys;
}

Solver::~Solver() = default;
Solver::Solver(Solver&&) noexcept = default;
Solver& Solver::operator=(Solver&&) noexcept = default;

void Solver::begin_from(const Basis& basis) {
    auto& simplex = model_->simplex;
    simplex.createStatus();
    for (std::size_t row = 0; row < model_->row_keys.size(); ++row)
        if (const auto found = basis.rows.find(model_->row_keys[row]); found != basis.rows.end())
            simplex.setRowStatus(static_cast<int>(row), status_of(found->second));
    for (std::size_t column = 0; column < model_->column_keys.size(); ++column)
        if (const auto found = basis.columns.find(model_->column_keys[column]); found != basis.columns.end())
            simplex.setColumnStatus(static_cast<int>(column), status_of(found->second));
}

Basis Solver::basis() const {
    const auto& simplex = model_->simplex;
    Basis out;
    out.rows.reserve(model_->row_keys.size());
    out.columns.reserve(model_->column_keys.size());
    for (std::size_t row = 0; row < model_->row_keys.size(); ++row)
        out.rows.emplace(model_->row_keys[row], standing_of(simplex.getRowStatus(static_cast<int>(row))));
    for (std::size_t column = 0; column < model_->column_keys.size(); ++column)
        out.columns.emplace(model_->column_keys[column],
                            standing_of(simplex.getColumnStatus(static_cast<int>(column))));
    return out;
}

void Solver::limit_column(int column, double lower, double upper) {
    model_->simplex.setColumnBounds(column, lower, upper);
}

void Solver::limit_row(int row, double lower, double upper) { model_->simplex.setRowBounds(row, lower, upper); }

void Solver::price_column(int column, double cost) { model_->simplex.setObjectiveCoefficient(column, cost); }

void Solver::add_column(double cost, double lower, double upper, const std::vector<Entry>& entries) {
    std::vector<int> rows;
    std::vector<double> coefficients;
    for (const auto& [row, coefficient] : entries) {
        rows.push_back(row);
        coefficients.push_back(coefficient);
    }
    model_->simplex.addColumn(static_cast<int>(rows.size()), rows.data(), coefficients.data(), lower, upper, cost);
    model_->column_keys.push_back(0);
}

Solution Solver::solve(Method method) {
    auto& simplex = model_->simplex;
    if (method == Method::dual)
        simplex.dual();
    else
        simplex.primal();
    // Optimal but for tiny infeasibilities after the scaling was undone: the other method takes them away.
    if (simplex.status() == 0 && simplex.secondaryStatus() != 0) simplex.primal();
    Solution out;
    out.outcome = simplex.status() == 0   ? Outcome::optimal
                  : simplex.status() == 1 ? Outcome::infeasible
                  : simplex.status() == 2 ? Outcome::unbounded
                                          : Outcome::stopped;
    out.objective = simplex.objectiveValue();
    out.iterations = simplex.numberIterations();
    const auto rows = static_cast<std::size_t>(simplex.numberRows());
    const auto columns = static_cast<std::size_t>(simplex.numberColumns());
    out.columns.assign(simplex.primalColumnSolution(), simplex.primalColumnSolution() + columns);
    out.prices.assign(simplex.dualRowSolution(), simplex.dualRowSolution() + rows);
    return out;
}

} // namespace shanhai::trade::plan
