#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Whether values rise or fall over the years, without asking how they are distributed: Mann–Kendall, for months the seasonal test of
// Hirsch and Slack, with Sen's slope. Ties are taken into account.
namespace shanhai::ecology {

struct TrendPoint {
    double time = 0; // years
    double value = 0;
    int season = 0; // values are compared within their season only: the month, or 0 for all
};

struct Trend {
    std::size_t count = 0;
    std::size_t pairs = 0;                // that have a slope: of different times in one season
    long long score = 0;                  // Kendall's S: rises less falls
    double variance = 0;                  // of S when there is no trend
    double normal = 0;                    // Z, corrected for continuity
    double chance = 1;                    // two-sided probability of such a score without a trend
    double tau = 0;                       // S over the pairs compared
    double slope = 0;                     // Sen's, a year
    double slope_low = 0, slope_high = 0; // 95 % bounds of it

    bool is_certain() const { return chance < 0.05; }
};

constexpr std::size_t most_trend_points = 4000; // every pair is looked at

// Points in any order, at most most_trend_points. Without any pair to compare: count only.
Trend trend_of(std::span<const TrendPoint> points);

} // namespace shanhai::ecology
