#include "modules/energy/sun/panels.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double heat_loss = 25, heat_loss_by_wind = 6.84; // W/(m² K), W/(m² K)/(m/s)
constexpr double full_light = 1000, nominal_celsius = 25;

} // namespace

double cell_temperature(double on_plane, double air_celsius, double wind) {
    return air_celsius + on_plane / (heat_loss + heat_loss_by_wind * wind);
}

double panel_power(const Panels& panels, double on_plane, double cell_celsius) {
    if (on_plane <= 0) return 0;
    const double direct = panels.capacity_mw * on_plane / full_light * (1 - panels.soiling) * (1 - panels.losses) *
                          (1 + panels.per_kelvin * (cell_celsius - nominal_celsius));
    return std::clamp(direct * panels.inverter_efficiency, 0.0, panels.inverters_mw);
}

} // namespace shanhai::energy
