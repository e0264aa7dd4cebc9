#include "modules/projects/earned_value.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shanhai::projects {
namespace {

TEST(EarnedValue, a_work_that_lags_and_is_paid_ahead_shows_both) {
    const auto value =
        earned_value(Money::fen(160'000'000), Millionths::of(0.5), Millionths::of(0.4), Money::fen(80'000'000));
    EXPECT_EQ(value.planned.in_fen(), 80'000'000);
    EXPECT_EQ(value.earned.in_fen(), 64'000'000);
    EXPECT_EQ(value.schedule_index, 800);
    EXPECT_EQ(value.cost_index, 800);
}

TEST(EarnedValue, what_cannot_be_divided_is_no_index) {
    const auto begun = earned_value(Money::fen(100), Millionths::of(0), Millionths::of(0), Money::fen(0));
    EXPECT_FALSE(begun.schedule_index);
    EXPECT_FALSE(begun.cost_index);
    EXPECT_FALSE(earned_value(Money::fen(100), Millionths::of(1), Millionths::of(1), Money::fen(-5)).cost_index);
}

TEST(EarnedValue, the_largest_budget_does_not_overflow) {
    const auto budget = Money::fen(9'000'000'000'000'000'000);
    EXPECT_EQ(earned_value(budget, Millionths::of(1), Millionths::of(1), budget).earned, budget);
}

TEST(EarnedValue, shares_stay_between_nothing_and_all) {
    EXPECT_EQ(Millionths::of(-0.1).value, 0);
    EXPECT_EQ(Millionths::of(1.7).value, 1'000'000);
    EXPECT_EQ(Millionths::of(std::nan("")).value, 0);
    EXPECT_EQ(Millionths::of(0.1234567).value, 123'457);
}

} // namespace
} // namespace shanhai::projects
