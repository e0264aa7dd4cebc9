#include "modules/projects/censored_quantile.h"

#include <gtest/gtest.h>

namespace shanhai::projects {
namespace {

TEST(CensoredQuantile, without_anything_lost_from_sight_it_is_the_ordinary_one) {
    std::vector<Waited> waited;
    for (int i = 10; i >= 1; --i) waited.push_back({static_cast<double>(i), true});
    EXPECT_EQ(censored_quantile(waited, 0.1), 1);
    EXPECT_EQ(censored_quantile(waited, 0.5), 5);
    EXPECT_EQ(censored_quantile(waited, 0.9), 9);
    EXPECT_EQ(censored_quantile(waited, 1), 10);
}

// Worked by hand: at 1 one of four comes (3/4 wait), 2 is lost from sight, at 3 one of two comes (3/8 wait), at 4 the last.
TEST(CensoredQuantile, what_was_lost_from_sight_makes_the_rest_weigh_more) {
    std::vector<Waited> waited{{1, true}, {2, false}, {3, true}, {4, true}};
    EXPECT_EQ(censored_quantile(waited, 0.25), 1);
    EXPECT_EQ(censored_quantile(waited, 0.26), 3);
    EXPECT_EQ(censored_quantile(waited, 0.625), 3);
    EXPECT_EQ(censored_quantile(waited, 0.63), 4);
}

TEST(CensoredQuantile, beyond_what_was_seen_it_is_the_largest_that_came) {
    std::vector<Waited> waited{{1, true}, {9, false}, {8, false}};
    EXPECT_EQ(censored_quantile(waited, 0.9), 1);
    std::vector<Waited> none;
    EXPECT_EQ(censored_quantile(none, 0.5), 0);
}

} // namespace
} // namespace shanhai::projects
