#include "modules/ecology/quality/gaps.h"

#include <gtest/gtest.h>

namespace shanhai::ecology {
namespace {

std::vector<Gap> gaps(std::vector<std::int64_t> times) { return gaps_in(times, 0, 3600, 300); }

std::vector<std::int64_t> every_five_minutes() {
    std::vector<std::int64_t> times;
    for (std::int64_t at = 0; at < 3600; at += 300) times.push_back(at);
    return times;
}

TEST(Gaps, a_day_that_is_whole_has_none) { EXPECT_TRUE(gaps(every_five_minutes()).empty()); }

TEST(Gaps, one_reading_that_is_missing_is_a_gap_between_its_neighbours) {
    auto times = every_five_minutes();
    times.erase(times.begin() + 3);
    EXPECT_EQ(gaps(times), (std::vector<Gap>{{600, 1200}}));
}

TEST(Gaps, a_reading_that_comes_somewhat_late_is_none) {
    auto times = every_five_minutes();
    times[3] += 140;
    EXPECT_TRUE(gaps(times).empty());
}

TEST(Gaps, the_beginning_and_the_end_count_too) {
    EXPECT_EQ(gaps({}), (std::vector<Gap>{{0, 3600}}));
    EXPECT_EQ(gaps({1800}), (std::vector<Gap>{{0, 1800}, {1800, 3600}}));
    EXPECT_EQ(gaps({-300, 300, 4000}), (std::vector<Gap>{{300, 3600}}));
}

} // namespace
} // namespace shanhai::ecology
