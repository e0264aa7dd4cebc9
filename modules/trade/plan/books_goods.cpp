#include "modules/trade/plan/books_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace shanhai::trade::plan {

namespace {

constexpr int year_days = 364; // whole weeks, so that a week of the plan and one of the past begin on the same weekday
constexpr int harvest_years = 5;
constexpr Fen usual_price = 1000; // of a kilogram
constexpr Fen least_margin = 100'000;

// What growers were paid for the last lots; less than half of the price when there were none.
Fen cost_of(const Books& books, const BookProduct& product) {
    double paid = 0, weight = 0;
    for (const auto& lot : books.lots)
        if (lot.product == product.id) {
            paid += static_cast<double>(lot.unit_cost) * static_cast<double>(lot.weight);
            weight += static_cast<double>(lot.weight);
        }
    return weight > 0 ? static_cast<Fen>(std::llround(paid / weight)) : product.price.value_or(usual_price) * 45 / 100;
}

// The part that was lost in a week of what was in store: one year's losses over its weeks of stock.
double loss_of(const Books& books, const std::string& product) {
    const auto lost = books.lost.find(product), stock = books.stock_weeks.find(product);
    if (lost == books.lost.end() || stock == books.stock_weeks.end() || stock->second <= 0) return 0;
    constexpr double most = 0.2; // the books of a few weeks show chance
    return std::clamp(lost->second / stock->second, 0.0, most);
}

// As in the same weeks of the last years, the mean of those years in which the base harvested any.
std::vector<Kilograms> harvest_of(const BooksDraft& draft, const std::string& base, const std::string& product) {
    std::vector<Kilograms> out(draft.network().weeks, 0);
    std::vector<std::vector<Kilograms>> years(harvest_years);
    for (const auto& lot : draft.books.lots) {
        if (lot.base != base || lot.product != product) continue;
        const int ago = draft.books.begins - lot.harvested; // at least one day
        const auto year = static_cast<std::size_t>((ago - 1) / year_days);
        if (year >= years.size()) continue;
        years[year].resize(static_cast<std::size_t>(year_days / 7), 0);
        const int into = year_days * (static_cast<int>(year) + 1) - ago; // days into that year
        years[year][static_cast<std::size_t>(into / 7)] += lot.weight;
    }
    const auto harvested = std::ranges::count_if(years, [](const auto& year) { return !year.empty(); });
    for (std::size_t number = 0; number < out.size() && harvested > 0; ++number) {
        for (const auto& year : years)
            if (!year.empty()) out[number] += year[number % year.size()];
        out[number] /= harvested;
    }
    return out;
}

std::map<std::string, const BookLot*> lots_by_id(const Books& books) {
    std::map<std::string, const BookLot*> out;
    for (const auto& lot : books.lots) out.emplace(lot.id, &lot);
    return out;
}

// As old as its date says: what was promised to keep for longer counts as younger.
Opening opening_of(const BooksDraft& draft, const BookLot& lot, SiteNumber site, Kilograms weight) {
    const auto product = draft.products.at(lot.product);
    const auto life = static_cast<int>(draft.network().products[product].shelf_life);
    const int left = (lot.best_before - draft.books.begins) / 7;
    return {site, product, weight, static_cast<std::size_t>(std::max(0, life - left))};
}

// As long under way as the lane that was entered says, or what waybills teach of it; a week where neither is known.
double days_of(const BooksDraft& draft, const BookUnderWay& load) {
    for (const auto& lane : draft.books.lanes)
        if (lane.from == load.from && lane.to == load.to && lane.mode == load.mode && lane.from_day <= load.departed &&
            lane.until_day.value_or(load.departed) >= load.departed)
            return lane.days;
    const auto way = draft.ways.find({load.from, load.to, load.mode});
    return way == draft.ways.end() ? 7 : way->second.days;
}

} // namespace

