#include "modules/energy/plan/month_numbers.h"

#include <gmock/gmock.h>

namespace shanhai::energy {
namespace {

constexpr std::int64_t evening = 900;
bool is_evening(std::int64_t at) { return at >= evening; }

TEST(MonthNumbers, quarter_hours_of_power_become_energy) {
    const QuarterReadings readings{.power = {{0, 40'000}, {900, 1'001}},
                                   .delivered = {{0, 30'000}, {900, 10'000}},
                                   .battery = {{0, -10'000}, {900, 9'000}},
                                   .curtailed = {{0, 4'000}}};
    const auto numbers = month_numbers(readings, is_evening, 2);
    EXPECT_EQ(numbers.generated, 10'250);
    EXPECT_EQ(numbers.delivered, 10'000);
    EXPECT_EQ(numbers.evening_peak, 2'500);
    EXPECT_EQ(numbers.charged, 2'500);
    EXPECT_EQ(numbers.discharged, 2'250);
    EXPECT_EQ(numbers.curtailed, 1'000);
    EXPECT_EQ(numbers.missing, 0);
    EXPECT_EQ(month_numbers(readings, is_evening, 2'880).missing, 2'878);
}

TEST(MonthNumbers, what_was_generated_follows_from_the_rest) {
    const QuarterReadings readings{.power = {},
                                   .delivered = {{0, 30'000}, {900, 9'000}},
                                   .battery = {{0, -10'000}, {900, 9'000}},
                                   .curtailed = {}};
    EXPECT_EQ(month_numbers(readings, is_evening, 2).generated, 9'750 + 2'500 - 2'250);
}

} // namespace
} // namespace shanhai::energy
