#include "modules/energy/meters/counted_power.h"

#include <gmock/gmock.h>

namespace shanhai::energy {
namespace {

using kernel::Quality;
using kernel::Reading;
using testing::ElementsAre;
using testing::IsEmpty;

const CounterKind usual{.quarters = 1, .wraps_at = {}, .most_kw = 60'000};

TEST(CountedPower, what_was_counted_in_a_quarter_hour_is_its_mean_power) {
    const Count counts[] = {{900, 1'000}, {1'800, 6'000}, {2'700, 6'000}, {3'600, 16'001}};
    EXPECT_THAT(powers_between(counts, usual),
                ElementsAre(Reading{900, 20'000, Quality::good}, Reading{1'800, 0, Quality::good},
                            Reading{2'700, 40'004, Quality::good}));
    EXPECT_THAT(powers_between(std::span(counts).first(1), usual), IsEmpty());
}

TEST(CountedPower, a_count_that_is_missing_leaves_the_sum_but_not_the_shape) {
    const Count counts[] = {{900, 0}, {3'600, 10'000}};
    const auto powers = powers_between(counts, usual);
    EXPECT_THAT(powers, ElementsAre(Reading{900, 13'333, Quality::suspect}, Reading{1'800, 13'333, Quality::suspect},
                                    Reading{2'700, 13'334, Quality::suspect}));
    EXPECT_EQ(powers[0].value + powers[1].value + powers[2].value, 4 * 10'000) << "nothing is lost by rounding";
    // A meter that is read every hour lacks nothing.
    const Count hourly[] = {{0, 0}, {3'600, 10'000}, {7'200, 10'000}};
    for (const auto& one : powers_between(hourly, {.quarters = 4, .wraps_at = {}, .most_kw = 60'000}))
        EXPECT_EQ(one.quality, Quality::good);
    const Count two_days[] = {{0, 0}, {87'300, 1'000}};
    const auto lost = powers_between(two_days, usual);
    ASSERT_EQ(lost.size(), 97U);
    EXPECT_EQ(lost[50], (Reading{45'000, 0, Quality::missing}));
}

TEST(CountedPower, a_counter_that_is_set_back_has_lost_what_nobody_knows) {
    const Count counts[] = {{0, 500'000}, {900, 2'000}, {1'800, 4'000}};
    EXPECT_THAT(powers_between(counts, usual),
                ElementsAre(Reading{0, 0, Quality::missing}, Reading{900, 8'000, Quality::good}));
}

TEST(CountedPower, a_counter_that_goes_round_has_lost_nothing) {
    CounterKind round = usual;
    round.wraps_at = 1'000'000;
    const Count counts[] = {{0, 998'000}, {900, 3'000}};
    EXPECT_THAT(powers_between(counts, round), ElementsAre(Reading{0, 20'000, Quality::good}));
    // Set back in the middle, or from beyond its end, it did not go round.
    const Count set_back[] = {{0, 400'000}, {900, 3'000}};
    EXPECT_THAT(powers_between(set_back, round), ElementsAre(Reading{0, 0, Quality::missing}));
    const Count beyond[] = {{0, 1'998'000}, {900, 3'000}};
    EXPECT_THAT(powers_between(beyond, round), ElementsAre(Reading{0, 0, Quality::missing}));
}

TEST(CountedPower, another_meter_in_its_place_is_not_believed) {
    const Count counts[] = {{0, 2'000}, {900, 900'000}, {1'800, 901'000}};
    EXPECT_THAT(powers_between(counts, usual),
                ElementsAre(Reading{0, 3'592'000, Quality::suspect}, Reading{900, 4'000, Quality::good}));
}

TEST(CountedPower, counts_between_the_quarter_hours_are_passed_over) {
    const Count counts[] = {{0, 0}, {901, 4'000}, {1'800, 10'000}};
    EXPECT_THAT(powers_between(counts, usual),
                ElementsAre(Reading{0, 20'000, Quality::suspect}, Reading{900, 20'000, Quality::suspect}));
}

} // namespace
} // namespace shanhai::energy
