#include "modules/trade/plan/zones.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace shanhai::trade::plan {

namespace {

// The cheapest way from any base to each site, yuan a tonne; without limit where nothing leads.
std::vector<double> cheapest_freight(const Network& network) {
    std::vector<double> best(network.sites.size(), std::numeric_limits<double>::infinity());
    for (const auto& harvest : network.harvests) best[harvest.base] = 0;
    // No way has more lanes than there are sites; it ends much sooner.
    for (std::size_t round = 0; round < network.sites.size(); ++round) {
        bool better = false;
        for (const auto& lane : network.lanes) {
            if (lane.weekly_capacity == 0 || lane.mode == Mode::air) continue;
            const double through = best[lane.from] + yuan(lane.freight);
            if (through + 1e-9 < best[lane.to]) {
                best[lane.to] = through;
                better = true;
            }
        }
        if (!better) break;
    }
    return best;
}

struct Wish {
    OutletNumber outlet = 0;
    double margin = 0; // yuan a tonne until the second best warehouse is as good
};

} // namespace

std::vector<SiteNumber> common_warehouses(const Network& network, const std::vector<OutletNumber>& outlets) {
    std::vector<SiteNumber> common;
    for (const auto& delivery : network.outlets[outlets.front()].deliveries)
        if (network.sites[delivery.from].kind != SiteKind::candidate) common.push_back(delivery.from);
    for (const auto outlet : outlets)
        std::erase_if(common, [&](SiteNumber site) {
            return std::ranges::none_of(network.outlets[outlet].deliveries,
                                        [&](const Delivery& delivery) { return delivery.from == site; });
        });
    std::ranges::sort(common);
    return common;
}

std::vector<Zone> zones_of(const Network& network, std::size_t apart) {
    const auto freight = cheapest_freight(network);
    std::map<std::pair<SiteNumber, std::vector<SiteNumber>>, std::vector<Wish>> alike;
    std::vector<Zone> zones;
    for (OutletNumber outlet = 0; outlet < network.outlets.size(); ++outlet) {
        std::vector<std::pair<double, SiteNumber>> offers;
        for (const auto& delivery : network.outlets[outlet].deliveries) {
            if (network.sites[delivery.from].kind == SiteKind::candidate) continue;
            // A site that nothing leads to may have stock of its own.
            const double to_there = std::min(freight[delivery.from], 1e6);
            offers.emplace_back(to_there + yuan(delivery.freight), delivery.from);
        }
        std::ranges::sort(offers);
        if (apart == 0 || offers.empty()) {
            zones.push_back({{outlet}, common_warehouses(network, {outlet})});
            continue;
        }
        const auto& second = offers.size() > 1 ? offers[1] : offers[0];
        alike[{offers[0].second, common_warehouses(network, {outlet})}].push_back(
            {outlet, second.first - offers[0].first});
    }
    for (auto& [choice, wishes] : alike) {
        std::ranges::sort(wishes, {}, [](const Wish& wish) { return std::tuple(wish.margin, wish.outlet); });
        const std::size_t parts = std::min(apart, wishes.size());
        for (std::size_t part = 0; part < parts; ++part) {
            Zone zone;
            for (auto i = part * wishes.size() / parts; i < (part + 1) * wishes.size() / parts; ++i)
                zone.outlets.push_back(wishes[i].outlet);
            zone.warehouses = common_warehouses(network, zone.outlets);
            zones.push_back(std::move(zone));
        }
    }
    return zones;
}

} // namespace shanhai::trade::plan
