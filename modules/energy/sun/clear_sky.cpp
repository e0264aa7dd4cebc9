#include "modules/energy/sun/clear_sky.h"

#include "modules/energy/sun/angles.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double solar_constant = 1366.1;
constexpr double least_cos_zenith = 0.065; // the clearness of a sky near the horizon says nothing
constexpr double lowest_sun = 87;          // zenith from which on Erbs' beam means nothing

double diffuse_share(double clearness) {
    if (clearness <= 0.22) return 1 - 0.09 * clearness;
    if (clearness > 0.8) return 0.165;
    const double k = clearness;
    return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}

} // namespace

double extraterrestrial(int day) {
    const double angle = 2 * std::numbers::pi * (day - 1) / 365;
    return solar_constant * (1.00011 + 0.034221 * std::cos(angle) + 0.00128 * std::sin(angle) +
                             0.000719 * std::cos(2 * angle) + 7.7e-5 * std::sin(2 * angle));
}

double air_mass(double apparent_zenith) {
    if (apparent_zenith >= 90) return 0;
    return 1 / (cos_deg(apparent_zenith) + 0.50572 * std::pow(96.07995 - apparent_zenith, -1.6364));
}

double haurwitz(double apparent_zenith) {
    const double cos_zenith = cos_deg(apparent_zenith);
    return cos_zenith <= 0 ? 0 : 1098 * cos_zenith * std::exp(-0.059 / cos_zenith);
}

Irradiance ineichen(double apparent_zenith, const Air& air, double extraterrestrial) {
    const double cos_zenith = std::max(cos_deg(apparent_zenith), 0.0);
    if (cos_zenith <= 0 || air.absolute_mass <= 0) return {};
    const double high = std::exp(-air.altitude_m / 8000), higher = std::exp(-air.altitude_m / 1250);
    const double scale = 5.09e-5 * air.altitude_m + 0.868, thinning = 3.92e-5 * air.altitude_m + 0.0387;
    const double mass = air.absolute_mass, linke = air.linke;
    const double global =
        scale * extraterrestrial * cos_zenith * std::exp(-thinning * mass * (high + higher * (linke - 1)));
    const double straight = (0.664 + 0.163 / high) * extraterrestrial * std::exp(-0.09 * mass * (linke - 1));
    // No more beam than the global irradiance leaves when the least possible diffuse part is taken off.
    const double left =
        global * std::max((1 - (0.1 - 0.2 * std::exp(-linke)) / (0.1 + 0.882 / high)) / cos_zenith, 0.0);
    const double beam = std::min(straight, left);
    return {global, beam, global - beam * cos_zenith};
}

Irradiance erbs(double global, double zenith, double extraterrestrial) {
    if (global <= 0) return {};
    const double cos_zenith = cos_deg(zenith);
    const double clearness = std::clamp(global / (extraterrestrial * std::max(cos_zenith, least_cos_zenith)), 0.0, 1.0);
    const double diffuse = diffuse_share(clearness) * global;
    if (zenith > lowest_sun) return {global, 0, global};
    return {global, (global - diffuse) / cos_zenith, diffuse};
}

} // namespace shanhai::energy
