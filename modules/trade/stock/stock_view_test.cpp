#include "modules/trade/stock/stock_view.h"

#include <gtest/gtest.h>

namespace shanhai::trade {
namespace {

Date day(const char* text) { return *Date::parse(text); }

StoredLot lot(const char* code, const char* place, const char* harvested, const char* best_before, double weight) {
    return {code, "p", "枣", place, place, day(harvested), day(best_before), weight};
}

TEST(StockView, age_is_weighed) {
    const auto places =
        ages_by_place({lot("a", "JN", "2024-09-01", "2025-09-01", 3000),
                       lot("b", "JN", "2024-10-31", "2025-09-01", 1000), lot("b", "QD", "2024-10-31", "2025-09-01", 0)},
                      day("2024-11-30"));
    ASSERT_EQ(places.size(), 1U); // an empty place has no age
    EXPECT_DOUBLE_EQ(places[0].mean_age_days, (3000.0 * 90 + 1000.0 * 30) / 4000);
    EXPECT_EQ(places[0].lots, 2U);
    EXPECT_DOUBLE_EQ(places[0].by_age[0], 1000); // the bounds belong to the younger group
    EXPECT_DOUBLE_EQ(places[0].by_age[2], 3000);
}

TEST(StockView, what_nears_its_date_comes_first) {
    const std::vector<StoredLot> stock{
        lot("far", "JN", "2024-01-01", "2024-12-31", 1), lot("past", "JN", "2024-01-01", "2024-11-28", 1),
        lot("small", "JN", "2024-01-01", "2024-12-10", 1), lot("large", "QD", "2024-01-01", "2024-12-10", 2)};
    const auto near = near_their_date(stock, day("2024-11-30"), 14);
    ASSERT_EQ(near.size(), 3U);
    EXPECT_EQ(near[0].lot->lot, "past");
    EXPECT_EQ(near[0].days_left, -2);
    EXPECT_EQ(near[1].lot->lot, "large");
    EXPECT_EQ(near[2].lot->lot, "small");
}

TEST(StockView, a_shelf_is_refilled_before_it_is_empty) {
    const std::vector<ShelfFlow> shelves{{"a", "a", "", "p", "枣", 40, 280},
                                         {"b", "b", "", "p", "枣", 0, 28},
                                         {"c", "c", "", "p", "枣", 500, 280},
                                         {"d", "d", "", "p", "枣", 0, 0}};
    const auto wanted = to_refill(shelves, 28, 7, 21);
    ASSERT_EQ(wanted.size(), 2U);
    EXPECT_EQ(wanted[0].shelf->outlet, "b");
    EXPECT_DOUBLE_EQ(wanted[0].wanted, 21);
    EXPECT_DOUBLE_EQ(wanted[1].days_of_cover, 4);
    EXPECT_DOUBLE_EQ(wanted[1].wanted, 170);
}

} // namespace
} // namespace shanhai::trade
