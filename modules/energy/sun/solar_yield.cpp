#include "modules/energy/sun/solar_yield.h"

#include "modules/energy/sun/angles.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double yearly_swing = 10, daily_swing = 7; // K
constexpr int coldest_day = 15;                      // in the middle of January, in the north
constexpr double warmest_hour = 15;                  // by the sun
constexpr double sea_level_hpa = 1013.25;
constexpr double clear = 1;

double air_celsius(const Site& site, std::int64_t second) {
    const double season = std::cos(2 * std::numbers::pi * (day_of_year(second) - coldest_day) / 365.25);
    const double hour = static_cast<double>(second % 86'400) / 3600 + site.place.longitude / 15;
    const double time = std::cos(2 * std::numbers::pi * (hour - warmest_hour) / 24);
    return site.mean_celsius - (site.place.latitude < 0 ? -yearly_swing : yearly_swing) * season + daily_swing * time;
}

Irradiance clear_level(const Site& site, double apparent, double zenith, double above) {
    if (site.clear_sky == ClearSky::haurwitz) return erbs(haurwitz(apparent), zenith, above);
    const double pressure = pressure_at(site.place.altitude_m);
    if (site.clear_sky == ClearSky::solis)
        return solis(apparent, {pressure, site.aerosol, site.water.value_or(usual_water(site.place.altitude_m))},
                     above);
    const Air air{air_mass(apparent) * pressure / sea_level_hpa, site.linke, site.place.altitude_m};
    return ineichen(apparent, air, above);
}

} // namespace

Light light_at(const Site& site, std::int64_t second, double clearness) {
    Light light;
    light.sun = sun_position(second, site.place);
    const double celsius = air_celsius(site, second);
    const double apparent = apparent_zenith(light.sun.zenith, pressure_at(site.place.altitude_m), celsius);
    if (apparent >= 90) return light;
    const double above = extraterrestrial(day_of_year(second));
    light.level = clear_level(site, apparent, light.sun.zenith, above);
    if (clearness < clear) light.level = erbs(light.level.global * std::max(clearness, 0.0), light.sun.zenith, above);
    light.on_plane = on_plane(site.sky, site.plane, light.sun, light.level, above, site.albedo).total();
    light.power = panel_power(site.panels, light.on_plane, cell_temperature(light.on_plane, celsius, site.wind));
    return light;
}

std::vector<double> quarter_powers(const Site& site, std::int64_t first, std::span<const double> clearness) {
    std::vector<double> powers;
    powers.reserve(clearness.size());
    for (std::size_t i = 0; i < clearness.size(); ++i) {
        const auto middle = first + static_cast<std::int64_t>(i) * quarter_seconds + quarter_seconds / 2;
        powers.push_back(light_at(site, middle, clearness[i]).power);
    }
    return powers;
}

} // namespace shanhai::energy
