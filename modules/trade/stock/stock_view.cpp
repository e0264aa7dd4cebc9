#include "modules/trade/stock/stock_view.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace shanhai::trade {

namespace {

std::size_t age_group(int age_days) {
    const auto bound = std::ranges::lower_bound(age_bounds, age_days);
    return static_cast<std::size_t>(bound - std::ranges::begin(age_bounds));
}

} // namespace

std::vector<PlaceAge> ages_by_place(const std::vector<StoredLot>& stock, Date today) {
    std::map<std::string, PlaceAge> places;
    std::map<std::string, double> weighted;
    std::map<std::string, std::set<std::string>> lots;
    for (const auto& lot : stock) {
        if (lot.weight <= 0) continue;
        auto& place = places[lot.place];
        const int age = std::max(0, today - lot.harvested_on);
        place.place = lot.place;
        place.weight += lot.weight;
        place.by_age[age_group(age)] += lot.weight;
        weighted[lot.place] += lot.weight * age;
        lots[lot.place].insert(lot.lot);
    }
    std::vector<PlaceAge> out;
    for (auto& [code, place] : places) {
        place.mean_age_days = weighted[code] / place.weight;
        place.lots = lots[code].size();
        out.push_back(std::move(place));
    }
    return out;
}

std::vector<NearDate> near_their_date(const std::vector<StoredLot>& stock, Date today, int within_days) {
    std::vector<NearDate> out;
    for (const auto& lot : stock) {
        const int left = lot.best_before - today;
        if (lot.weight > 0 && left <= within_days) out.push_back({&lot, left});
    }
    std::ranges::sort(out, [](const NearDate& a, const NearDate& b) {
        return std::tuple(a.days_left, -a.lot->weight, a.lot->lot, a.lot->place) <
               std::tuple(b.days_left, -b.lot->weight, b.lot->lot, b.lot->place);
    });
    return out;
}

std::vector<Refill> to_refill(const std::vector<ShelfFlow>& shelves, int days, int least_days, int cover_days) {
    std::vector<Refill> out;
    for (const auto& shelf : shelves) {
        if (shelf.sold <= 0 || days <= 0) continue;
        const double a_day = shelf.sold / days;
        const double cover = std::max(0.0, shelf.on_shelf) / a_day;
        if (cover < least_days) out.push_back({&shelf, cover, a_day * cover_days - std::max(0.0, shelf.on_shelf)});
    }
    std::ranges::sort(out, [](const Refill& a, const Refill& b) {
        return std::tuple(a.days_of_cover, -a.wanted, a.shelf->outlet, a.shelf->product) <
               std::tuple(b.days_of_cover, -b.wanted, b.shelf->outlet, b.shelf->product);
    });
    return out;
}

} // namespace shanhai::trade
