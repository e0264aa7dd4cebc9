#pragma once

#include <cmath>
#include <numbers>

// Angles are in degrees wherever a name does not say otherwise.
namespace shanhai::energy {

constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }
constexpr double degrees(double radians) { return radians * 180 / std::numbers::pi; }
inline double cos_deg(double angle) { return std::cos(radians(angle)); }
inline double sin_deg(double angle) { return std::sin(radians(angle)); }

} // namespace shanhai::energy
