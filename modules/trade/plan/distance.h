#pragma once

#include <cmath>
#include <numbers>

namespace shanhai::trade::plan {

// Kilometres of road between two places, about; degrees.
inline double road_kilometres(double longitude_a, double latitude_a, double longitude_b, double latitude_b) {
    constexpr double radians = std::numbers::pi / 180;
    constexpr double earth = 6371, winding = 1.25; // roads wind
    const double east = (longitude_b - longitude_a) * radians * std::cos((latitude_a + latitude_b) / 2 * radians);
    const double north = (latitude_b - latitude_a) * radians;
    return earth * std::hypot(east, north) * winding;
}

} // namespace shanhai::trade::plan
