#include "modules/trade/plan/books_draft.h"
#include "modules/trade/plan/distance.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace shanhai::trade::plan {

namespace {

// Yuan a tonne for a week where no room says what it costs.
constexpr Fen usual_keeping = 600, usual_cold_keeping = 1700, base_keeping = 400, base_cold_keeping = 1200;

// Bases keep what they harvested in their busiest week: it stood there before it left.
void add_bases(BooksDraft& draft) {
    std::map<std::pair<std::string, std::int32_t>, Kilograms> weeks;
    std::map<std::string, Kilograms> busiest;
    for (const auto& lot : draft.books.lots) {
        auto& week = weeks[{lot.base, (lot.harvested.days() + 3) / 7}];
        week += lot.weight;
        busiest[lot.base] = std::max(busiest[lot.base], week);
    }
    for (const auto& base : draft.books.bases) {
        if (!busiest.contains(base.id)) continue;
        draft.sites.emplace(base.id, draft.out.site_ids.size());
        draft.out.site_ids.push_back(base.id);
        draft.network().sites.push_back({.name = same(base.name),
                                         .kind = SiteKind::base,
                                         .longitude = base.at ? base.at->longitude : 0,
                                         .latitude = base.at ? base.at->latitude : 0,
                                         .capacity = busiest[base.id],
                                         .cold_capacity = busiest[base.id],
                                         .keeping = base_keeping,
                                         .cold_keeping = base_cold_keeping});
    }
}

void add_entered(BooksDraft& draft, std::set<Way>& entered, const BookLane& lane) {
    const auto from = draft.site(lane.from), to = draft.site(lane.to);
    if (!from || !to) return;
    entered.insert({lane.from, lane.to, lane.mode});
    Lane made{.from = *from,
              .to = *to,
              .mode = lane.mode,
              .weeks = whole_weeks(lane.days),
              .freight = lane.freight,
              .cold_surcharge = lane.cold_surcharge,
              .weekly_capacity = lane.weekly_capacity,
              .takes_cold = lane.takes_cold};
    for (WeekNumber number = 0; number < draft.network().weeks; ++number)
        if (draft.week(number) < lane.from_day || (lane.until_day && draft.week(number) > *lane.until_day))
            made.closed.push_back(number);
    draft.network().lanes.push_back(std::move(made));
}

// Nothing went to a warehouse that does not stand yet: it is reached from main ones by road, at the usual rate.
void add_candidate_lanes(BooksDraft& draft, const std::set<Way>& entered) {
    auto& all = draft.network();
    for (SiteNumber to = 0; to < all.sites.size(); ++to)
        for (SiteNumber from = 0; from < all.sites.size(); ++from) {
            if (all.sites[to].kind != SiteKind::candidate || all.sites[from].kind != SiteKind::main) continue;
            if (entered.contains({draft.out.site_ids[from], draft.out.site_ids[to], Mode::road})) continue;
            const double freight = draft.rate * road_kilometres(all.sites[from].longitude, all.sites[from].latitude,
                                                                all.sites[to].longitude, all.sites[to].latitude);
            all.lanes.push_back(
                {.from = from, .to = to, .freight = fen_of(freight), .weekly_capacity = all.sites[to].capacity});
        }
}

} // namespace

void add_sites(BooksDraft& draft) {
    add_bases(draft);
    std::size_t without_cost = 0;
    for (const auto& one : draft.books.warehouses) {
        if (one.role == "overseas" || (one.closed && *one.closed <= draft.books.begins)) continue;
        const bool planned = one.role == "planned" || one.opened > draft.books.begins;
        if (!one.keeping) ++without_cost;
        draft.sites.emplace(one.place.id, draft.out.site_ids.size());
        draft.out.site_ids.push_back(one.place.id);
        draft.network().sites.push_back({.name = same(one.place.name),
                                         .kind = planned                ? SiteKind::candidate
                                                 : one.role == "main"   ? SiteKind::main
                                                 : one.role == "branch" ? SiteKind::branch
                                                                        : SiteKind::outside,
                                         .longitude = one.place.at ? one.place.at->longitude : 0,
                                         .latitude = one.place.at ? one.place.at->latitude : 0,
                                         .capacity = one.capacity,
                                         .cold_capacity = one.cold_capacity,
                                         .keeping = one.keeping.value_or(usual_keeping),
                                         .cold_keeping = one.cold_keeping.value_or(usual_cold_keeping),
                                         .opening = planned ? one.opening : 0});
    }
    if (without_cost > 0)
        draft.note(
            fmt::format("{} 个仓库没有登记仓储费，按每吨每周常温 {} 元、冷藏 {} 元计。", without_cost,
                        yuan(usual_keeping), yuan(usual_cold_keeping)),
            fmt::format("{} warehouses name no cost of keeping; {} yuan a tonne and week is taken, {} in the cold.",
                        without_cost, yuan(usual_keeping), yuan(usual_cold_keeping)));
}

void add_lanes(BooksDraft& draft) {
    std::set<Way> entered;
    for (const auto& lane : draft.books.lanes) add_entered(draft, entered, lane);
    std::size_t learned = 0;
    for (const auto& [way, what] : draft.ways) {
        const auto from = draft.site(way.from), to = draft.site(way.to);
        if (!from || !to || entered.contains(way)) continue;
        ++learned;
        draft.network().lanes.push_back({.from = *from,
                                         .to = *to,
                                         .mode = way.mode,
                                         .weeks = whole_weeks(what.days),
                                         .freight = what.freight,
                                         .cold_surcharge = what.cold_surcharge,
                                         .weekly_capacity = what.busiest_week});
    }
    add_candidate_lanes(draft, entered);
    if (learned > 0)
        draft.note(
            fmt::format("{} 条线路没有登记，运费、时间和运力取自运单：运力为最忙的一周。", learned),
            fmt::format("{} lanes are not entered; freight, time and capacity are those of the waybills: capacity that "
                        "of the busiest week.",
                        learned));
}

} // namespace shanhai::trade::plan
