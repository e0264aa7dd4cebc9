#pragma once

#include "modules/energy/sun/panels.h"
#include "modules/energy/sun/tilted_plane.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

// What a plant yields, quarter-hour by quarter-hour.
namespace shanhai::energy {

constexpr std::int64_t quarter_seconds = 900;
constexpr std::size_t quarters_a_day = 96;
constexpr double quarter_hours = 0.25;

enum class ClearSky { haurwitz, ineichen, solis }; // for low land; up to 2,000 m; up to 7,000 m

struct Site {
    Place place;
    Plane plane;
    Panels panels;
    double linke = 2.5;          // what Ineichen and Perez go by
    double aerosol = 0.05;       // what Solis goes by
    std::optional<double> water; // cm overhead; usually what is usual at the altitude
    double albedo = 0.2;
    double mean_celsius = 15; // of the air over the year; it is taken to swing by 10 over the year and 7 over the day
    double wind = 2;          // m/s
    ClearSky clear_sky = ClearSky::solis;
    SkyModel sky = SkyModel::hay_davies;
};

// What the sun does at one second.
struct Light {
    SunPosition sun;
    Irradiance level;
    double on_plane = 0; // W/m²
    double power = 0;    // MW behind the inverters
};

// `clearness`: the global irradiance as a share of what a clear sky would give. Below 1 the split is Erbs'.
Light light_at(const Site& site, std::int64_t second, double clearness);

// The mean power of each quarter-hour from `first` (a second) on, in MW, by its middle. `clearness`: one for each.
std::vector<double> quarter_powers(const Site& site, std::int64_t first, std::span<const double> clearness);

} // namespace shanhai::energy
