#include "modules/energy/plan/schedule.h"

#include "modules/energy/sun/solar_yield.h"

#include <algorithm>

namespace shanhai::energy {

double line_at(const Plant& plant, const Outlook& outlook, std::size_t quarter) {
    return outlook.line.empty() ? plant.grid_limit : outlook.line[quarter];
}

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

void carry_out(const Plant& plant, double target, double sun, double& held, Schedule& done) {
    const auto& battery = plant.battery;
    const double room = std::max(battery.capacity - held, 0.0) / battery.charge_efficiency / quarter_hours;
    const double wanted = std::clamp(target, battery.reserve, battery.capacity) - held;
    const double fits = std::max(std::min({battery.power, sun, room}), 0.0);
    double in = std::clamp(wanted / battery.charge_efficiency / quarter_hours, 0.0, fits);
    double out = std::clamp(-wanted * battery.discharge_efficiency / quarter_hours, 0.0, battery.power);
    out = std::min(out, std::max(plant.grid_limit - (sun - in), 0.0));
    const double too_much = sun - in + out - plant.grid_limit;
    if (too_much > 0) in += std::min(too_much, fits - in);
    const double cut = std::max(sun - in + out - plant.grid_limit, 0.0);
    held += (in * battery.charge_efficiency - out / battery.discharge_efficiency) * quarter_hours;
    done.append(in, out, cut, sun - in + out - cut, held);
}

} // namespace shanhai::energy
