#include "modules/projects/season.h"

#include <gtest/gtest.h>

namespace shanhai::projects {
namespace {

Date day(const char* iso) { return *Date::parse(iso); }
constexpr Season high{401, 1031}; // April to October: 214 days

TEST(BuildingSeason, winter_days_are_worth_a_fifth) {
    EXPECT_DOUBLE_EQ(working_days(high, day("2024-05-01"), day("2024-05-11")), 10);
    EXPECT_DOUBLE_EQ(working_days(high, day("2024-11-01"), day("2024-11-11")), 2);
    EXPECT_DOUBLE_EQ(working_days(high, day("2024-10-30"), day("2024-11-06")), 2 + 5 * winter_day);
    EXPECT_DOUBLE_EQ(working_days(high, day("2023-04-01"), day("2024-04-01")), 214 + 152 * winter_day);
    EXPECT_DOUBLE_EQ(working_days(high, day("2024-05-11"), day("2024-05-01")), -10);
}

TEST(BuildingSeason, the_whole_year_counts_every_day) {
    EXPECT_DOUBLE_EQ(working_days({}, day("2024-01-01"), day("2025-01-01")), 366);
    EXPECT_EQ(after_working_days({}, day("2024-12-30"), 5), day("2025-01-04"));
}

TEST(BuildingSeason, a_day_found_is_the_first_that_suffices) {
    for (const auto* from : {"2023-01-15", "2023-04-01", "2023-10-31", "2023-11-01", "2024-02-29"})
        for (const double days : {0.1, 1.0, 7.5, 90.0, 214.0, 400.0}) {
            const auto found = after_working_days(high, day(from), days);
            EXPECT_GE(working_days(high, day(from), found), days - 1e-9) << from << " " << days;
            EXPECT_LT(working_days(high, day(from), found + -1), days) << from << " " << days;
        }
    EXPECT_EQ(after_working_days(high, day("2024-05-01"), 0), day("2024-05-01"));
}

TEST(BuildingSeason, seasons_are_read_as_people_write_them) {
    EXPECT_EQ(month_and_day("04-01"), 401);
    EXPECT_EQ(month_and_day("02-29"), 229);
    EXPECT_FALSE(month_and_day("02-30"));
    EXPECT_FALSE(month_and_day("0401"));
    EXPECT_EQ(months_of("4-10"), high);
    EXPECT_FALSE(months_of("11-3"));
    EXPECT_FALSE(months_of("4"));
}

TEST(BuildingSeason, a_place_has_the_season_of_the_highest_band_below_it) {
    SeasonCalendar calendar;
    calendar.add(3500, high);
    calendar.add(2000, {401, 1130});
    EXPECT_EQ(calendar.at(3890), high);
    EXPECT_EQ(calendar.at(3500), high);
    EXPECT_EQ(calendar.at(3499), (Season{401, 1130}));
    EXPECT_EQ(calendar.at(40), Season{});
    EXPECT_EQ(calendar.at({}), Season{});
}

} // namespace
} // namespace shanhai::projects
