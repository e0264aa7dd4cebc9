#include "modules/ecology/flow/required_flow.h"

#include <gtest/gtest.h>

#include <vector>

namespace shanhai::ecology {

namespace {

Date day(int year, int month, int of_month) { return *Date::from_ymd(year, month, of_month); }

TEST(RequiredFlow, of_the_dry_season_passes_the_new_year) {
    const RequiredFlow dry{"#1", "dry", 11, 4, day(2024, 1, 1), {}, "5", 5};
    EXPECT_TRUE(dry.holds_on(day(2024, 12, 31)));
    EXPECT_TRUE(dry.holds_on(day(2024, 4, 30)));
    EXPECT_FALSE(dry.holds_on(day(2024, 5, 1)));
    EXPECT_FALSE(dry.holds_on(day(2023, 12, 31)));
}

TEST(RequiredFlow, is_the_latest_and_the_season_before_the_year) {
    const std::vector<RequiredFlow> all{{"#1", "year", 1, 12, day(2023, 1, 1), {}, "4", 4},
                                        {"#2", "flood", 6, 9, day(2023, 1, 1), {}, "9", 9},
                                        {"#3", "year", 1, 12, day(2025, 1, 1), day(2025, 12, 31), "6", 6}};
    EXPECT_EQ(required_on(all, day(2023, 3, 1))->record, "#1");
    EXPECT_EQ(required_on(all, day(2023, 7, 1))->record, "#2");
    EXPECT_EQ(required_on(all, day(2025, 7, 1))->record, "#3");
    EXPECT_EQ(required_on(all, day(2026, 3, 1))->record, "#1");
    EXPECT_EQ(required_on(all, day(2022, 3, 1)), nullptr);
}

} // namespace

} // namespace shanhai::ecology
