#include "modules/trade/plan/delivery.h"

#include "modules/trade/plan/at_once.h"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace shanhai::trade::plan {

namespace {

using Grams = std::int64_t;
using Graph = lemon::StaticDigraph;
using Simplex = lemon::NetworkSimplex<Graph, Grams, std::int64_t>;

// From warehouses (nodes 0 … sites − 1) to outlets with a demand to the sink, with a dear way past them for what rounding left.
struct Handout {
    std::vector<std::pair<int, int>> ends; // sorted by source, as StaticDigraph wants it
    std::vector<Fen> costs;
    std::vector<Grams> limits;
    std::vector<OutletNumber> outlets; // of the nodes behind the warehouses
};

Handout handout_of(const Network& network, const std::vector<Grams>& supply, ProductNumber product, WeekNumber week) {
    Handout out;
    const int sites = static_cast<int>(network.sites.size());
    std::vector<std::vector<std::pair<int, Fen>>> offers(network.sites.size());
    for (OutletNumber outlet = 0; outlet < network.outlets.size(); ++outlet) {
        if (network.demanded(product, outlet, week) <= 0) continue;
        const int node = sites + static_cast<int>(out.outlets.size());
        bool reached = false;
        for (const auto& delivery : network.outlets[outlet].deliveries)
            if (supply[delivery.from] > 0) {
                offers[delivery.from].emplace_back(node, delivery.freight);
                reached = true;
            }
        if (reached) out.outlets.push_back(outlet);
    }
    const int sink = sites + static_cast<int>(out.outlets.size());
    const auto add = [&](int from, int to, Fen cost, Grams limit) {
        out.ends.emplace_back(from, to);
        out.costs.push_back(cost);
        out.limits.push_back(limit);
    };
    constexpr Grams no_limit = std::numeric_limits<Grams>::max() / 4;
    constexpr Fen past_them = 100'000'000;
    for (int site = 0; site < sites; ++site) {
        if (supply[static_cast<std::size_t>(site)] <= 0) continue;
        for (const auto& [node, freight] : offers[static_cast<std::size_t>(site)]) add(site, node, freight, no_limit);
        add(site, sink, past_them, no_limit);
    }
    for (std::size_t i = 0; i < out.outlets.size(); ++i)
        add(sites + static_cast<int>(i), sink, 0, network.demanded(product, out.outlets[i], week) * 1000);
    return out;
}

void hand_out(const Network& network, const std::vector<Grams>& supply, ProductNumber product, WeekNumber week,
              std::vector<PlannedDelivery>& out) {
    const auto handout = handout_of(network, supply, product, week);
    const int sites = static_cast<int>(network.sites.size());
    const int sink = sites + static_cast<int>(handout.outlets.size());
    Graph graph;
    graph.build(sink + 1, handout.ends.begin(), handout.ends.end());
    Graph::ArcMap<Fen> costs(graph);
    Graph::ArcMap<Grams> limits(graph);
    Graph::NodeMap<Grams> supplies(graph, 0);
    for (int arc = 0; arc < graph.arcNum(); ++arc) {
        costs[graph.arc(arc)] = handout.costs[static_cast<std::size_t>(arc)];
        limits[graph.arc(arc)] = handout.limits[static_cast<std::size_t>(arc)];
    }
    Grams all = 0;
    for (int site = 0; site < sites; ++site) {
        supplies[graph.node(site)] = supply[static_cast<std::size_t>(site)];
        all += supply[static_cast<std::size_t>(site)];
    }
    supplies[graph.node(sink)] = -all;
    Simplex simplex(graph);
    simplex.upperMap(limits).costMap(costs).supplyMap(supplies);
    if (simplex.run() != Simplex::OPTIMAL) return; // cannot be: there is the way past the outlets
    for (int arc = 0; arc < graph.arcNum(); ++arc) {
        const auto [from, to] = handout.ends[static_cast<std::size_t>(arc)];
        const Grams flow = simplex.flow(graph.arc(arc));
        if (flow > 0 && from < sites && to != sink)
            out.push_back({product, static_cast<SiteNumber>(from),
                           handout.outlets[static_cast<std::size_t>(to - sites)], week,
                           static_cast<double>(flow) / 1e6});
    }
}

} // namespace

std::vector<PlannedDelivery> deliver_to_outlets(const Network& network, const FlowModel& model,
                                                const std::vector<double>& columns, unsigned threads) {
    std::vector<std::vector<std::vector<Grams>>> supply(network.products.size());
    for (auto& weeks : supply) weeks.assign(network.weeks, std::vector<Grams>(network.sites.size(), 0));
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const auto& movement = model.movements[column];
        if (movement.kind == ColumnKind::deliver)
            supply[movement.product][movement.week][movement.place] +=
                static_cast<Grams>(std::floor(std::max(0.0, columns[column]) * 1e6));
    }
    std::vector<std::vector<PlannedDelivery>> parts(network.products.size());
    at_once(threads, parts.size(), [&](std::size_t product) {
        for (WeekNumber week = 0; week < network.weeks; ++week)
            if (std::ranges::any_of(supply[product][week], [](Grams amount) { return amount > 0; }))
                hand_out(network, supply[product][week], product, week, parts[product]);
    });
    std::vector<PlannedDelivery> out;
    for (auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

} // namespace shanhai::trade::plan
