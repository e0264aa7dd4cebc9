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
void take_away(const Outages& outages, const KnownPlant& plant, Outlook& outlook) {
    if (!outages.any()) return;
    const double capacity = plant.site.panels.capacity_mw;
    outlook.line.resize(outlook.sun.size());
    for (std::size_t i = 0; i < outlook.sun.size(); ++i) {
        if (capacity > 0) outlook.sun[i] *= std::max(1 - outages.panels[i] / capacity, 0.0);
        outlook.line[i] = std::max(plant.plant.grid_limit - outages.line[i], 0.0);
    }
}

void keep_before(const Planned& before, std::size_t from, Planned& planned) {
    const auto keep = [from](const std::vector<double>& old, std::vector<double>& list) {
        list.insert(list.begin(), old.begin(), old.begin() + static_cast<std::ptrdiff_t>(from));
    };
    keep(before.schedule.charge, planned.schedule.charge);
    keep(before.schedule.discharge, planned.schedule.discharge);
    keep(before.schedule.curtailed, planned.schedule.curtailed);
    keep(before.schedule.delivered, planned.schedule.delivered);
    keep(before.schedule.stored, planned.schedule.stored);
    std::copy_n(before.outlook.sun.begin(), from, planned.outlook.sun.begin());
}

// The numbers of a day under a name, or none where it is another count of them.
std::vector<double> numbers_of(const json::object& object, std::string_view name) {
    std::vector<double> numbers;
    const auto* list = object.if_contains(name);
    if (list == nullptr || !list->is_array() || list->as_array().size() != quarters_a_day) return numbers;
    for (const auto& one : list->as_array()) numbers.push_back(one.is_number() ? one.to_number<double>() : 0);
    return numbers;
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

Outlook outlook_of(const KnownPlant& plant, const TariffDay& prices, Date day, std::span<const double> clearness,
                   const Outages& outages) {
    Outlook outlook{quarter_powers(plant.site, midnight_of(day), clearness), {}};
    take_away(outages, plant, outlook);
    outlook.price.reserve(clearness.size());
    for (std::size_t i = 0; i < clearness.size(); ++i) outlook.price.push_back(prices.price[i % quarters_a_day]);
    return outlook;
}

Result<Planned> plan_days(const KnownPlant& plant, const TariffDay& prices, Date day, const PlanAsked& asked) {
    const std::vector<double> clearness(2 * quarters_a_day, asked.clearness);
    Planned planned{day, outlook_of(plant, prices, day, clearness, asked.outages), {}, 0, asked.outages};
    const double held = asked.held < 0 ? plant.plant.battery.reserve : asked.held;
    const auto rest = [&](const std::vector<double>& list) {
        return std::span(list).subspan(list.empty() ? 0 : asked.from);
    };
    planned.schedule =
        TRY(LpPlanner(plant.plant, clearness.size() - asked.from)
                .plan(rest(planned.outlook.sun), rest(planned.outlook.price), held, rest(planned.outlook.line)));
    cut(planned.schedule, quarters_a_day - asked.from);
    planned.outlook.sun.resize(quarters_a_day);
    planned.outlook.price.resize(quarters_a_day);
    if (asked.before != nullptr) keep_before(*asked.before, asked.from, planned);
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
    json::object fields{{"plant", plant.id},
                        {"day", planned.day.iso()},
                        {"tariff", prices.tariff.id},
                        {"delivered", decimal(energy_of(schedule.delivered))},
                        {"evening_peak", decimal(energy_of(schedule.delivered, prices.evening_peak))},
                        {"charged", decimal(energy_of(schedule.charge))},
                        {"discharged", decimal(energy_of(schedule.discharge))},
                        {"curtailed", decimal(energy_of(schedule.curtailed))},
                        {"revenue", fmt::format("{:.2f}", planned.revenue)},
                        {"quarters", quarters_as_json(planned.outlook, schedule)}};
    const auto of_day = [](const std::vector<double>& list) { return rounded(std::span(list).first(quarters_a_day)); };
    if (planned.outages.any())
        fields["outages"] =
            json::object{{"panels", of_day(planned.outages.panels)}, {"line", of_day(planned.outages.line)}};
    return fields;
}

std::optional<Planned> plan_of(const json::object& record, Date day) {
    const auto* quarters = record.if_contains("quarters");
    if (quarters == nullptr || !quarters->is_object()) return std::nullopt;
    const auto& told = quarters->as_object();
    Planned plan{.day = day, .outlook = {numbers_of(told, "sun"), {}}, .schedule = {}};
    auto& schedule = plan.schedule;
    schedule = {numbers_of(told, "charge"), numbers_of(told, "discharge"), numbers_of(told, "curtailed"),
                numbers_of(told, "delivered"), numbers_of(told, "stored")};
    for (const auto* list : {&plan.outlook.sun, &schedule.charge, &schedule.discharge, &schedule.curtailed,
                             &schedule.delivered, &schedule.stored})
        if (list->empty()) return std::nullopt;
    if (const auto* outages = record.if_contains("outages"); outages != nullptr && outages->is_object())
        plan.outages = {numbers_of(outages->as_object(), "panels"), numbers_of(outages->as_object(), "line")};
    return plan;
}

} // namespace shanhai::energy
