#include "modules/energy/sun/sun_position.h"

#include "base/date.h"
#include "modules/energy/sun/angles.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr double noon_of_2000 = 10'957.5; // days since 1970 at which the algorithm begins to count
constexpr double earth_radius_km = 6371.01, sun_distance_km = 149'597'890;
// The sun's half width and refraction at the horizon: deeper than this no part of it is seen.
constexpr double deepest_seen = -0.26667 - 0.5667;

std::int64_t day_number(std::int64_t second) {
    return (second >= 0 ? second : second - (day_seconds - 1)) / day_seconds;
}

struct Celestial {
    double right_ascension, declination; // radians
};

Celestial celestial(double days) {
    const double omega = 2.267127827 - 9.300339267e-4 * days;
    const double mean_longitude = 4.895036035 + 1.720279602e-2 * days;
    const double anomaly = 6.239468336 + 1.720200135e-2 * days;
    const double longitude = mean_longitude + 3.338320972e-2 * std::sin(anomaly) +
                             3.497596876e-4 * std::sin(2 * anomaly) - 1.544353226e-4 - 8.689729360e-6 * std::sin(omega);
    const double obliquity = 4.090904909e-1 - 6.213605399e-9 * days + 4.418094944e-5 * std::cos(omega);
    return {std::atan2(std::cos(obliquity) * std::sin(longitude), std::cos(longitude)),
            std::asin(std::sin(obliquity) * std::sin(longitude))};
}

} // namespace

SunPosition sun_position(std::int64_t second, const Place& place) {
    const auto day = day_number(second);
    const double hour = static_cast<double>(second - day * day_seconds) / 3600;
    const double days = static_cast<double>(second) / static_cast<double>(day_seconds) - noon_of_2000;
    const auto sun = celestial(days);
    const double sidereal_hours = 6.697096103 + 6.570984737e-2 * days + hour;
    const double hour_angle = radians(sidereal_hours * 15 + place.longitude) - sun.right_ascension;
    const double latitude = radians(place.latitude);
    const double cos_zenith = std::cos(latitude) * std::cos(hour_angle) * std::cos(sun.declination) +
                              std::sin(sun.declination) * std::sin(latitude);
    const double zenith = std::acos(std::clamp(cos_zenith, -1.0, 1.0));
    const double azimuth = degrees(std::atan2(-std::sin(hour_angle), std::tan(sun.declination) * std::cos(latitude) -
                                                                         std::sin(latitude) * std::cos(hour_angle)));
    const double parallax = earth_radius_km / sun_distance_km * std::sin(zenith);
    return {degrees(zenith + parallax), azimuth < 0 ? azimuth + 360 : azimuth};
}

double apparent_zenith(double zenith, double pressure_hpa, double air_celsius) {
    const double elevation = 90 - zenith;
    if (elevation < deepest_seen) return zenith;
    const double lifted = pressure_hpa / 1010 * 283 / (273 + air_celsius) * 1.02 /
                          (60 * std::tan(radians(elevation + 10.3 / (elevation + 5.11))));
    return zenith - lifted;
}

double pressure_at(double altitude_m) { return std::pow((44'331.514 - altitude_m) / 11'880.516, 1 / 0.1902632); }

int day_of_year(std::int64_t second) {
    const auto date = Date::from_days(static_cast<int>(day_number(second)));
    return date - *Date::from_ymd(date.year(), 1, 1) + 1;
}

} // namespace shanhai::energy
