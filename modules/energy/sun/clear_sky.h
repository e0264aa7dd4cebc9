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

// A clear sky over hills: Ineichen and Perez, Solar Energy 73 (2002) 151–157. Fitted to stations below 2,000 m: its first
// coefficient grows with the altitude without end and lets more light through than there is from 2,600 m on. `absolute_mass`: by
// the pressure of the place; `linke`: turbidity, about 2 in clear mountain air, 3 to 5 in cities.
struct Air {
    double absolute_mass = 0, linke = 3, altitude_m = 0;
};
Irradiance ineichen(double apparent_zenith, const Air& air, double extraterrestrial);

// A clear sky from the sea up to 7,000 m: the simplified Solis model, which was fitted to radiative transfer at those pressures:
// Ineichen, Solar Energy 82 (2008) 758–762. `aerosol`: optical depth at 700 nm, at most 0.45, about 0.05 in clean air and 0.2 in
// cities; `water`: all the vapour overhead if it rained, in cm; less than 0.2 counts as 0.2.
struct Haze {
    double pressure_hpa = 1013.25, aerosol = 0.1, water = 1;
};
Irradiance solis(double apparent_zenith, const Haze& haze, double extraterrestrial);

// The vapour over a place of this altitude, in cm: of the 2 cm usual at the sea in middle latitudes what Hann's formula for the
// pressure of vapour on mountains (1901) leaves.
double usual_water(double altitude_m);

// Which part of a global irradiance is diffuse: Erbs, Klein and Duffie (1982). A sun lower than 3° gives no beam.
Irradiance erbs(double global, double zenith, double extraterrestrial);

} // namespace shanhai::energy
