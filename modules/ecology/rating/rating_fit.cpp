#include "modules/ecology/rating/rating_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace shanhai::ecology {

namespace {

constexpr std::size_t fewest_gaugings = 6; // two are spent on a line, one on h₀; three are left to say how good it is
constexpr double nearest_zero = 0.01;      // m below the lowest level: nearer, its logarithm runs away
constexpr double furthest_ranges = 3;
constexpr double least_spread = 1e-9;

struct Line {
    double intercept = 0, slope = 0, mean = 0, spread = 0, squares = 0;
};

// ln Q over ln(h-h₀).
Line line_for(std::span<const GaugedFlow> gaugings, double zero) {
    const auto count = static_cast<double>(gaugings.size());
    Line line;
    double mean_y = 0;
    for (const auto& one : gaugings) {
        line.mean += std::log(one.level - zero) / count;
        mean_y += std::log(one.flow) / count;
    }
    double products = 0;
    for (const auto& one : gaugings) {
        const double x = std::log(one.level - zero) - line.mean;
        line.spread += x * x;
        products += x * (std::log(one.flow) - mean_y);
    }
    line.slope = line.spread > least_spread ? products / line.spread : 0;
    line.intercept = mean_y - line.slope * line.mean;
    for (const auto& one : gaugings) {
        const double left = std::log(one.flow) - line.intercept - line.slope * std::log(one.level - zero);
        line.squares += left * left;
    }
    return line;
}

// Tried on a grid that is finer near the lowest level, then narrowed by golden sections around the best of it.
double best_zero(std::span<const GaugedFlow> gaugings, double lowest, double range) {
    constexpr int steps = 60, narrowings = 60;
    constexpr double golden = 0.6180339887498949;
    const double most = std::log(nearest_zero + furthest_ranges * range), least = std::log(nearest_zero);
    const auto squares_at = [&](double depth) { return line_for(gaugings, lowest - std::exp(depth)).squares; };
    const double step = (most - least) / steps;
    int best = 0;
    double fewest = squares_at(least);
    for (int i = 1; i <= steps; ++i)
        if (const double squares = squares_at(least + i * step); squares < fewest) {
            fewest = squares;
            best = i;
        }
    double low = std::max(least, least + (best - 1) * step), high = std::min(most, least + (best + 1) * step);
    for (int i = 0; i < narrowings; ++i) {
        const double left = high - golden * (high - low), right = low + golden * (high - low);
        if (squares_at(left) < squares_at(right))
            high = right;
        else
            low = left;
    }
    return lowest - std::exp((low + high) / 2);
}

double percent_of(double logarithm) { return 100 * (std::exp(logarithm) - 1); }

} // namespace

double student_95(std::size_t freedom) {
    constexpr std::array table = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                  2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                  2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    if (freedom <= table.size()) return table[std::max<std::size_t>(freedom, 1) - 1];
    // From there on the first terms of its expansion around the normal distribution are right to four places.
    constexpr double z = 1.959964, z3 = z * z * z, z5 = z3 * z * z;
    const auto n = static_cast<double>(freedom);
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n);
}

double RatingFit::uncertainty_at(double level) const {
    if (level <= curve.zero) return 0;
    const double x = std::log(level - curve.zero) - mean;
    return percent_of(student * standard_error * std::sqrt(1 / static_cast<double>(gaugings) + x * x / spread));
}

double RatingFit::scatter() const { return percent_of(student * standard_error); }

Result<RatingFit> fit_rating(std::span<const GaugedFlow> gaugings, std::optional<double> zero) {
    if (gaugings.size() < fewest_gaugings)
        return refuse("rating.few_gaugings", {},
                      {{"count", std::to_string(gaugings.size())}, {"wanted", std::to_string(fewest_gaugings)}});
    const auto [low, high] = std::ranges::minmax(gaugings, {}, &GaugedFlow::level);
    if (high.level - low.level < nearest_zero) return refuse("rating.no_rise");
    if (zero && *zero > low.level - nearest_zero / 2) return refuse("rating.zero");
    RatingFit fit;
    fit.curve.zero = zero ? *zero : best_zero(gaugings, low.level, high.level - low.level);
    const auto line = line_for(gaugings, fit.curve.zero);
    if (line.slope <= 0) return refuse("rating.no_rise");
    fit.curve.factor = std::exp(line.intercept);
    fit.curve.exponent = line.slope;
    fit.curve.lowest = low.level;
    fit.curve.highest = high.level;
    fit.gaugings = gaugings.size();
    fit.freedom = gaugings.size() - (zero ? 2 : 3);
    fit.standard_error = std::sqrt(line.squares / static_cast<double>(fit.freedom));
    fit.mean = line.mean;
    fit.spread = line.spread;
    fit.student = student_95(fit.freedom);
    return fit;
}

} // namespace shanhai::ecology
