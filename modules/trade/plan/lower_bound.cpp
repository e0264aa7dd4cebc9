#include "modules/trade/plan/lower_bound.h"

#include <algorithm>
#include <cmath>

namespace shanhai::trade::plan {

namespace {

double of_rows(const FlowModel& model, const std::vector<double>& prices) {
    const auto& program = model.program;
    double sum = 0;
    for (int row = 0; row < program.rows(); ++row) {
        if (model.limits[row].kind == RowKind::demand) continue;
        const double limit = prices[row] > 0 ? program.row_lower[row] : program.row_upper[row];
        if (prices[row] != 0 && std::abs(limit) < unlimited) sum += prices[row] * limit;
    }
    return sum;
}

// A price of the wrong sign, left by the solver's tolerance, proves nothing and counts as none.
std::vector<double> honest(const FlowModel& model, std::vector<double> prices) {
    const auto& program = model.program;
    for (int row = 0; row < program.rows(); ++row) {
        if (program.row_lower[row] == -unlimited) prices[row] = std::min(prices[row], 0.0);
        if (program.row_upper[row] == unlimited) prices[row] = std::max(prices[row], 0.0);
    }
    return prices;
}

double of_columns(const FlowModel& model, const std::vector<double>& prices) {
    const auto& program = model.program;
    double sum = 0;
    for (int column = 0; column < program.columns(); ++column) {
        if (model.movements[column].kind == ColumnKind::deliver) continue;
        const double reduced = program.reduced_cost(column, prices);
        sum += reduced * (reduced < 0 ? program.upper[column] : program.lower[column]);
    }
    return sum;
}

// Each outlet takes from whom it is best for it, or goes without.
double of_outlets(const Network& network, const FlowModel& model, const std::vector<double>& prices) {
    std::vector<double> service(network.products.size(), 0);
    for (int row = 0; row < model.program.rows(); ++row)
        if (model.limits[row].kind == RowKind::service) service[model.limits[row].product] = prices[row];
    double sum = 0;
    for (ProductNumber product = 0; product < network.products.size(); ++product) {
        const double missed = yuan(network.products[product].unmet) + service[product];
        for (OutletNumber outlet = 0; outlet < network.outlets.size(); ++outlet)
            for (WeekNumber week = 0; week < network.weeks; ++week) {
                const double asked = tonnes(network.demanded(product, outlet, week));
                if (asked <= 0) continue;
                double best = 0;
                for (const auto& delivery : network.outlets[outlet].deliveries) {
                    const int dock = model.dock(network, product, delivery.from, week);
                    if (dock >= 0) best = std::min(best, yuan(delivery.freight) - missed - prices[dock]);
                }
                sum += asked * best;
            }
    }
    return sum;
}

} // namespace

double lower_bound(const Network& network, const FlowModel& model, const std::vector<double>& prices) {
    const auto proving = honest(model, prices);
    return model.constant + of_rows(model, proving) + of_columns(model, proving) + of_outlets(network, model, proving);
}

} // namespace shanhai::trade::plan
