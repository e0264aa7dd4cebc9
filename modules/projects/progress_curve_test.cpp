#include "modules/projects/progress_curve.h"

#include <gtest/gtest.h>

namespace shanhai::projects {
namespace {

TEST(ProgressCurve, begins_at_nothing_ends_at_all_and_never_falls) {
    const ProgressCurve curve(1.8, 2.2);
    EXPECT_EQ(curve.share_at(-1), 0);
    EXPECT_EQ(curve.share_at(0), 0);
    EXPECT_EQ(curve.share_at(1), 1);
    EXPECT_EQ(curve.share_at(7), 1);
    double before = 0;
    for (int step = 1; step <= 100; ++step) {
        EXPECT_GE(curve.share_at(step / 100.0), before);
        before = curve.share_at(step / 100.0);
    }
}

TEST(ProgressCurve, can_be_turned_around) {
    const ProgressCurve curve(1.8, 2.2);
    for (const double time : {0.05, 0.3, 0.5, 0.77, 0.99}) EXPECT_NEAR(curve.time_of(curve.share_at(time)), time, 1e-9);
    EXPECT_EQ(curve.time_of(0), 0);
    EXPECT_EQ(curve.time_of(1), 1);
}

TEST(ProgressCurve, the_curve_that_made_the_points_is_found_again) {
    const ProgressCurve made(1.5, 2.5);
    std::vector<CurvePoint> points;
    for (int i = 0; i < 500; ++i) {
        const double time = (i % 100) / 100.0;
        // Reports err to both sides alike.
        points.push_back({time, made.share_at(time) + (i % 2 == 0 ? 0.04 : -0.04)});
    }
    const auto found = curve_through(points);
    for (const double time : {0.1, 0.3, 0.5, 0.7, 0.9}) EXPECT_NEAR(found.share_at(time), made.share_at(time), 0.01);
}

TEST(ProgressCurve, few_points_say_nothing) {
    const std::vector<CurvePoint> points(least_points - 1, CurvePoint{0.5, 0.9});
    EXPECT_EQ(curve_through(points).a(), ProgressCurve().a());
    const std::vector<CurvePoint> enough(least_points, CurvePoint{0.5, 0.9});
    EXPECT_NEAR(curve_through(enough).share_at(0.5), 0.9, 0.01);
}

} // namespace
} // namespace shanhai::projects
