#include "modules/trade/plan/regions.h"

#include "modules/trade/plan/flow_model.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace shanhai::trade::plan {

namespace {

// Sites that hang together have one number.
class Groups {
public:
    explicit Groups(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }
    std::size_t of(std::size_t site) {
        while (parent_[site] != site) site = parent_[site] = parent_[parent_[site]];
        return site;
    }
    void join(std::size_t one, std::size_t other) { parent_[of(std::max(one, other))] = of(std::min(one, other)); }

private:
    std::vector<std::size_t> parent_;
};

bool expires(const Network& network, ProductNumber product) {
    const auto life = network.products[product].shelf_life;
    return life > 0 && life < network.weeks;
}

// A base belongs where most of its lanes' room leads.
void join_bases(const Network& network, Groups& groups) {
    std::vector<std::map<std::size_t, Kilograms>> room(network.sites.size());
    for (const auto& lane : network.lanes)
        if (!network.is_warehouse(lane.from)) room[lane.from][groups.of(lane.to)] += lane.weekly_capacity;
    for (SiteNumber base = 0; base < network.sites.size(); ++base) {
        const auto most = std::ranges::max_element(room[base], {}, [](const auto& towards) { return towards.second; });
        if (most != room[base].end()) groups.join(base, most->first);
    }
}

// What stood at a base before and grows old has no age that the other region knows.
void join_old_stock(const Network& network, Groups& groups) {
    for (const auto& opening : network.openings)
        for (const auto& lane : network.lanes)
            if (lane.from == opening.site && !network.is_warehouse(lane.from) && expires(network, opening.product))
                groups.join(lane.from, lane.to);
}

Groups groups_of(const Network& network) {
    Groups groups(network.sites.size());
    for (const auto& lane : network.lanes)
        if (network.is_warehouse(lane.from)) groups.join(lane.from, lane.to);
    for (const auto& outlet : network.outlets)
        for (const auto& delivery : outlet.deliveries) groups.join(outlet.deliveries.front().from, delivery.from);
    join_bases(network, groups);
    join_old_stock(network, groups);
    for (const auto& subsidy : network.subsidies)
        for (const auto lane : subsidy.lanes)
            groups.join(network.lanes[subsidy.lanes.front()].from, network.lanes[lane].from);
    return groups;
}

bool carries(const Lane& lane, const Product& product) {
    return (lane.takes_cold || !product.cold) && (lane.mode != Mode::air || product.flies);
}

class Cutter {
public:
    Cutter(const Network& whole, Groups& groups, std::size_t group) : whole_(whole), groups_(groups), group_(group) {
        here().begins = whole.begins;
        here().weeks = whole.weeks;
        here().products = whole.products;
        for (ProductNumber product = 0; product < whole.products.size(); ++product)
            here().seasons.push_back(season_of(whole, product));
    }

