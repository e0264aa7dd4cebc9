#pragma once

#include "base/date.h"

#include <cstdint>
#include <span>
#include <vector>

// Stage-discharge relations (水位流量关系): Q = a(h-h₀)^b.
namespace shanhai::ecology {

struct RatingCurve {
    double factor = 0, exponent = 0, zero = 0; // a, b, h₀ (m): m³/s from m
    double lowest = 0, highest = 0;            // levels between which it was gauged, m
};

// How far a curve may be believed: gauged; extended by at most 30 % of the gauged range of levels above it and 10 % below it, as
// SL/T 247 allows; beyond that it is a guess.
constexpr double extended_above = 0.30, extended_below = 0.10; // of the range of levels gauged
enum class RatingTrust { gauged, extended, beyond };

// m³/s; 0 at h₀ and below.
double flow_at(const RatingCurve& curve, double level);
RatingTrust trust_at(const RatingCurve& curve, double level);

struct DatedCurve {
    Date valid_from = Date::from_days(0);
    RatingCurve curve;
};
// The one that is valid on the day; nullptr before the first. `curves` in the order of their days.
const RatingCurve* curve_on(std::span<const DatedCurve> curves, Date day);

} // namespace shanhai::ecology
