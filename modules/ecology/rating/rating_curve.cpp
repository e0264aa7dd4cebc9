#include "modules/ecology/rating/rating_curve.h"

#include <algorithm>
#include <cmath>

namespace shanhai::ecology {

double flow_at(const RatingCurve& curve, double level) {
    return level <= curve.zero ? 0 : curve.factor * std::pow(level - curve.zero, curve.exponent);
}

RatingTrust trust_at(const RatingCurve& curve, double level) {
    if (level >= curve.lowest && level <= curve.highest) return RatingTrust::gauged;
    const double range = curve.highest - curve.lowest;
    const bool near = level > curve.highest ? level - curve.highest <= extended_above * range
                                            : curve.lowest - level <= extended_below * range;
    return near && level > curve.zero ? RatingTrust::extended : RatingTrust::beyond;
}

const RatingCurve* curve_on(std::span<const DatedCurve> curves, Date day) {
    const auto after = std::ranges::upper_bound(curves, day, {}, &DatedCurve::valid_from);
    return after == curves.begin() ? nullptr : &std::prev(after)->curve;
}

} // namespace shanhai::ecology
