#pragma once

// From light to power.
namespace shanhai::energy {

struct Panels {
    double capacity_mw = 0;               // of the panels at 1,000 W/m² and 25 °C
    double inverters_mw = 0;              // more is cut off
    double soiling = 0.03, losses = 0.08; // shares
    double per_kelvin = -0.0035;          // of crystalline silicon
    double inverter_efficiency = 0.98;
};

// Of the cells in °C: Faiman (2008) for open racks. `wind`: m/s at the panels.
double cell_temperature(double on_plane, double air_celsius, double wind);

// Behind the inverters, in MW. `on_plane`: W/m².
double panel_power(const Panels& panels, double on_plane, double cell_celsius);

} // namespace shanhai::energy
