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

constexpr double sea_level_hpa = 1013.25;
constexpr double least_water = 0.2;   // cm: from where on Solis was fitted
constexpr double thin_aerosol = 0.05; // below it Solis has its diffuse light by other coefficients

// The names are those of the paper: optical depths τ of the beam, of all light and of the diffuse light, and their exponents b, g, d.
class Solis {
public:
    explicit Solis(const Haze& haze)
        : aerosol_(haze.aerosol), water_(std::max(haze.water, least_water)), log_water_(std::log(water_)),
          log_pressure_(std::log(haze.pressure_hpa / sea_level_hpa)) {}

    double enhanced() const {
        const double none = 1.08 * std::pow(water_, 0.0051), once = 0.97 * std::pow(water_, 0.032);
        const double twice = 0.12 * std::pow(water_, 0.56);
        return none + aerosol_ * (once + aerosol_ * twice) + 0.071 * log_pressure_;
    }
    double beam(double height) const {
        const double tau = (1.82 + log_water_ * (0.056 + 0.0071 * log_water_)) * aerosol_ + 0.33 +
                           log_water_ * (0.045 + 0.0096 * log_water_) + (0.0089 * water_ + 0.13) * log_pressure_;
        const double b = (0.00925 * aerosol_ * aerosol_ + 0.0148 * aerosol_ - 0.0172) * log_water_ -
                         0.7565 * aerosol_ * aerosol_ + 0.5057 * aerosol_ + 0.4557;
        return std::exp(-tau / std::pow(height, b));
    }
    double global(double height) const {
        const double tau = (1.24 + log_water_ * (0.047 + 0.0061 * log_water_)) * aerosol_ + 0.27 +
                           log_water_ * (0.043 + 0.0090 * log_water_) + (0.0079 * water_ + 0.1) * log_pressure_;
        const double g = -0.0147 * log_water_ - 0.3079 * aerosol_ * aerosol_ + 0.2846 * aerosol_ + 0.3798;
        return std::exp(-tau / std::pow(height, g)) * height;
    }
    double diffuse(double height) const {
        const double d = -0.337 * aerosol_ * aerosol_ + 0.63 * aerosol_ + 0.116 + log_pressure_ / (18 + 152 * aerosol_);
        return std::exp(-diffuse_depth() / std::pow(height, d));
    }

private:
    double diffuse_depth() const {
        const double a = aerosol_, w = water_;
        if (a < thin_aerosol)
            return 0.0042 * w + 3.12 +
                   a * (0.092 * w - 8.86 + a * (-0.23 * w + 74.8 + a * (-3.11 * w + 79.4 + a * (86 * w - 13'800)))) -
                   0.83 * std::pow(1 + a, -17.2) * log_pressure_;
        return 0.0057 * w + 2.94 +
               a * (0.0554 * w - 5.71 + a * (-0.134 * w + 15.5 + a * (0.27 * w - 20.7 + a * (-0.21 * w + 11.6)))) -
               0.71 * std::pow(1 + a, -15.0) * log_pressure_;
    }

    double aerosol_, water_, log_water_, log_pressure_;
};

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

Irradiance solis(double apparent_zenith, const Haze& haze, double extraterrestrial) {
    const double height = cos_deg(apparent_zenith);
    if (height <= 0) return {};
    const Solis sky(haze);
    const double above = extraterrestrial * sky.enhanced();
    return {above * sky.global(height), above * sky.beam(height), above * sky.diffuse(height)};
}

double usual_water(double altitude_m) {
    constexpr double at_sea = 2, tenth_at_m = 6300;
    return at_sea * std::pow(10, -altitude_m / tenth_at_m);
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
