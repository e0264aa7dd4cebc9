#include "modules/energy/plan/lp_planner.h"

#include "modules/energy/sun/solar_yield.h"

#include <ClpSimplex.hpp>
#include <ClpSolve.hpp>
#include <CoinPackedMatrix.hpp>

#include <algorithm>

namespace shanhai::energy {

namespace {

enum Column : int { charge, discharge, stored, curtailed, columns };
enum Row : int { balance, grid, rows };

int column(std::size_t quarter, Column which) { return static_cast<int>(quarter) * columns + which; }
int row(std::size_t quarter, Row which) { return static_cast<int>(quarter) * rows + which; }

struct Entries {
    std::vector<int> rows, columns;
    std::vector<double> values;
    void add(int row, int column, double value) {
        rows.push_back(row);
        columns.push_back(column);
        values.push_back(value);
    }
};

} // namespace

struct LpPlanner::Model {
    Plant plant;
    std::size_t quarters = 0;
    bool solved = false;
    ClpSimplex lp;

    void build() {
        const auto& battery = plant.battery;
        Entries entries;
        for (std::size_t t = 0; t < quarters; ++t) {
            const int follows = row(t, balance), flows = row(t, grid);
            entries.add(follows, column(t, charge), -battery.charge_efficiency * quarter_hours);
            entries.add(follows, column(t, discharge), quarter_hours / battery.discharge_efficiency);
            entries.add(follows, column(t, stored), 1);
            if (t > 0) entries.add(follows, column(t - 1, stored), -1);
            entries.add(flows, column(t, charge), 1);
            entries.add(flows, column(t, discharge), -1);
            entries.add(flows, column(t, curtailed), 1);
        }
        const CoinPackedMatrix matrix(true, entries.rows.data(), entries.columns.data(), entries.values.data(),
                                      static_cast<CoinBigIndex>(entries.values.size()));
        const auto width = quarters * columns, height = quarters * rows;
        const std::vector<double> none(std::max(width, height), 0.0);
        lp.loadProblem(matrix, none.data(), none.data(), none.data(), none.data(), none.data());
        lp.setLogLevel(0);
        for (std::size_t t = 0; t < quarters; ++t) {
            lp.setColumnBounds(column(t, discharge), 0, battery.power);
            lp.setColumnBounds(column(t, stored), battery.reserve, battery.capacity);
        }
    }

    void fill(std::span<const double> sun, std::span<const double> price, double held, std::span<const double> line) {
        const auto& battery = plant.battery;
        for (std::size_t t = 0; t < quarters; ++t) {
            // What is not delivered is a cost; the sun's whole worth is a constant.
            const double worth = price[t] * quarter_hours;
            lp.setObjectiveCoefficient(column(t, charge), worth);
            lp.setObjectiveCoefficient(column(t, discharge), battery.cycle_cost * quarter_hours - worth);
            lp.setObjectiveCoefficient(column(t, curtailed), worth);
            lp.setColumnBounds(column(t, charge), 0, std::min(battery.power, sun[t]));
            lp.setColumnBounds(column(t, curtailed), 0, sun[t]);
            lp.setRowBounds(row(t, grid), sun[t] - (line.empty() ? plant.grid_limit : line[t]), sun[t]);
        }
        lp.setRowBounds(row(0, balance), held, held);
    }

    // Without a basis to begin with, making the programme smaller first saves four fifths of a year's time.
    void solve() {
        if (solved) {
            lp.dual();
        } else {
            ClpSolve how;
            how.setSolveType(ClpSolve::useDual);
            how.setPresolveType(ClpSolve::presolveOn);
            lp.initialSolve(how);
        }
        solved = lp.isProvenOptimal();
    }

    Schedule read(std::span<const double> sun) const {
        const double* x = lp.primalColumnSolution();
        Schedule schedule;
        schedule.reserve(quarters);
        for (std::size_t t = 0; t < quarters; ++t) {
            const double in = x[column(t, charge)], out = x[column(t, discharge)], cut = x[column(t, curtailed)];
            schedule.append(in, out, cut, sun[t] - in + out - cut, x[column(t, stored)]);
        }
        return schedule;
    }
};

LpPlanner::LpPlanner(const Plant& plant, std::size_t quarters) : model_(std::make_unique<Model>()) {
    model_->plant = plant;
    model_->quarters = quarters;
    model_->build();
}
LpPlanner::~LpPlanner() = default;
LpPlanner::LpPlanner(LpPlanner&&) noexcept = default;
LpPlanner& LpPlanner::operator=(LpPlanner&&) noexcept = default;

Result<Schedule> LpPlanner::plan(std::span<const double> sun, std::span<const double> price, double held,
                                 std::span<const double> line) {
    model_->fill(sun, price, held, line);
    model_->solve();
    if (!model_->solved) return refuse("energy.no_plan");
    return model_->read(sun);
}

} // namespace shanhai::energy
