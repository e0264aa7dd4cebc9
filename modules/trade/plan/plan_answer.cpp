#include "modules/trade/plan/plan_answer.h"

#include "modules/trade/plan/what_if.h"
#include "modules/trade/plan/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t most_words = 12;

double rounded(double value) { return std::round(value * 100) / 100; }

const char* kind_name(SiteKind kind) {
    constexpr const char* names[] = {"base", "main", "branch", "outside", "candidate"};
    return names[static_cast<int>(kind)];
}

} // namespace

const char* mode_word(Mode mode) {
    constexpr const char* names[] = {"rail", "road", "air"};
    return names[static_cast<int>(mode)];
}

json::array rounded_weeks(const std::vector<double>& weeks) {
    json::array out;
    for (const double amount : weeks) out.push_back(std::round(amount * 10) / 10);
    return out;
}

json::object summary(const Plan& plan) {
    const auto& costs = plan.costs;
    return {{"cost", rounded(plan.cost)},
            {"lower_bound", rounded(plan.lower_bound)},
            {"gap", plan.gap()},
            {"before_subsidy", rounded(costs.before_subsidy())},
            {"subsidy", rounded(costs.subsidy)},
            {"rail", rounded(costs.rail)},
            {"road", rounded(costs.road)},
            {"air", rounded(costs.air)},
            {"keeping", rounded(costs.keeping)},
            {"delivery", rounded(costs.delivery)},
            {"spoiled", rounded(costs.spoiled)},
            {"unmet", rounded(costs.unmet)},
            {"asked_tonnes", rounded(plan.asked)},
            {"delivered_tonnes", rounded(plan.delivered)}};
}

void draw(const Network& network, const Plan& plan, json::object& out) {
    const std::vector<double> none(network.weeks, 0);
    std::vector<std::vector<double>> stock(network.sites.size(), none), handed(network.sites.size(), none),
        moved(network.lanes.size(), none);
    for (const auto& flow : plan.flows) {
        if (flow.kind == ColumnKind::hold) stock[flow.place][flow.week] += flow.tonnes;
        if (flow.kind == ColumnKind::travel) moved[flow.place][flow.week] += flow.tonnes;
    }
    for (const auto& delivery : plan.deliveries) handed[delivery.from][delivery.week] += delivery.tonnes;
    json::array sites, lanes;
    for (SiteNumber site = 0; site < network.sites.size(); ++site) {
        const auto& one = network.sites[site];
        sites.push_back(json::object{{"name", as_json(one.name)},
                                     {"kind", kind_name(one.kind)},
                                     {"longitude", one.longitude},
                                     {"latitude", one.latitude},
                                     {"capacity_tonnes", tonnes(one.capacity)},
                                     {"stock_tonnes", rounded_weeks(stock[site])},
                                     {"handed_out_tonnes", rounded_weeks(handed[site])}});
    }
    for (LaneNumber lane = 0; lane < network.lanes.size(); ++lane) {
        const auto& one = network.lanes[lane];
        lanes.push_back(json::object{{"from", one.from},
                                     {"to", one.to},
                                     {"mode", mode_word(one.mode)},
                                     {"name", as_json(name_of_lane(network, lane))},
                                     {"weekly_capacity_tonnes", tonnes(one.weekly_capacity)},
                                     {"tonnes", rounded_weeks(moved[lane])}});
    }
    out["sites"] = std::move(sites);
    out["lanes"] = std::move(lanes);
}

json::array words_of(const Network& network, const Plan& plan) {
    json::array out;
    for (const auto& worth : monthly_worth(network, plan)) {
        if (out.size() == most_words) break;
        auto said = as_json(sentence(network, worth));
        said["worth"] = rounded(worth.worth);
        out.push_back(std::move(said));
    }
    return out;
}

json::array products_of(const BooksNetwork& made, const Network& network, const Plan& plan) {
    constexpr const char* methods[] = {"forecast", "last_year", "level"};
    json::array out;
    for (ProductNumber product = 0; product < network.products.size(); ++product) {
        const auto& demand = made.demand[product];
        out.push_back(json::object{{"name", as_json(network.products[product].name)},
                                   {"method", methods[static_cast<int>(demand.method)]},
                                   {"known_weeks", demand.known_weeks},
                                   {"low_tonnes", rounded(demand.low)},
                                   {"high_tonnes", rounded(demand.high)},
                                   {"asked_tonnes", rounded(plan.asked_by_product[product])},
                                   {"delivered_tonnes", rounded(plan.delivered_by_product[product])}});
    }
    return out;
}

// Less than a box is left out: a plan is followed with lorries.
json::array lines_of(const BooksNetwork& made, const Plan& plan) {
    constexpr double least_tonnes = 0.05;
    const auto& network = made.network;
    std::map<std::tuple<WeekNumber, ProductNumber, LaneNumber>, double> sums;
    for (const auto& flow : plan.flows)
        if (flow.kind == ColumnKind::travel) sums[{flow.week, flow.product, flow.place}] += flow.tonnes;
    json::array out;
    for (const auto& [name, amount] : sums) {
        if (amount < least_tonnes) continue;
        const auto& [week, product, number] = name;
        const auto& lane = network.lanes[number];
        out.push_back({{"week", (network.begins + 7 * static_cast<int>(week)).iso()},
                       {"product", made.product_ids[product]},
                       {"mode", mode_word(lane.mode)},
                       {network.sites[lane.from].kind == SiteKind::base ? "from_base" : "from_warehouse",
                        made.site_ids[lane.from]},
                       {"to_warehouse", made.site_ids[lane.to]},
                       {"weight", fmt::format("{:.0f}", amount * 1000)}});
    }
    return out;
}

json::array notes_of(const BooksNetwork& made) {
    json::array out;
    for (const auto& note : made.notes) out.push_back(as_json(note));
    return out;
}

json::array subsidies_of(const Network& network) {
    json::array out;
    for (const auto& subsidy : network.subsidies)
        out.push_back(json::object{{"name", as_json(subsidy.name)}, {"yuan_a_tonne", yuan(subsidy.a_tonne)}});
    return out;
}

json::array ranking(const Network& network, Planner& planner, const Plan& plan) {
    json::array out;
    for (const auto& candidate : rank_candidates(network, planner, plan)) {
        auto said = as_json(sentence(network, candidate, plan));
        said["site"] = candidate.site;
        said["saved"] = rounded(candidate.saved);
        said["opening"] = candidate.opening;
        said["worth"] = rounded(candidate.worth());
        out.push_back(std::move(said));
    }
    return out;
}

json::array clashes_of(const Network& network) {
    json::array out;
    for (const auto& clash : clashes(network, PlanOptions{}.apart)) {
        auto said = as_json(sentence(network, clash));
        said["missing_tonnes"] = rounded(clash.missing);
        out.push_back(std::move(said));
    }
    return out;
}

} // namespace shanhai::trade::plan
