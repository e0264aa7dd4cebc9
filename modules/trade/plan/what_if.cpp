#include "modules/trade/plan/what_if.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace shanhai::trade::plan {

Network changed(Network network, const Change& change) {
    if (change.close_lane) network.lanes[*change.close_lane].weekly_capacity = 0;
    if (change.subsidy) network.subsidies[*change.subsidy].a_tonne = change.subsidy_rate;
    if (change.open_site) network.sites[*change.open_site].kind = SiteKind::branch;
    if (change.enlarge) {
        network.sites[*change.enlarge].capacity += change.enlarge_by;
        network.sites[*change.enlarge].cold_capacity += change.enlarge_by;
    }
    if (change.service_level)
        for (auto& product : network.products) product.service_level = *change.service_level;
    return network;
}

std::vector<Candidate> rank_candidates(const Network& network, Planner& planner, const Plan& without) {
    std::vector<Candidate> out;
    for (SiteNumber site = 0; site < network.sites.size(); ++site) {
        if (network.sites[site].kind != SiteKind::candidate) continue;
        const auto plan = planner.replan(changed(network, {.open_site = site}));
        if (plan.outcome != Outcome::optimal) continue;
        Candidate candidate{.site = site,
                            .saved = without.cost - plan.cost,
                            .opening = yuan(network.sites[site].opening),
                            .costs = plan.costs};
        for (const auto& delivery : plan.deliveries)
            if (delivery.from == site) candidate.kept += delivery.tonnes;
        out.push_back(candidate);
    }
    std::ranges::sort(out, std::ranges::greater{}, &Candidate::worth);
    return out;
}

std::vector<Clash> clashes(const Network& network, std::size_t apart) {
    auto model = flow_model(network, zones_of(network, apart));
    auto& program = model.program;
    for (int column = 0; column < program.columns(); ++column) {
        const bool breaks = model.movements[column].kind == ColumnKind::borrow;
        program.cost[column] = breaks ? 1 : 0;
        if (breaks) program.upper[column] = unlimited;
    }
    const auto solution = Solver(program).solve(Method::dual);
    if (solution.outcome != Outcome::optimal || solution.objective < 1e-4) return {};
    std::map<std::tuple<RowKind, ProductNumber, std::size_t>, Clash> found;
    const auto note = [&](int row, double missing) {
        const auto& limit = model.limits[row];
        auto [place, added] =
            found.try_emplace({limit.kind, limit.product, limit.place},
                              Clash{limit.kind, limit.product, limit.place, limit.week, limit.week, 0});
        auto& clash = place->second;
        clash.first = std::min(clash.first, limit.week);
        clash.last = std::max(clash.last, limit.week);
        clash.missing += missing;
    };
    for (int column = 0; column < program.columns(); ++column)
        if (model.movements[column].kind == ColumnKind::borrow && solution.columns[column] > 1e-5)
            note(static_cast<int>(model.movements[column].place), solution.columns[column]);
    for (int row = 0; row < program.rows(); ++row)
        if (model.limits[row].kind >= RowKind::service && std::abs(solution.prices[row]) > 1e-6) note(row, 0);
    std::vector<Clash> out;
    for (const auto& [name, clash] : found) out.push_back(clash);
    std::ranges::sort(out, std::ranges::greater{}, &Clash::missing);
    return out;
}

} // namespace shanhai::trade::plan
