#include "modules/trade/plan/books_draft.h"
#include "modules/trade/plan/distance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shanhai::trade::plan {

namespace {

constexpr double door = 45;                 // yuan a tonne, however near the buyer is
constexpr std::size_t other_warehouses = 2; // besides its own that may serve a buyer
constexpr double far_away = 400;            // kilometres, where no map helps

// A buyer: an outlet, or all who fetch their goods at a warehouse.
struct Buyer {
    const BookPlace* place = nullptr;
    std::string supplier; // a warehouse; empty: the nearest
    bool fetches = false; // at `place`, which is a warehouse
};

double freight_of(const BooksDraft& draft, const Buyer& buyer, SiteNumber from) {
    const auto& site = draft.network().sites[from];
    const auto& id = draft.out.site_ids[from];
    if (buyer.fetches && id == buyer.place->id) return 0;
    if (const auto way = draft.ways.find({id, buyer.place->id, Mode::road}); way != draft.ways.end())
        return yuan(way->second.freight);
    const bool mapped = buyer.place->at && (site.longitude != 0 || site.latitude != 0);
    return door + draft.rate * (mapped ? road_kilometres(buyer.place->at->longitude, buyer.place->at->latitude,
                                                         site.longitude, site.latitude)
                                       : far_away);
}

// Its own warehouse, the two that are cheapest besides, and candidates that would be cheaper than the last of them.
std::vector<Delivery> deliveries_of(const BooksDraft& draft, const Buyer& buyer) {
    std::vector<std::pair<double, SiteNumber>> offers;
    std::vector<Delivery> out;
    for (SiteNumber from = 0; from < draft.network().sites.size(); ++from) {
        if (!draft.network().is_warehouse(from)) continue;
        const double freight = freight_of(draft, buyer, from);
        if (draft.out.site_ids[from] == buyer.supplier)
            out.push_back({from, fen_of(freight)});
        else
            offers.emplace_back(freight, from);
    }
    std::ranges::sort(offers);
    std::size_t others = out.empty() ? 0 : 1;
    for (const auto& [freight, from] : offers) {
        if (others > other_warehouses) break;
        out.push_back({from, fen_of(freight)});
        if (draft.network().sites[from].kind != SiteKind::candidate) ++others;
    }
    return out;
}

std::vector<Buyer> buyers_of(const BooksDraft& draft) {
    std::vector<Buyer> out;
    const auto buys = [&](const std::string& id) {
        const auto first = draft.books.handed.lower_bound({id, {}});
        return first != draft.books.handed.end() && first->first.first == id;
    };
    for (const auto& warehouse : draft.books.warehouses)
        if (draft.site(warehouse.place.id) && buys(warehouse.place.id))
            out.push_back({&warehouse.place, warehouse.place.id, true});
    for (const auto& outlet : draft.books.outlets)
        if (buys(outlet.place.id)) out.push_back({&outlet.place, outlet.supplier, false});
    return out;
}

std::vector<DemandIndex> indices_of(const BooksDraft& draft) {
    std::vector<DemandIndex> out;
    const auto weeks_of = [](const auto& histories, const std::string& product) {
        const auto found = histories.find(product);
        return found == histories.end() ? std::vector<double>{} : found->second;
    };
    for (const auto& product : draft.out.product_ids)
        out.push_back(demand_index(draft.books.begins, weeks_of(draft.books.sold_lines, product),
                                   weeks_of(draft.books.handed_weeks, product), draft.books.events,
                                   draft.network().weeks));
    return out;
}

void note_methods(BooksDraft& draft) {
    for (ProductNumber product = 0; product < draft.out.demand.size(); ++product) {
        const auto& demand = draft.out.demand[product];
        const auto& name = draft.network().products[product].name.zh;
        if (demand.method == DemandMethod::last_year)
            draft.note(fmt::format("{}：逐笔销售不足两年，需求按去年同期前后五周的平均发货计。", name),
                       fmt::format("{}: less than two years of sales told one by one; asked for as in the five weeks "
                                   "around the same week a year ago.",
                                   name));
        if (demand.method == DemandMethod::level)
            draft.note(fmt::format("{}：历史不足一年（{} 周），需求按近期平均发货计。", name, demand.known_weeks),
                       fmt::format("{}: less than a year is known ({} weeks); asked for as on the mean of late.", name,
                                   demand.known_weeks));
    }
}

} // namespace

void add_outlets(BooksDraft& draft) {
    auto& network = draft.network();
    const auto indices = indices_of(draft);
    const auto buyers = buyers_of(draft);
    for (const auto& index : indices) draft.out.demand.push_back({index.method, index.known_weeks, 0, 0, 0});
    for (const auto& buyer : buyers)
        network.outlets.push_back({.name = same(buyer.place->name),
                                   .longitude = buyer.place->at ? buyer.place->at->longitude : 0,
                                   .latitude = buyer.place->at ? buyer.place->at->latitude : 0,
                                   .deliveries = deliveries_of(draft, buyer)});
    network.demand.assign(network.products.size() * network.outlets.size() * network.weeks, 0);
    for (OutletNumber outlet = 0; outlet < buyers.size(); ++outlet)
        for (ProductNumber product = 0; product < network.products.size(); ++product) {
            const auto handed = draft.books.handed.find({buyers[outlet].place->id, draft.out.product_ids[product]});
            if (handed == draft.books.handed.end() || handed->second <= 0) continue;
            const auto& index = indices[product];
            const auto known = std::clamp<std::size_t>(draft.books.known_weeks, 1, 52);
            const double a_week = static_cast<double>(handed->second) / static_cast<double>(known);
            auto& sum = draft.out.demand[product];
            for (WeekNumber week = 0; week < network.weeks; ++week) {
                const auto& told = index.weeks[week];
                network.demand[network.demand_place(product, outlet, week)] = std::llround(a_week * told.expected);
                sum.expected += a_week * told.expected / 1000;
                sum.low += a_week * told.low / 1000;
                sum.high += a_week * told.high / 1000;
            }
        }
    note_methods(draft);
}

// A rule holds for a lane whose ends lie in its divisions. Its least weight of a waybill is not looked at: lorries are filled.
void add_subsidies(BooksDraft& draft) {
    auto& network = draft.network();
    std::map<std::string, const BookPlace*> places;
    for (const auto& base : draft.books.bases) places.emplace(base.id, &base);
    for (const auto& warehouse : draft.books.warehouses) places.emplace(warehouse.place.id, &warehouse.place);
    const auto lies_in = [&](SiteNumber site, const std::string& division) {
        return places.at(draft.out.site_ids[site])->division.starts_with(division);
    };
    for (const auto& rule : draft.books.rules) {
        Subsidy made{.name = same(rule.name), .a_tonne = rule.rate, .budget = rule.budget};
        for (LaneNumber number = 0; number < network.lanes.size(); ++number) {
            const auto& lane = network.lanes[number];
            if ((!rule.mode || *rule.mode == lane.mode) && lies_in(lane.from, rule.origin) &&
                lies_in(lane.to, rule.destination))
                made.lanes.push_back(number);
        }
        const int first = (rule.from_day - draft.books.begins + 6) / 7,
                  last = (rule.until_day - draft.books.begins) / 7;
        if (made.lanes.empty() || rule.budget <= 0 || last < 0 || first >= static_cast<int>(network.weeks) ||
            rule.until_day < draft.books.begins)
            continue;
        made.first = static_cast<WeekNumber>(std::max(0, first));
        made.last = static_cast<WeekNumber>(last);
        network.subsidies.push_back(std::move(made));
    }
}

} // namespace shanhai::trade::plan
