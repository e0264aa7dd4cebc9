#pragma once

#include "base/date.h"

#include <cstdint>
#include <string>
#include <vector>

// Which lots an order is filled from.
namespace shanhai::trade {

struct OpenOrder {
    std::string id, product, outlet;
    std::string warehouse; // that ships it: the order's own, or the outlet's supplier; empty: any
    bool is_paid = false;
    Date due = Date::from_days(0); // the day it was placed when it names none
    std::int64_t kilograms = 0;    // still to be held for it
};

struct FreeLot {
    std::string lot, product, warehouse;
    Date best_before = Date::from_days(0);
    std::int64_t kilograms = 0; // in store and held for nobody
};

struct Pick {
    std::size_t lot = 0; // place in the list of lots
    std::int64_t kilograms = 0;
};

struct Match {
    std::size_t order = 0; // place in the list of orders
    std::vector<Pick> picks;
    std::int64_t missing = 0; // kilograms that no lot has
};

// Paid orders before others, then the one that is due first. From its own warehouse first, then from others; the lot that is first past
// its date, as long as it keeps `least_days` beyond the due day, or today when that is later. Orders in the order in which they were served.
std::vector<Match> match_orders(const std::vector<OpenOrder>& orders, const std::vector<FreeLot>& lots, Date today,
                                int least_days);

} // namespace shanhai::trade