// What was sold, harvested or stands somewhere takes part.
void add_products(BooksDraft& draft) {
    std::set<std::string> used;
    for (const auto& [name, weight] : draft.books.handed) used.insert(name.second);
    for (const auto& lot : draft.books.lots)
        if (draft.books.begins - lot.harvested <= year_days) used.insert(lot.product);
    std::size_t priceless = 0;
    for (const auto& product : draft.books.products) {
        if (!used.contains(product.id)) continue;
        const Fen price = product.price.value_or(usual_price), cost = cost_of(draft.books, product);
        if (!product.price) ++priceless;
        draft.products.emplace(product.id, draft.out.product_ids.size());
        draft.out.product_ids.push_back(product.id);
        draft.network().products.push_back({.name = same(product.name),
                                            .shelf_life = static_cast<std::size_t>(std::max(1, product.shelf_days / 7)),
                                            .loss = loss_of(draft.books, product.id),
                                            .cold = product.cold,
                                            .flies = product.shelf_days <= 21,
                                            .value = 1000 * cost,
                                            .unmet = std::max(least_margin, 1000 * (price - cost))});
    }
    if (priceless > 0)
        draft.note(
            fmt::format("{} 种商品没有参考价，按每公斤 {} 元计。", priceless, yuan(usual_price)),
            fmt::format("{} products have no usual price; {} yuan a kilogram is taken.", priceless, yuan(usual_price)));
}

void add_harvests(BooksDraft& draft) {
    std::set<std::pair<std::string, std::string>> grown;
    for (const auto& lot : draft.books.lots) grown.insert({lot.base, lot.product});
    for (const auto& [base, product] : grown) {
        const auto at = draft.site(base);
        const auto number = draft.products.find(product);
        if (!at || number == draft.products.end()) continue;
        auto weeks = harvest_of(draft, base, product);
        if (std::ranges::all_of(weeks, [](Kilograms amount) { return amount == 0; })) continue;
        draft.network().harvests.push_back({.base = *at, .product = number->second, .by_week = std::move(weeks)});
    }
}

// What is held for somebody is not planned with, and what is past its date is not sold.
void add_openings(BooksDraft& draft) {
    const auto lots = lots_by_id(draft.books);
    auto held = draft.books.held;
    Kilograms past = 0, kept_for_others = 0;
    for (const auto& stock : draft.books.stock) {
        const auto lot = lots.find(stock.lot);
        const auto at = draft.site(stock.warehouse);
        if (lot == lots.end() || !at || !draft.products.contains(lot->second->product)) continue;
        if (lot->second->best_before < draft.books.begins) {
            past += stock.weight;
            continue;
        }
        auto& kept_back = held[{stock.warehouse, lot->second->product}];
        const auto taken = std::min(kept_back, stock.weight);
        kept_back -= taken;
        kept_for_others += taken;
        if (stock.weight > taken)
            draft.network().openings.push_back(opening_of(draft, *lot->second, *at, stock.weight - taken));
    }
    if (kept_for_others > 0)
        draft.note(fmt::format("有 {:.1f} 吨存货已为订单、活动或仓单预留，不在计划之内。", tonnes(kept_for_others)),
                   fmt::format("{:.1f} t in store are held for orders, events or receipts and are not planned with.",
                               tonnes(kept_for_others)));
    if (past > 0)
        draft.note(fmt::format("有 {:.1f} 吨存货已过保质期，不在计划之内。", tonnes(past)),
                   fmt::format("{:.1f} t in store are past their date and are not planned with.", tonnes(past)));
}

// Sent before the plan begins and received in its course; what is late already is there in the first week.
void add_under_way(BooksDraft& draft) {
    const auto lots = lots_by_id(draft.books);
    Kilograms coming = 0, late = 0, behind = 0;
    for (const auto& load : draft.books.under_way) {
        const auto lot = lots.find(load.lot);
        const auto at = draft.site(load.to);
        if (lot == lots.end() || !at || !draft.products.contains(lot->second->product)) continue;
        const double days = days_of(draft, load) - (draft.books.begins - load.departed); // from the beginning on
        const auto week = whole_weeks(days);
        if (week >= draft.network().weeks) {
            behind += load.weight;
            continue;
        }
        if (days < 0) late += load.weight;
        coming += load.weight;
        auto opening = opening_of(draft, *lot->second, *at, load.weight);
        opening.week = week;
        draft.network().openings.push_back(opening);
    }
    if (coming > 0)
        draft.note(
            fmt::format("有 {:.1f} 吨在途，按线路天数计入到达之周；其中 {:.1f} 吨已误期，按第一周到达计。",
                        tonnes(coming), tonnes(late)),
            fmt::format("{:.1f} t are on their way and count from the week in which their lane brings them; {:.1f} t "
                        "of them are late already and count from the first week.",
                        tonnes(coming), tonnes(late)));
    if (behind > 0)
        draft.note(fmt::format("有 {:.1f} 吨在途，计划结束之后才到。", tonnes(behind)),
                   fmt::format("{:.1f} t are on their way and arrive behind the plan's end.", tonnes(behind)));
}

} // namespace shanhai::trade::plan
