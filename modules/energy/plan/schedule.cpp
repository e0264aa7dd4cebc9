#include "modules/energy/plan/schedule.h"

#include "modules/energy/sun/solar_yield.h"

#include <algorithm>

namespace shanhai::energy {

void Schedule::reserve(std::size_t quarters) {
    for (auto* list : {&charge, &discharge, &curtailed, &delivered, &stored}) list->reserve(quarters);
}

void Schedule::append(double charged, double discharged, double cut, double sent, double held) {
    charge.push_back(charged);
    discharge.push_back(discharged);
    curtailed.push_back(cut);
    delivered.push_back(sent);
    stored.push_back(held);
}

double revenue_of(const Plant& plant, std::span<const double> price, const Schedule& schedule) {
    double sum = 0;
    for (std::size_t i = 0; i < schedule.size(); ++i)
        sum += (price[i] * schedule.delivered[i] - plant.battery.cycle_cost * schedule.discharge[i]) * quarter_hours;
    return sum;
}

double energy_of(std::span<const double> powers) {
    double sum = 0;
    for (const double power : powers) sum += power * quarter_hours;
    return sum;
}

double energy_of(std::span<const double> powers, const std::vector<bool>& mask) {
    double sum = 0;
    for (std::size_t i = 0; i < powers.size(); ++i)
        if (mask[i % mask.size()]) sum += powers[i] * quarter_hours;
    return sum;
}

void carry_out(const Plant& plant, double charge, double discharge, double sun, double& held, Schedule& done) {
    const auto& battery = plant.battery;
    const double room = std::max(battery.capacity - held, 0.0) / battery.charge_efficiency / quarter_hours;
    const double at_hand = std::max(held - battery.reserve, 0.0) * battery.discharge_efficiency / quarter_hours;
    double in = std::clamp(charge, 0.0, std::min({battery.power, sun, room}));
    double out = std::clamp(discharge, 0.0, std::min(battery.power, at_hand));
    out = std::min(out, std::max(plant.grid_limit - (sun - in), 0.0));
    const double too_much = sun - in + out - plant.grid_limit;
    if (too_much > 0) in += std::min(too_much, std::max(std::min({battery.power, sun, room}) - in, 0.0));
    const double cut = std::max(sun - in + out - plant.grid_limit, 0.0);
    held += (in * battery.charge_efficiency - out / battery.discharge_efficiency) * quarter_hours;
    done.append(in, out, cut, sun - in + out - cut, held);
}

} // namespace shanhai::energy
