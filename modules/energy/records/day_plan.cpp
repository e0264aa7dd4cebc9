#include "modules/energy/records/day_plan.h"

#include "kernel/series/step.h"
#include "modules/energy/plan/lp_planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shanhai::energy {

namespace {

void cut(Schedule& schedule, std::size_t quarters) {
    for (auto* list :
         {&schedule.charge, &schedule.discharge, &schedule.curtailed, &schedule.delivered, &schedule.stored})
        list->resize(quarters);
}

// What does not run yields nothing, the rest its share.
std::vector<double> without(std::vector<double> sun, const Outages& outages, double capacity) {
    for (std::size_t i = 0; i < outages.panels.size() && capacity > 0; ++i)
        sun[i] *= std::max(1 - outages.panels[i] / capacity, 0.0);
    return sun;
}

std::vector<double> line_of(const Plant& plant, const Outages& outages) {
    std::vector<double> line;
    for (const double lost : outages.line) line.push_back(std::max(plant.grid_limit - lost, 0.0));
    return line;
}

} // namespace

std::string decimal(double value) { return fmt::format("{:.3f}", std::max(value, 0.0)); }

double rounded(double value) { return std::round(value * 1000) / 1000; }

json::array rounded(std::span<const double> values) {
    json::array array;
    array.reserve(values.size());
    for (const double value : values) array.push_back(rounded(value));
    return array;
}

std::int64_t midnight_of(Date day) { return kernel::begin_of_day(day.days()); }

Outlook outlook_of(const KnownPlant& plant, const TariffDay& prices, Date day, std::span<const double> clearness) {
    Outlook outlook{quarter_powers(plant.site, midnight_of(day), clearness), {}};
    outlook.price.reserve(clearness.size());
    for (std::size_t i = 0; i < clearness.size(); ++i) outlook.price.push_back(prices.price[i % quarters_a_day]);
    return outlook;
}

Result<Planned> plan_days(const KnownPlant& plant, const TariffDay& prices, Date day, const PlanAsked& asked) {
    const std::vector<double> clearness(2 * quarters_a_day, asked.clearness);
    Planned planned{day, outlook_of(plant, prices, day, clearness), {}, 0};
    const double held = asked.held < 0 ? plant.plant.battery.reserve : asked.held;
    planned.outlook.sun = without(std::move(planned.outlook.sun), asked.outages, plant.site.panels.capacity_mw);
    planned.schedule =
        TRY(LpPlanner(plant.plant, clearness.size())
                .plan(planned.outlook.sun, planned.outlook.price, held, line_of(plant.plant, asked.outages)));
    cut(planned.schedule, quarters_a_day);
    planned.outlook.sun.resize(quarters_a_day);
    planned.outlook.price.resize(quarters_a_day);
    planned.revenue = revenue_of(plant.plant, planned.outlook.price, planned.schedule);
    return planned;
}

json::object quarters_as_json(const Outlook& outlook, const Schedule& schedule) {
    return {{"sun", rounded(outlook.sun)},
            {"charge", rounded(schedule.charge)},
            {"discharge", rounded(schedule.discharge)},
            {"stored", rounded(schedule.stored)},
            {"delivered", rounded(schedule.delivered)},
            {"curtailed", rounded(schedule.curtailed)}};
}

json::object plan_fields(const KnownPlant& plant, const TariffDay& prices, const Planned& planned) {
    const auto& schedule = planned.schedule;
    return {{"plant", plant.id},
            {"day", planned.day.iso()},
            {"tariff", prices.tariff.id},
            {"delivered", decimal(energy_of(schedule.delivered))},
            {"evening_peak", decimal(energy_of(schedule.delivered, prices.evening_peak))},
            {"charged", decimal(energy_of(schedule.charge))},
            {"discharged", decimal(energy_of(schedule.discharge))},
            {"curtailed", decimal(energy_of(schedule.curtailed))},
            {"revenue", fmt::format("{:.2f}", planned.revenue)},
            {"quarters", quarters_as_json(planned.outlook, schedule)}};
}

} // namespace shanhai::energy
