#include "modules/energy/records/measured_sky.h"

#include "kernel/readings.h"
#include "kernel/series/step.h"
#include "modules/energy/records/day_plan.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double usual_clearness = 0.8;
constexpr double least_clearness = 0.1;

} // namespace

Result<std::vector<MeasuredDay>> measured_days(kernel::Kernel& kernel, const kernel::Principal& who,
                                               const KnownPlant& plant, Date from, Date until) {
    std::vector<MeasuredDay> days(static_cast<std::size_t>(until - from));
    const auto roll_ups = [&](const char* series) {
        return kernel.readings().roll_ups(who, {series, plant.id, midnight_of(from), midnight_of(until)},
                                          kernel::SeriesStep::day);
    };
    const auto day_of = [&](const kernel::SeriesRollUp& step) -> MeasuredDay& {
        return days[static_cast<std::size_t>(kernel::day_number(step.begin) - from.days())];
    };
    for (const auto& step : TRY(roll_ups("energy.power")).steps) {
        day_of(step).power += step.of.sum;
        day_of(step).readings += static_cast<std::size_t>(step.of.count);
    }
    for (const auto& step : TRY(roll_ups("energy.curtailed")).steps) day_of(step).power += step.of.sum;
    const std::vector<double> clear(quarters_a_day, 1.0);
    for (std::size_t i = 0; i < days.size(); ++i)
        days[i].possible =
            energy_of(quarter_powers(plant.site, midnight_of(from + static_cast<std::int32_t>(i)), clear));
    return days;
}

std::optional<double> clearness_of(std::span<const MeasuredDay> days) {
    MeasuredDay all;
    for (const auto& day : days) {
        all.power += day.power;
        all.readings += day.readings;
        all.possible += day.possible;
    }
    // A polar night says nothing about the sky.
    if (all.readings < quarters_a_day || all.possible <= 0) return std::nullopt;
    // As many days as there are readings of.
    const double share = static_cast<double>(all.readings) / static_cast<double>(days.size() * quarters_a_day);
    const double energy = static_cast<double>(all.power) / 1000 * quarter_hours;
    return std::clamp(energy / (all.possible * share), least_clearness, 1.0);
}

Result<double> recent_clearness(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                Date day) {
    return clearness_of(TRY(measured_days(kernel, who, plant, day + -days_looked_back, day))).value_or(usual_clearness);
}

} // namespace shanhai::energy
