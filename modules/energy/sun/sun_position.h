#pragma once

#include <cstdint>

// Where the sun stands.
namespace shanhai::energy {

// North and east are positive; degrees and metres.
struct Place {
    double latitude = 0, longitude = 0, altitude_m = 0;
};

// Of the middle of the sun's disc as seen from the ground, in degrees: 0 is overhead; north 0, east 90, south 180.
struct SunPosition {
    double zenith = 0, azimuth = 0;
};

// Without refraction. `second`: since 1970 in UTC. From 2000 to 2050 within 0.01° of NREL's SPA: the algorithm PSA+ of Blanco,
// Milidonis and Bonanos, Solar Energy 212 (2020) 339–341, with its coefficients of 2020.
SunPosition sun_position(std::int64_t second, const Place& place);

// With refraction, which lifts the sun: NREL/TP-560-34302, equation 42. Below the horizon there is none.
double apparent_zenith(double zenith, double pressure_hpa, double air_celsius);

// Of the standard atmosphere, in hPa.
double pressure_at(double altitude_m);

// 1 to 366, in UTC.
int day_of_year(std::int64_t second);

} // namespace shanhai::energy
