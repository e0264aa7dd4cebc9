#include "modules/trade/stock/order_match.h"

#include <gmock/gmock.h>

namespace shanhai::trade {
namespace {

const Date today = *Date::from_ymd(2025, 3, 3);

OpenOrder order(const char* id, bool paid, int due, std::int64_t kilograms, const char* warehouse = "jn") {
    return {.id = id,
            .product = "date",
            .outlet = "shop",
            .warehouse = warehouse,
            .is_paid = paid,
            .due = today + due,
            .kilograms = kilograms};
}
FreeLot lot(const char* name, const char* warehouse, int keeps, std::int64_t kilograms) {
    return {
        .lot = name, .product = "date", .warehouse = warehouse, .best_before = today + keeps, .kilograms = kilograms};
}

std::string told(const std::vector<OpenOrder>& orders, const std::vector<FreeLot>& lots) {
    std::string out;
    for (const auto& match : match_orders(orders, lots, today, 14)) {
        out += orders[match.order].id + ":";
        for (const auto& pick : match.picks) out += " " + lots[pick.lot].lot + "=" + std::to_string(pick.kilograms);
        out += match.missing > 0 ? " -" + std::to_string(match.missing) + ";" : ";";
    }
    return out;
}

TEST(OrderMatch, who_paid_and_is_due_first_is_served_first) {
    EXPECT_EQ(told({order("placed", false, 1, 50), order("later", true, 9, 50), order("sooner", true, 5, 50)},
                   {lot("a", "jn", 90, 120)}),
              "sooner: a=50;later: a=50;placed: a=20 -30;");
}

TEST(OrderMatch, the_lot_that_is_first_past_its_date_goes_first_if_it_keeps_long_enough) {
    EXPECT_EQ(told({order("o", true, 5, 100)},
                   {lot("fresh", "jn", 90, 80), lot("old", "jn", 40, 80), lot("too old", "jn", 18, 80)}),
              "o: old=80 fresh=20;");
    // What is overdue is still shipped today at the soonest.
    EXPECT_EQ(told({order("o", true, -30, 10)}, {lot("too old", "jn", 13, 80)}), "o: -10;");
}

TEST(OrderMatch, its_own_warehouse_comes_before_others_and_no_kilogram_is_given_twice) {
    EXPECT_EQ(told({order("o", true, 5, 100), order("p", true, 6, 100, "")},
                   {lot("there", "qd", 30, 150), lot("here", "jn", 90, 40)}),
              "o: here=40 there=60;p: there=90 -10;");
    auto other = order("q", true, 1, 5);
    other.product = "plum";
    EXPECT_EQ(told({other}, {lot("here", "jn", 90, 40)}), "q: -5;");
}

} // namespace
} // namespace shanhai::trade
