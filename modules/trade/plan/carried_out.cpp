#include "modules/trade/plan/carried_out.h"

#include "modules/trade/plan/delivery.h"

#include <algorithm>
#include <cmath>

namespace shanhai::trade::plan {

namespace {

double freight_of(const Network& network, const PlannedDelivery& delivery) {
    for (const auto& offer : network.outlets[delivery.outlet].deliveries)
        if (offer.from == delivery.from) return yuan(offer.freight);
    return 0;
}

void count_flows(const Network& network, const FlowModel& model, const std::vector<double>& columns, Plan& plan) {
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const double amount = columns[column];
        if (amount < 1e-7) continue;
        const auto& movement = model.movements[column];
        if (movement.kind == ColumnKind::subsidise) plan.costs.subsidy -= model.program.cost[column] * amount;
        if (movement.kind != ColumnKind::take && movement.kind != ColumnKind::hold &&
            movement.kind != ColumnKind::travel)
            continue;
        plan.flows.push_back({movement.kind, movement.product, movement.place, movement.week, amount});
        const double paid = movement.freight * amount;
        plan.costs.spoiled += movement.lost * yuan(network.products[movement.product].value) * amount;
        if (movement.kind == ColumnKind::hold) plan.costs.keeping += paid;
        if (movement.kind != ColumnKind::travel) continue;
        switch (network.lanes[movement.place].mode) {
        case Mode::rail: plan.costs.rail += paid; break;
        case Mode::road: plan.costs.road += paid; break;
        case Mode::air: plan.costs.air += paid; break;
        }
    }
}

void count_deliveries(const Network& network, Plan& plan) {
    plan.asked_by_product.assign(network.products.size(), 0);
    plan.delivered_by_product.assign(network.products.size(), 0);
    for (ProductNumber product = 0; product < network.products.size(); ++product)
        for (OutletNumber outlet = 0; outlet < network.outlets.size(); ++outlet)
            for (WeekNumber week = 0; week < network.weeks; ++week)
                plan.asked_by_product[product] += tonnes(network.demanded(product, outlet, week));
    for (const auto& delivery : plan.deliveries) {
        plan.delivered_by_product[delivery.product] += delivery.tonnes;
        plan.costs.delivery += freight_of(network, delivery) * delivery.tonnes;
    }
    for (ProductNumber product = 0; product < network.products.size(); ++product) {
        plan.asked += plan.asked_by_product[product];
        plan.delivered += plan.delivered_by_product[product];
        plan.costs.unmet += (plan.asked_by_product[product] - plan.delivered_by_product[product]) *
                            yuan(network.products[product].unmet);
    }
}

std::vector<ShadowPrice> worth_of_limits(const FlowModel& model, const std::vector<double>& prices) {
    std::vector<ShadowPrice> worth;
    for (int row = 0; row < model.program.rows(); ++row) {
        const auto& limit = model.limits[row];
        if (limit.kind < RowKind::service || std::abs(prices[row]) < 0.005) continue;
        // Room on a lane that is closed is no limit but a decision.
        if (limit.kind == RowKind::lane_capacity && model.program.row_upper[row] <= 0) continue;
        worth.push_back({limit.kind, limit.product, limit.place, limit.week, std::abs(prices[row])});
    }
    std::ranges::sort(worth, std::ranges::greater{}, &ShadowPrice::worth);
    return worth;
}

} // namespace

Plan carried_out(const Network& network, const FlowModel& model, const std::vector<double>& columns,
                 const std::vector<double>& prices, unsigned threads) {
    Plan plan;
    plan.outcome = Outcome::optimal;
    plan.rows = model.program.rows();
    plan.deliveries = deliver_to_outlets(network, model, columns, threads);
    count_flows(network, model, columns, plan);
    count_deliveries(network, plan);
    plan.cost = plan.costs.after_subsidy();
    plan.worth = worth_of_limits(model, prices);
    return plan;
}

} // namespace shanhai::trade::plan
