#include "modules/projects/progress_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace shanhai::projects {

namespace {

constexpr std::size_t bins = 20;

struct Bin {
    double time = 0, share = 0;
    std::size_t count = 0;
};

std::array<Bin, bins> binned(std::span<const CurvePoint> points) {
    std::array<Bin, bins> all{};
    for (const auto& point : points) {
        const auto place = std::min(static_cast<std::size_t>(std::clamp(point.time, 0.0, 1.0) * bins), bins - 1);
        all[place].time += point.time;
        all[place].share += point.share;
        ++all[place].count;
    }
    for (auto& bin : all) {
        if (bin.count == 0) continue;
        bin.time /= static_cast<double>(bin.count);
        bin.share /= static_cast<double>(bin.count);
    }
    return all;
}

double error_of(const ProgressCurve& curve, const std::array<Bin, bins>& all) {
    double error = 0;
    for (const auto& bin : all) {
        if (bin.count == 0) continue;
        const auto off = curve.share_at(bin.time) - bin.share;
        error += off * off * std::sqrt(static_cast<double>(bin.count));
    }
    return error;
}

} // namespace

double ProgressCurve::share_at(double time) const {
    if (time <= 0) return 0;
    if (time >= 1) return 1;
    return 1 - std::pow(1 - std::pow(time, a_), b_);
}

double ProgressCurve::time_of(double share) const {
    if (share <= 0) return 0;
    if (share >= 1) return 1;
    return std::pow(1 - std::pow(1 - share, 1 / b_), 1 / a_);
}

ProgressCurve curve_through(std::span<const CurvePoint> points) {
    ProgressCurve best;
    if (points.size() < least_points) return best;
    const auto all = binned(points);
    auto least = std::numeric_limits<double>::infinity();
    // 0.5 to 4 in steps of a twentieth: finer than what the reports can tell.
    for (int a = 10; a <= 80; ++a)
        for (int b = 10; b <= 80; ++b) {
            const ProgressCurve curve(a / 20.0, b / 20.0);
            const auto error = error_of(curve, all);
            if (error >= least) continue;
            least = error;
            best = curve;
        }
    return best;
}

} // namespace shanhai::projects
