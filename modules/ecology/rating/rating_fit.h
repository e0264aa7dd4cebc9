#pragma once

#include "base/result.h"
#include "modules/ecology/rating/rating_curve.h"

#include <optional>
#include <span>
#include <string_view>

namespace shanhai::ecology {

struct GaugedFlow {
    double level = 0, flow = 0; // m, m³/s
};

// A curve with what is needed to say how good it is, in logarithms of flow.
struct RatingFit {
    RatingCurve curve;
    std::size_t gaugings = 0;
    std::size_t freedom = 0;     // degrees of it: gaugings less the parameters that were fitted
    double standard_error = 0;   // of one gauging around the curve
    double mean = 0, spread = 0; // of ln(h-h₀): its mean, and the sum of squares around it
    double student = 0;          // two-sided 95 % point of Student's t

    // Expanded uncertainty (95 %) in percent of the flow: of the curve at that level, and of one gauging around the curve.
    double uncertainty_at(double level) const;
    double scatter() const;
};

// Where the method is written down; goes into the record.
inline constexpr std::string_view rating_method = "ISO 18320:2020, least squares of ln Q over ln(h-h0), 95 %";

// Least squares of ln Q; without `zero`, h₀ is the one that fits best below the lowest level gauged, at most three ranges
// of levels below it. "rating.few_gaugings" (args: count, wanted), "rating.no_rise" when flow does not grow with level.
Result<RatingFit> fit_rating(std::span<const GaugedFlow> gaugings, std::optional<double> zero = {});

// For 1 degree of freedom and more.
double student_95(std::size_t freedom);

} // namespace shanhai::ecology
