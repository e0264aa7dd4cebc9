#pragma once

#include <cstddef>
#include <span>
#include <vector>

// A plant with storage over a run of quarter-hours: what is known of it, and what it does. Powers are means of the quarter-hour in
// MW, energies in MWh, prices in yuan a MWh.
namespace shanhai::energy {

struct Battery {
    double power = 0, capacity = 0;
    double charge_efficiency = 1, discharge_efficiency = 1; // shares
    double cycle_cost = 0;                                  // wear, yuan a MWh discharged
    double reserve = 0;                                     // what it must hold at any time
};

struct Plant {
    Battery battery;
    double grid_limit = 0; // what the line may carry
};

// The storage is charged from the sun alone. As long as `price`.
struct Outlook {
    std::vector<double> sun; // behind the inverters
    std::vector<double> price;
    std::vector<double> line =
        {}; // what the line may carry, where outages take some of it; empty: always the plant's limit
};

double line_at(const Plant& plant, const Outlook& outlook, std::size_t quarter);

struct Schedule {
    std::vector<double> charge, discharge, curtailed, delivered;
    std::vector<double> stored; // at the end of the quarter-hour

    std::size_t size() const { return delivered.size(); }
    void reserve(std::size_t quarters);
    void append(double charged, double discharged, double cut, double sent, double held);
};

// What is earned less the wear of the storage, in yuan.
double revenue_of(const Plant& plant, std::span<const double> price, const Schedule& schedule);

// MWh of a list of powers, all of them or those of which `mask` (of one day, repeated) says so.
double energy_of(std::span<const double> powers);
double energy_of(std::span<const double> powers, const std::vector<bool>& mask);

// Brings what is stored towards `target` as far as the sun that really shines, the storage and the line allow, and lets no light go
// while there is room. Following what is to be stored, not the planned powers, makes up for clouds as soon as they have passed.
// `held`: what is stored before; afterwards, what is then. Appends to `done`.
void carry_out(const Plant& plant, double target, double sun, double& held, Schedule& done);

} // namespace shanhai::energy
