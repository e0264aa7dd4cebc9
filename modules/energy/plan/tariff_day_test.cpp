#include "modules/energy/plan/tariff_day.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace shanhai::energy {
namespace {

const std::vector<TariffPart> day_of_parts = {{"valley", "00:00", "08:00", 200},
                                              {"flat", "08:00", "18:30", 350},
                                              {"evening_peak", "18:30", "22:45", 700},
                                              {"flat", "22:45", "24:00", 350}};

TEST(TariffDay, every_quarter_hour_has_its_price) {
    const auto day = tariff_day({"#1", "示例"}, day_of_parts);
    ASSERT_TRUE(day.has_value());
    EXPECT_EQ(day->price[0], 200);
    EXPECT_EQ(day->price[31], 200);
    EXPECT_EQ(day->price[32], 350);
    EXPECT_EQ(day->price[74], 700);
    EXPECT_EQ(day->price[95], 350);
    EXPECT_EQ(std::ranges::count(day->evening_peak, true), 17);
}

TEST(TariffDay, gaps_and_overlaps_are_named) {
    auto parts = day_of_parts;
    parts.erase(parts.begin() + 1);
    const auto gap = tariff_day({"#1", "示例"}, parts);
    ASSERT_FALSE(gap.has_value());
    EXPECT_EQ(gap.error().code, "energy.tariff_gap");
    EXPECT_EQ(gap.error().args[1].second, "08:00");
    parts = day_of_parts;
    parts.push_back({"peak", "10:00", "11:00", 500});
    const auto twice = tariff_day({"#1", "示例"}, parts);
    ASSERT_FALSE(twice.has_value());
    EXPECT_EQ(twice.error().code, "energy.tariff_twice");
    EXPECT_EQ(twice.error().args[1].second, "10:00");
}

TEST(TariffDay, times_and_quarter_hours_are_the_same_thing) {
    EXPECT_EQ(quarter_at("18:15"), 73U);
    EXPECT_EQ(quarter_at("24:00"), 96U);
    EXPECT_EQ(time_of_quarter(73), "18:15");
}

} // namespace
} // namespace shanhai::energy
