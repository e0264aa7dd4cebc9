#pragma once

#include "base/date.h"

#include <string>
#include <vector>

// What a keeper of goods looks at in the morning: how full, how old, what nears its date, which shops run dry. Pure; weights in kg.
namespace shanhai::trade {

struct StoredLot {
    std::string lot, product, product_name, place, place_name; // codes and names, of the product its id
    Date harvested_on = Date::from_days(0), best_before = Date::from_days(0);
    double weight = 0;
};

// Bounds of ages in days: up to 30, 60, 90, 180, older.
constexpr int age_bounds[] = {30, 60, 90, 180};
constexpr std::size_t age_groups = 5;

struct PlaceAge {
    std::string place;
    double weight = 0;
    double mean_age_days = 0; // by weight
    double by_age[age_groups] = {};
    std::size_t lots = 0;
};
// One for each place that holds anything, in the order of their codes.
std::vector<PlaceAge> ages_by_place(const std::vector<StoredLot>& stock, Date today);

struct NearDate {
    const StoredLot* lot = nullptr;
    int days_left = 0; // negative: past its date
};
// Lots whose date comes within so many days, the nearest first, of equal days the heaviest.
std::vector<NearDate> near_their_date(const std::vector<StoredLot>& stock, Date today, int within_days);

struct ShelfFlow {
    std::string outlet, outlet_name, supplier, product, product_name;
    double on_shelf = 0;
    double sold = 0; // within `days` before today
};
struct Refill {
    const ShelfFlow* shelf = nullptr;
    double days_of_cover = 0; // how long the shelf lasts at the pace of those days
    double wanted = 0;        // to last `cover_days`
};
// Shelves that last less than `least_days`, the emptiest first. What did not sell at all wants nothing.
std::vector<Refill> to_refill(const std::vector<ShelfFlow>& shelves, int days, int least_days, int cover_days);

} // namespace shanhai::trade
