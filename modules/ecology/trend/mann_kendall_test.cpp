#include "modules/ecology/trend/mann_kendall.h"

#include <gtest/gtest.h>

namespace shanhai::ecology {

namespace {

std::vector<TrendPoint> yearly(std::initializer_list<double> values) {
    std::vector<TrendPoint> points;
    for (const double value : values) points.push_back({static_cast<double>(points.size()), value, 0});
    return points;
}

TEST(MannKendall, counts_rises_and_falls_and_corrects_for_ties) {
    // By hand: 45 pairs of ten rising values; variance 10·9·25/18 = 125; Z = 44/√125.
    const auto rising = trend_of(yearly({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    EXPECT_EQ(rising.score, 45);
    EXPECT_DOUBLE_EQ(rising.variance, 125);
    EXPECT_NEAR(rising.normal, 3.9354796, 1e-6);
    EXPECT_NEAR(rising.chance, 8.303e-5, 1e-7);
    EXPECT_DOUBLE_EQ(rising.tau, 1);
    EXPECT_DOUBLE_EQ(rising.slope, 1);
    EXPECT_TRUE(rising.is_certain());
    // Two and three equal ones: (5·4·15 - 2·1·9 - 3·2·11)/18 = 12.
    const auto tied = trend_of(yearly({2, 2, 3, 3, 3}));
    EXPECT_EQ(tied.score, 6);
    EXPECT_DOUBLE_EQ(tied.variance, 12);
}

TEST(MannKendall, sees_no_trend_where_there_is_none) {
    const auto flat = trend_of(yearly({5, 5, 5, 5, 5, 5}));
    EXPECT_EQ(flat.score, 0);
    EXPECT_EQ(flat.chance, 1);
    EXPECT_EQ(flat.slope, 0);
    EXPECT_EQ(flat.pairs, 15U) << "values that are all the same are no lack of values";
    EXPECT_FALSE(trend_of(yearly({3, 1, 4, 1, 5, 2, 3, 2})).is_certain());
    EXPECT_EQ(trend_of(yearly({3})).count, 1U);
    EXPECT_EQ(trend_of(yearly({3})).pairs, 0U);
}

TEST(MannKendall, sens_slope_is_not_moved_by_one_wild_value) {
    const auto wild = trend_of(yearly({1.0, 1.5, 2.0, 2.5, 90, 3.5, 4.0, 4.5, 5.0, 5.5}));
    EXPECT_NEAR(wild.slope, 0.5, 1e-12);
    EXPECT_LE(wild.slope_low, 0.5);
    EXPECT_GE(wild.slope_high, 0.5);
}

TEST(MannKendall, of_months_compares_each_with_its_own) {
    // A strong season over eight years and a small rise beneath it: only the seasonal test sees it.
    std::vector<TrendPoint> seasonal, plain;
    for (int year = 0; year < 8; ++year)
        for (int month = 1; month <= 12; ++month) {
            const double value = 100 * ((month + 6) % 12) + year;
            seasonal.push_back({year + month / 12.0, value, month});
            plain.push_back({year + month / 12.0, value, 0});
        }
    const auto by_month = trend_of(seasonal);
    EXPECT_EQ(by_month.score, 12 * 28);
    EXPECT_NEAR(by_month.slope, 1, 1e-9);
    EXPECT_TRUE(by_month.is_certain());
    EXPECT_FALSE(trend_of(plain).is_certain());
}

} // namespace

} // namespace shanhai::ecology
