#include "modules/ecology/rating/rating_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace shanhai::ecology {

namespace {

constexpr double levels[] = {2.6, 2.9, 3.1, 3.4, 3.8, 4.3, 4.9, 5.6, 6.2, 7.0};

std::vector<GaugedFlow> gauged(const RatingCurve& curve, double scatter) {
    std::vector<GaugedFlow> all;
    double sign = 1;
    for (const double level : levels) {
        all.push_back({level, flow_at(curve, level) * (1 + sign * scatter)});
        sign = -sign;
    }
    return all;
}

} // namespace

TEST(RatingFit, finds_the_curve_that_the_gaugings_were_taken_from) {
    const auto fit = fit_rating(gauged({18.5, 1.82, 2.1, 0, 0}, 0));
    ASSERT_TRUE(fit.has_value()) << fit.error().code;
    EXPECT_NEAR(fit->curve.zero, 2.1, 1e-4);
    EXPECT_NEAR(fit->curve.exponent, 1.82, 1e-3);
    EXPECT_NEAR(fit->curve.factor, 18.5, 1e-2);
    EXPECT_EQ(fit->curve.lowest, 2.6);
    EXPECT_EQ(fit->curve.highest, 7.0);
    EXPECT_LT(fit->scatter(), 0.01);
}

TEST(RatingFit, is_less_certain_far_from_the_gaugings_and_more_with_a_known_zero) {
    const auto points = gauged({18.5, 1.82, 2.1, 0, 0}, 0.04);
    const auto free = fit_rating(points), known = fit_rating(points, 2.1);
    ASSERT_TRUE(free && known);
    EXPECT_EQ(free->freedom, 7U);
    EXPECT_EQ(known->freedom, 8U);
    EXPECT_NEAR(known->curve.exponent, 1.82, 0.05);
    EXPECT_GT(known->uncertainty_at(2.3), known->uncertainty_at(3.8));
    EXPECT_GT(known->uncertainty_at(9.0), known->uncertainty_at(3.8));
    // By hand: residuals of about 4 %, t(8) = 2.306, at the mean of ln(h-h₀) divided by the root of ten.
    const double middle = 2.1 + std::exp(known->mean);
    EXPECT_NEAR(known->uncertainty_at(middle), 100 * (std::exp(2.306 * known->standard_error / std::sqrt(10)) - 1),
                1e-9);
    EXPECT_NEAR(known->standard_error, 0.0448, 0.002);
}

TEST(RatingFit, refuses_what_no_curve_can_be_made_of) {
    EXPECT_EQ(fit_rating(std::vector<GaugedFlow>{{1, 1}, {2, 2}, {3, 3}}).error().code, "rating.few_gaugings");
    EXPECT_EQ(fit_rating(std::vector<GaugedFlow>(8, {1, 1})).error().code, "rating.no_rise");
    auto falling = gauged({18.5, 1.82, 2.1, 0, 0}, 0);
    for (std::size_t i = 0; i < falling.size(); ++i) falling[i].flow = 20 - static_cast<double>(i);
    EXPECT_EQ(fit_rating(falling).error().code, "rating.no_rise");
    EXPECT_EQ(fit_rating(falling, 2.6).error().code, "rating.zero");
}

TEST(RatingFit, knows_students_distribution) {
    EXPECT_NEAR(student_95(8), 2.306, 1e-3);
    EXPECT_NEAR(student_95(31), 2.0395, 1e-4);
    EXPECT_NEAR(student_95(120), 1.9799, 1e-4);
}

TEST(RatingCurve, is_extended_by_a_third_of_its_range_above_and_a_tenth_below) {
    const RatingCurve curve{10, 2, 0.5, 1, 3};
    EXPECT_EQ(trust_at(curve, 2), RatingTrust::gauged);
    EXPECT_EQ(trust_at(curve, 3.59), RatingTrust::extended);
    EXPECT_EQ(trust_at(curve, 3.61), RatingTrust::beyond);
    EXPECT_EQ(trust_at(curve, 0.81), RatingTrust::extended);
    EXPECT_EQ(trust_at(curve, 0.79), RatingTrust::beyond);
    EXPECT_EQ(flow_at(curve, 0.4), 0);
    EXPECT_NEAR(flow_at(curve, 1.5), 10, 1e-12);
}

TEST(RatingCurve, holds_from_its_day_until_the_next) {
    const auto day = [](int days) { return Date::from_days(days); };
    const std::vector<DatedCurve> curves{{day(100), {1, 1, 0, 0, 1}}, {day(200), {2, 1, 0, 0, 1}}};
    EXPECT_EQ(curve_on(curves, day(99)), nullptr);
    EXPECT_EQ(curve_on(curves, day(100))->factor, 1);
    EXPECT_EQ(curve_on(curves, day(199))->factor, 1);
    EXPECT_EQ(curve_on(curves, day(200))->factor, 2);
}

} // namespace shanhai::ecology
