#include "base/check.h"
#include "modules/ecology/quality/reading_quality.h"

#include <gmock/gmock.h>

#include <cmath>

namespace shanhai::ecology {
namespace {

using testing::ElementsAre;
using enum ReadingQuality;

constexpr std::int64_t minute = 60'000'000;

// One reading every ten minutes.
std::vector<ReadingQuality> judged(const std::vector<double>& values, const QualityLimits& limits) {
    std::vector<SensorReading> readings;
    for (std::size_t i = 0; i < values.size(); ++i)
        readings.push_back({{static_cast<std::int64_t>(i) * 10 * minute}, values[i]});
    return judge_readings(readings, limits);
}

TEST(ReadingQuality, without_limits_everything_is_good_that_is_a_number) {
    EXPECT_THAT(judged({1, -5, 1e9}, {}), ElementsAre(good, good, good));
    EXPECT_THAT(judged({1, NAN, INFINITY}, {}), ElementsAre(good, out_of_range, out_of_range));
    EXPECT_TRUE(judged({}, {}).empty());
}

TEST(ReadingQuality, limits_of_the_range_are_inside) {
    EXPECT_THAT(judged({0, -0.01, 10, 10.01}, {.least = 0, .most = 10}),
                ElementsAre(good, out_of_range, good, out_of_range));
}

TEST(ReadingQuality, one_reading_apart_from_neighbours_that_agree_is_a_spike) {
    EXPECT_THAT(judged({1, 5, 1.1, 1.2}, {.spike = 2}), ElementsAre(good, spike, good, good));
    EXPECT_THAT(judged({1, 5, 9, 13}, {.spike = 2}), ElementsAre(good, good, good, good)) << "a flood rises on";
    EXPECT_THAT(judged({1, 5, 5.1, 1}, {.spike = 2}), ElementsAre(good, good, good, good)) << "two are no spike";
    EXPECT_THAT(judged({5, 1, 1}, {.spike = 2}), ElementsAre(good, good, good)) << "the first has one neighbour only";
}

TEST(ReadingQuality, a_change_is_measured_against_the_last_good_reading_and_the_time_since) {
    // 6 an hour is 1 in ten minutes.
    EXPECT_THAT(judged({1, 2, 4, 4.5, 5}, {.change_an_hour = 6}), ElementsAre(good, good, too_fast, too_fast, good));
    EXPECT_THAT(judged({1, -99, 2.5}, {.least = 0, .change_an_hour = 6}), ElementsAre(good, out_of_range, good));
}

TEST(ReadingQuality, readings_that_stay_the_same_too_long_are_stuck_from_their_first) {
    const QualityLimits half_an_hour{.stuck_after_micros = 30 * minute, .same_within = 0.001};
    EXPECT_THAT(judged({1, 2, 2, 2, 2, 3}, half_an_hour), ElementsAre(good, good, good, good, good, good))
        << "30 minutes";
    EXPECT_THAT(judged({1, 2, 2.001, 2, 2, 2, 3}, half_an_hour),
                ElementsAre(good, stuck, stuck, stuck, stuck, stuck, good));
}

TEST(ReadingQuality, readings_must_ascend_in_time) {
    const std::vector<SensorReading> twice = {{{5}, 1}, {{5}, 2}};
    EXPECT_THROW(judge_readings(twice, {}), BrokenInvariant);
}

TEST(ReadingQuality, verdicts_have_names) {
    EXPECT_EQ(name_of(good), "good");
    EXPECT_EQ(name_of(stuck), "stuck");
}

} // namespace
} // namespace shanhai::ecology
