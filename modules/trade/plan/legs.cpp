#include "modules/trade/plan/legs.h"

#include <algorithm>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t year_weeks = 52;

// Stock at the end of each week of the year, from what stands there now and what came and went since.
void count_stock_weeks(Books& books, const std::vector<Leg>& legs) {
    std::map<std::string, std::string> products;
    for (const auto& lot : books.lots) products.emplace(lot.id, lot.product);
    std::map<std::string, double> now;
    for (const auto& stock : books.stock)
        if (const auto product = products.find(stock.lot); product != products.end())
            now[product->second] += static_cast<double>(stock.weight);
    std::map<std::string, std::vector<double>> came;
    for (const auto& leg : legs) {
        if (leg.warehouse.empty()) continue;
        auto& weeks = came[leg.product];
        weeks.resize(year_weeks, 0);
        if (const auto ago = weeks_ago(books.begins, leg.date); ago < year_weeks)
            weeks[ago] += static_cast<double>(leg.comes ? leg.weight : -leg.weight);
    }
    for (const auto& [product, weeks] : came) {
        double stock = now[product];
        auto& sum = books.stock_weeks[product];
        for (const double net : weeks) {
            sum += std::max(0.0, stock);
            stock -= net;
        }
    }
}

bool is_loss(const Leg& leg) {
    return leg.base.empty() && (leg.kind == LegKind::spoil || leg.kind == LegKind::lack || leg.kind == LegKind::lost ||
                                leg.kind == LegKind::gain);
}

} // namespace

std::size_t weeks_ago(Date begins, Date day) { return static_cast<std::size_t>((begins - day - 1) / 7); }

std::vector<BookTrip> trips_of(std::map<std::string, BookTrip> shipments, const std::vector<Leg>& legs) {
    for (const auto& leg : legs) {
        const auto trip = shipments.find(leg.shipment);
        if (leg.kind != LegKind::ship || trip == shipments.end()) continue;
        auto& loads = trip->second.loads;
        const auto same = std::ranges::find(loads, leg.product, &std::pair<std::string, Kilograms>::first);
        if (same == loads.end())
            loads.emplace_back(leg.product, leg.weight);
        else
            same->second += leg.weight;
    }
    std::vector<BookTrip> out;
    for (auto& [id, trip] : shipments)
        if (!trip.loads.empty()) out.push_back(std::move(trip));
    return out;
}

std::vector<BookUnderWay> under_way_of(const std::map<std::string, BookTrip>& shipments, const std::vector<Leg>& legs) {
    std::map<std::pair<std::string, std::string>, Kilograms> left;
    for (const auto& leg : legs) {
        if (leg.shipment.empty()) continue;
        if (leg.kind == LegKind::ship) left[{leg.shipment, leg.lot}] += leg.weight;
        if (leg.kind == LegKind::receive || leg.kind == LegKind::lost) left[{leg.shipment, leg.lot}] -= leg.weight;
    }
    std::vector<BookUnderWay> out;
    for (const auto& [name, weight] : left) {
        const auto trip = shipments.find(name.first);
        if (weight <= 0 || trip == shipments.end() || trip->second.arrived) continue;
        out.push_back(
            {trip->second.from, trip->second.to, name.second, trip->second.mode, trip->second.departed, weight});
    }
    return out;
}

void count_legs(Books& books, const std::vector<Leg>& legs) {
    for (const auto& leg : legs) {
        const auto ago = weeks_ago(books.begins, leg.date);
        if (ago >= year_weeks) continue;
        books.known_weeks = std::max(books.known_weeks, ago + 1);
        if (is_loss(leg))
            books.lost[leg.product] += static_cast<double>(leg.kind == LegKind::gain ? -leg.weight : leg.weight);
        if (leg.kind != LegKind::deliver || leg.warehouse.empty()) continue;
        books.handed[{leg.warehouse, leg.product}] += leg.weight;
        hand(books, leg.product, ago, static_cast<double>(leg.weight));
    }
    count_stock_weeks(books, legs);
}

void hand(Books& books, const std::string& product, std::size_t ago, double kilograms) {
    books.known_weeks = std::max(books.known_weeks, std::min(year_weeks, ago + 1));
    add_to_week(books.handed_weeks[product], ago, kilograms);
}

void add_to_week(std::vector<double>& weeks, std::size_t ago, double kilograms) {
    if (weeks.size() <= ago) weeks.insert(weeks.begin(), ago + 1 - weeks.size(), 0);
    weeks[weeks.size() - 1 - ago] += kilograms;
}

} // namespace shanhai::trade::plan
