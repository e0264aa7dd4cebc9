#pragma once

// What reaches the ground, in W/m². `apparent_zenith`: with refraction, in degrees.
namespace shanhai::energy {

struct Irradiance {
    double global = 0;  // on a level plane
    double beam = 0;    // on a plane that faces the sun
    double diffuse = 0; // from the sky, on a level plane
};

// Above the air, by Spencer (1971) and a solar constant of 1366.1. `day`: of the year.
double extraterrestrial(int day);

// How many times more air than overhead, at sea level's pressure: Kasten and Young (1989). Nothing below the horizon: 0.
double air_mass(double apparent_zenith);

// Global irradiance of a clear sky over low land: Haurwitz (1945).
double haurwitz(double apparent_zenith);

// A clear sky that knows the altitude and how turbid the air is: Ineichen and Perez (2002). `absolute_air_mass`: by the pressure
// of the place; `linke`: turbidity, about 2 in clear mountain air, 3 to 5 in cities.
struct Air {
    double absolute_mass = 0, linke = 3, altitude_m = 0;
};
Irradiance ineichen(double apparent_zenith, const Air& air, double extraterrestrial);

// Which part of a global irradiance is diffuse: Erbs, Klein and Duffie (1982). A sun lower than 3° gives no beam.
Irradiance erbs(double global, double zenith, double extraterrestrial);

} // namespace shanhai::energy
