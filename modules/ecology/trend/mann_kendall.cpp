#include "modules/ecology/trend/mann_kendall.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace shanhai::ecology {

namespace {

constexpr double two_sided_95 = 1.959964;

// Of one season: Var(S) = (n(n-1)(2n+5) - Σ t(t-1)(2t+5)) / 18 over groups of t equal values.
double variance_of(std::vector<double> values) {
    std::ranges::sort(values);
    const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
    double sum = term(static_cast<double>(values.size()));
    for (auto at = values.begin(); at != values.end();) {
        const auto behind = std::upper_bound(at, values.end(), *at);
        sum -= term(static_cast<double>(behind - at));
        at = behind;
    }
    return sum / 18;
}

double median(const std::vector<double>& sorted) {
    const auto middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

void take_season(std::span<const TrendPoint> points, Trend& trend, std::vector<double>& slopes) {
    std::vector<double> values;
    for (std::size_t i = 0; i < points.size(); ++i) {
        values.push_back(points[i].value);
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            const double rise = points[j].value - points[i].value, time = points[j].time - points[i].time;
            trend.score += rise > 0 ? 1 : rise < 0 ? -1 : 0;
            if (time > 0) slopes.push_back(rise / time);
        }
    }
    trend.variance += variance_of(std::move(values));
}

// Gilbert (1987): the slopes that lie C/2 ranks from the middle, C = z·sqrt(Var S).
void bound_slope(const std::vector<double>& sorted, Trend& trend) {
    const auto count = static_cast<double>(sorted.size());
    const double away = two_sided_95 * std::sqrt(trend.variance);
    const auto at = [&](double rank) {
        return sorted[static_cast<std::size_t>(std::clamp(std::round(rank), 1.0, count)) - 1];
    };
    trend.slope_low = at((count - away) / 2);
    trend.slope_high = at((count + away) / 2 + 1);
}

} // namespace

Trend trend_of(std::span<const TrendPoint> points) {
    check(points.size() <= most_trend_points, "a trend is asked of a bounded number of points");
    std::map<int, std::vector<TrendPoint>> seasons;
    for (const auto& point : points) seasons[point.season].push_back(point);
    Trend trend;
    trend.count = points.size();
    std::vector<double> slopes;
    double pairs = 0;
    for (auto& [season, own] : seasons) {
        std::ranges::sort(own, {}, &TrendPoint::time);
        take_season(own, trend, slopes);
        pairs += static_cast<double>(own.size()) * static_cast<double>(own.size() - 1) / 2;
    }
    trend.pairs = slopes.size();
    if (slopes.empty()) return trend;
    std::ranges::sort(slopes);
    trend.slope = median(slopes);
    bound_slope(slopes, trend);
    trend.tau = static_cast<double>(trend.score) / pairs;
    if (trend.variance <= 0 || trend.score == 0) return trend;
    const double sign = trend.score > 0 ? 1 : -1;
    trend.normal = (static_cast<double>(trend.score) - sign) / std::sqrt(trend.variance);
    trend.chance = std::erfc(std::abs(trend.normal) / std::sqrt(2.0));
    return trend;
}

} // namespace shanhai::ecology
