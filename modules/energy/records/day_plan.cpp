#include "modules/energy/records/day_plan.h"

#include "kernel/readings.h"
#include "kernel/series/step.h"
#include "modules/energy/plan/lp_planner.h"

#include <algorithm>
#include <cmath>

namespace shanhai::energy {

namespace {

constexpr int days_to_look_back = 3;
constexpr double usual_clearness = 0.8;
constexpr double least_clearness = 0.1;

// MWh of the readings that count, and how many they are.
Result<std::pair<double, std::size_t>> metered(kernel::Kernel& kernel, const kernel::Principal& who, const char* series,
                                               const KnownPlant& plant, Date from, Date until) {
    const auto shown = TRY(kernel.readings().roll_ups(who, {series, plant.id, midnight_of(from), midnight_of(until)},
                                                      kernel::SeriesStep::day));
    kernel::RollUp all;
    for (const auto& step : shown.steps) all.add(step.of);
    return std::pair{static_cast<double>(all.sum) / 1000 * quarter_hours, static_cast<std::size_t>(all.count)};
}

void cut(Schedule& schedule, std::size_t quarters) {
    for (auto* list :
         {&schedule.charge, &schedule.discharge, &schedule.curtailed, &schedule.delivered, &schedule.stored})
        list->resize(quarters);
}

} // namespace

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
    planned.schedule =
        TRY(LpPlanner(plant.plant, clearness.size()).plan(planned.outlook.sun, planned.outlook.price, held));
    cut(planned.schedule, quarters_a_day);
    planned.outlook.sun.resize(quarters_a_day);
    planned.outlook.price.resize(quarters_a_day);
    planned.revenue = revenue_of(plant.plant, planned.outlook.price, planned.schedule);
    return planned;
}

Result<std::optional<double>> measured_clearness(kernel::Kernel& kernel, const kernel::Principal& who,
                                                 const KnownPlant& plant, Date from, Date until) {
    const auto [made, readings] = TRY(metered(kernel, who, "energy.power", plant, from, until));
    if (readings < quarters_a_day) return std::nullopt;
    const auto [lost, ignored] = TRY(metered(kernel, who, "energy.curtailed", plant, from, until));
    const std::vector<double> clear(static_cast<std::size_t>(until - from) * quarters_a_day, 1.0);
    const double possible = energy_of(quarter_powers(plant.site, midnight_of(from), clear));
    if (possible <= 0) return std::nullopt; // a polar night says nothing about the sky
    // As many days as there are readings of.
    const double share = static_cast<double>(readings) / static_cast<double>(clear.size());
    return std::clamp((made + lost) / (possible * share), least_clearness, 1.0);
}

Result<double> recent_clearness(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                Date day) {
    return TRY(measured_clearness(kernel, who, plant, day + -days_to_look_back, day)).value_or(usual_clearness);
}

json::object quarters_as_json(const Planned& planned) {
    const auto& schedule = planned.schedule;
    return {{"sun", rounded(planned.outlook.sun)},      {"charge", rounded(schedule.charge)},
            {"discharge", rounded(schedule.discharge)}, {"stored", rounded(schedule.stored)},
            {"delivered", rounded(schedule.delivered)}, {"curtailed", rounded(schedule.curtailed)}};
}

} // namespace shanhai::energy
