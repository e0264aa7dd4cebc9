#include "modules/ecology/flow/daily_flow.h"

#include <gtest/gtest.h>

#include <vector>

namespace shanhai::ecology {

namespace {

using kernel::Quality;
using kernel::Reading;

constexpr std::int64_t midnight = 1'717'171'200; // 1 June 2024 in Shanghai
constexpr std::int64_t hour = 3600;

std::vector<Reading> hourly(std::int64_t from, std::int64_t until, std::int64_t flow) {
    std::vector<Reading> all;
    for (auto at = from; at <= until; at += hour) all.push_back({at, flow});
    return all;
}

TEST(DailyFlow, of_a_steady_river_is_its_flow_times_a_day) {
    const auto day = daily_flow(hourly(midnight - hour, midnight + 25 * hour, 12'500), midnight, 3 * hour);
    ASSERT_TRUE(day.has_value());
    EXPECT_DOUBLE_EQ(day->mean, 12.5);
    EXPECT_DOUBLE_EQ(day->volume, 12.5 * 86'400);
    EXPECT_DOUBLE_EQ(day->covered, 1);
}

TEST(DailyFlow, runs_straight_between_readings_and_is_cut_at_midnight) {
    // From 10 to 34 m³/s in 24 hours that begin six hours before midnight: 16 to 34 in the day's first 18.
    const std::vector<Reading> two{{midnight - 6 * hour, 10'000}, {midnight + 18 * hour, 34'000}};
    const auto day = daily_flow(two, midnight, 24 * hour);
    ASSERT_TRUE(day.has_value());
    EXPECT_DOUBLE_EQ(day->lowest, 16);
    EXPECT_DOUBLE_EQ(day->highest, 34);
    EXPECT_DOUBLE_EQ(day->volume, 25.0 * 18 * hour);
    EXPECT_DOUBLE_EQ(day->covered, 0.75);
    EXPECT_TRUE(day->speaks_for_the_day());
}

TEST(DailyFlow, does_not_fill_gaps_nor_believe_what_is_flagged) {
    auto readings = hourly(midnight, midnight + 6 * hour, 10'000);
    readings.push_back({midnight + 7 * hour, 900'000, Quality::suspect});
    readings.push_back({midnight + 8 * hour, 0, Quality::missing});
    for (const auto& one : hourly(midnight + 18 * hour, midnight + 24 * hour, 10'000)) readings.push_back(one);
    const auto day = daily_flow(readings, midnight, 3 * hour);
    ASSERT_TRUE(day.has_value());
    EXPECT_DOUBLE_EQ(day->covered, 0.5);
    EXPECT_DOUBLE_EQ(day->volume, 10.0 * 12 * hour);
    EXPECT_DOUBLE_EQ(day->highest, 10);
    EXPECT_FALSE(day->speaks_for_the_day());
    EXPECT_FALSE(daily_flow(readings, midnight + 48 * hour, 3 * hour).has_value());
}

} // namespace

} // namespace shanhai::ecology
