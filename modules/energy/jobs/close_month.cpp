#include "modules/energy/jobs/close_month.h"

#include "kernel/module/shown_record.h"
#include "kernel/readings.h"
#include "kernel/series/step.h"
#include "modules/energy/jobs/drafts.h"
#include "modules/energy/plan/month_numbers.h"
#include "modules/energy/records/day_plan.h"

#include <fmt/format.h>

namespace shanhai::energy {

namespace {

using kernel::Principal;

Result<std::vector<QuarterReading>> quarters_of(kernel::Kernel& kernel, const std::string& quantity,
                                                const std::string& plant, const Period& month) {
    const auto shown = TRY(kernel.readings().readings(
        Principal::system(), {"energy." + quantity, plant, midnight_of(*month.from), midnight_of(*month.until)}));
    std::vector<QuarterReading> quarters;
    for (const auto& reading : shown.readings) {
        const bool counts = reading.quality == kernel::Quality::good || reading.quality == kernel::Quality::corrected;
        if (counts && reading.at % quarter_seconds == 0) quarters.push_back({reading.at, reading.value});
    }
    return quarters;
}

Result<QuarterReadings> readings_of(kernel::Kernel& kernel, const std::string& plant, const Period& month) {
    return QuarterReadings{.power = TRY(quarters_of(kernel, "power", plant, month)),
                           .delivered = TRY(quarters_of(kernel, "delivered", plant, month)),
                           .battery = TRY(quarters_of(kernel, "battery", plant, month)),
                           .curtailed = TRY(quarters_of(kernel, "curtailed", plant, month))};
}

// The factor that is valid on the day; of several the one that began last.
Result<std::string> factor_on(kernel::Kernel& kernel, Date day) {
    kernel::ListQuery query;
    query.filters = {{"valid_from", "lte", day.iso()}};
    query.order = {"-valid_from"};
    for (const auto& item : TRY(kernel.list(Principal::system(), "emission_factor", query)).items) {
        const auto until = kernel::text_of(item.as_object(), "valid_until");
        if (until.empty() || until >= day.iso()) return "#" + kernel::text_of(item.as_object(), "id");
    }
    return refuse("energy.no_factor", {}, {{"day", day.iso()}});
}

std::string megawatt_hours(std::int64_t kwh) { return fmt::format("{}.{:03}", kwh / 1000, kwh % 1000); }

Result<kernel::Command> draft_of(kernel::Kernel& kernel, const KnownPlant& plant, const Period& month,
                                 const QuarterReadings& readings) {
    const auto prices = TRY(prices_on(kernel, Principal::system(), plant, *month.from));
    const auto is_peak = [&](std::int64_t at) {
        const auto midnight = kernel::begin_of(kernel::SeriesStep::day, at);
        return prices.evening_peak[static_cast<std::size_t>((at - midnight) / quarter_seconds)];
    };
    const auto numbers = month_numbers(readings, is_peak, (*month.until - *month.from) * quarters_a_day);
    kernel::Command command;
    command.type = "energy_month";
    command.fields = {{"plant", plant.id},
                      {"month", month.from->iso()},
                      {"factor", TRY(factor_on(kernel, *month.from))},
                      {"source", "meters"},
                      {"generated", megawatt_hours(numbers.generated)},
                      {"delivered", megawatt_hours(numbers.delivered)},
                      {"evening_peak", megawatt_hours(numbers.evening_peak)},
                      {"charged", megawatt_hours(numbers.charged)},
                      {"discharged", megawatt_hours(numbers.discharged)},
                      {"curtailed", megawatt_hours(numbers.curtailed)},
                      {"missing", numbers.missing}};
    return command;
}

} // namespace

Result<kernel::JobOutcome> close_month(const kernel::JobCall& call) {
    const auto today = call.due.day_in_shanghai();
    const auto month = step_around(*step_around(today, Step::month).from + -1, Step::month);
    Drafts drafts(call);
    for (const auto& plant : TRY(running_plants(call.kernel, Principal::system(), *month.from))) {
        kernel::ListQuery query;
        query.filters = {{"plant", "eq", plant.id}, {"month", "eq", month.from->iso()}};
        if (!TRY(call.kernel.list(Principal::system(), "energy_month", query)).items.empty()) continue;
        const auto readings = TRY(readings_of(call.kernel, plant.id, month));
        if (readings.delivered.empty()) continue;
        drafts.write(plant.name, draft_of(call.kernel, plant, month, readings));
    }
    const auto label = step_label(*month.from, Step::month);
    const auto made = drafts.made();
    return std::move(drafts).outcome(
        {fmt::format("{}：按电表拟了 {} 座电站的月度电量，待人确认。", label, made),
         fmt::format("{}: the months of {} plants were drafted from their meters; people settle them.", label, made)});
}

} // namespace shanhai::energy
