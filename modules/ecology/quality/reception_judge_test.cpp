#include "modules/ecology/quality/reception_judge.h"

#include <gtest/gtest.h>

#include <string>

namespace shanhai::ecology {
namespace {

constexpr std::int64_t minute = 60'000'000;

std::string verdicts(std::initializer_list<std::pair<std::int64_t, double>> readings, const QualityLimits& limits) {
    ReceptionJudge judge;
    std::string said;
    for (const auto& [minutes, value] : readings) {
        if (!said.empty()) said += ' ';
        said += name_of(judge.judge({Moment{minutes * minute}, value}, limits));
    }
    return said;
}

TEST(ReceptionJudge, what_cannot_be_is_refused_and_compared_with_nothing) {
    EXPECT_EQ(verdicts({{0, 3.0}, {5, -1.0}, {10, 3.1}, {15, 99.0}}, {.least = 0, .most = 10, .change_an_hour = 2}),
              "good out_of_range good out_of_range");
}

TEST(ReceptionJudge, a_spike_is_told_at_once_and_two_that_agree_are_a_new_level) {
    const QualityLimits limits{.spike = 1};
    EXPECT_EQ(verdicts({{0, 3.0}, {5, 7.0}, {10, 3.1}}, limits), "good spike good");
    EXPECT_EQ(verdicts({{0, 3.0}, {5, 7.0}, {10, 7.1}, {15, 7.2}}, limits), "good spike good good");
    EXPECT_EQ(verdicts({{0, 3.0}, {5, 7.0}, {10, 3.0}, {15, 7.0}}, limits), "good spike good spike");
}

TEST(ReceptionJudge, after_a_gap_the_water_may_have_moved_further) {
    const QualityLimits limits{.change_an_hour = 1};
    EXPECT_EQ(verdicts({{0, 3.0}, {5, 3.5}}, limits), "good too_fast");
    EXPECT_EQ(verdicts({{0, 3.0}, {120, 4.5}}, limits), "good good");
}

TEST(ReceptionJudge, what_does_not_move_for_long_stands_still) {
    const QualityLimits limits{.stuck_after_micros = 30 * minute};
    EXPECT_EQ(verdicts({{0, 3.0}, {20, 3.0}, {30, 3.0}, {40, 3.0}, {50, 3.1}}, limits), "good good good stuck good");
}

TEST(ReceptionJudge, what_an_outage_held_back_is_judged_by_its_range) {
    const QualityLimits limits{.least = 0, .most = 10, .spike = 1, .change_an_hour = 1};
    EXPECT_EQ(verdicts({{60, 3.0}, {0, 8.0}, {5, 11.0}, {61, 3.0}}, limits), "good good out_of_range good");
}

} // namespace
} // namespace shanhai::ecology