    Region cut() {
        local_.assign(whole_.sites.size(), none);
        for (SiteNumber site = 0; site < whole_.sites.size(); ++site)
            if (inside(site)) add_site(site, whole_.sites[site].kind);
        cut_lanes();
        cut_goods();
        cut_outlets();
        cut_subsidies();
        cut_inlets();
        return std::move(out_);
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    Network& here() { return out_.network; }
    bool inside(SiteNumber site) { return groups_.of(site) == group_; }

    SiteNumber add_site(SiteNumber site, SiteKind kind) {
        local_[site] = here().sites.size();
        here().sites.push_back(whole_.sites[site]);
        here().sites.back().kind = kind;
        out_.sites.push_back(site);
        return local_[site];
    }

    void cut_lanes() {
        lane_.assign(whole_.lanes.size(), none);
        for (LaneNumber number = 0; number < whole_.lanes.size(); ++number) {
            auto lane = whole_.lanes[number];
            // A candidate that nobody opened receives nothing, here or beyond.
            if (!inside(lane.from) || (!inside(lane.to) && !is_open(whole_, lane.to))) continue;
            lane.from = local_[lane.from];
            lane.to = local_[lane.to] == none ? add_site(lane.to, SiteKind::beyond) : local_[lane.to];
            lane_[number] = out_.lanes.size();
            here().lanes.push_back(std::move(lane));
            out_.lanes.push_back(number);
        }
    }

    void cut_goods() {
        for (std::size_t number = 0; number < whole_.harvests.size(); ++number) {
            if (!inside(whole_.harvests[number].base)) continue;
            here().harvests.push_back(whole_.harvests[number]);
            here().harvests.back().base = local_[whole_.harvests[number].base];
            out_.harvests.push_back(number);
        }
        for (auto opening : whole_.openings) {
            if (!inside(opening.site)) continue;
            opening.site = local_[opening.site];
            here().openings.push_back(opening);
        }
    }

    void cut_outlets() {
        for (OutletNumber number = 0; number < whole_.outlets.size(); ++number) {
            auto outlet = whole_.outlets[number];
            if (!inside(outlet.deliveries.front().from)) continue;
            for (auto& delivery : outlet.deliveries) delivery.from = local_[delivery.from];
            here().outlets.push_back(std::move(outlet));
            out_.outlets.push_back(number);
        }
        for (ProductNumber product = 0; product < whole_.products.size(); ++product)
            for (const auto outlet : out_.outlets)
                for (WeekNumber week = 0; week < whole_.weeks; ++week)
                    here().demand.push_back(whole_.demanded(product, outlet, week));
    }

    void cut_subsidies() {
        for (std::size_t number = 0; number < whole_.subsidies.size(); ++number) {
            auto subsidy = whole_.subsidies[number];
            if (subsidy.lanes.empty() || !inside(whole_.lanes[subsidy.lanes.front()].from)) continue;
            for (auto& lane : subsidy.lanes) lane = lane_[lane];
            std::erase(subsidy.lanes, none);
            here().subsidies.push_back(std::move(subsidy));
            out_.subsidies.push_back(number);
        }
    }

    void cut_inlets() {
        std::map<SiteNumber, Inlet> inlets;
        for (const auto& lane : whole_.lanes) {
            if (inside(lane.from) || !inside(lane.to) || !is_open(whole_, lane.to)) continue;
            auto& inlet = inlets[lane.to];
            if (inlet.at_most.empty())
                inlet = {.site = local_[lane.to],
                         .weeks = lane.weeks,
                         .at_most = std::vector<Kilograms>(whole_.products.size(), 0)};
            inlet.weeks = std::min(inlet.weeks, lane.weeks);
            inlet.weekly_capacity += lane.weekly_capacity;
            // Counted again for every lane of a base: more than there is does no harm.
            for (const auto& harvest : whole_.harvests)
                if (harvest.base == lane.from && carries(lane, whole_.products[harvest.product]))
                    inlet.at_most[harvest.product] +=
                        std::accumulate(harvest.by_week.begin(), harvest.by_week.end(), Kilograms{0});
            for (const auto& opening : whole_.openings)
                if (opening.site == lane.from && carries(lane, whole_.products[opening.product]))
                    inlet.at_most[opening.product] += opening.kilograms;
        }
        for (auto& [site, inlet] : inlets) here().inlets.push_back(std::move(inlet));
    }

    const Network& whole_;
    Groups& groups_;
    std::size_t group_;
    Region out_;
    std::vector<SiteNumber> local_;
    std::vector<LaneNumber> lane_;
};

} // namespace

std::vector<Region> regions_of(const Network& network) {
    auto groups = groups_of(network);
    std::vector<Region> out;
    for (SiteNumber site = 0; site < network.sites.size(); ++site)
        if (groups.of(site) == site) out.push_back(Cutter(network, groups, site).cut());
    return out;
}

} // namespace shanhai::trade::plan
