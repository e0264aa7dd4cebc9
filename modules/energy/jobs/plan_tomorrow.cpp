#include "modules/energy/jobs/plan_tomorrow.h"

#include "modules/energy/jobs/drafts.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/sky_forecast.h"

#include <fmt/format.h>

namespace shanhai::energy {

namespace {

using kernel::Principal;

Result<kernel::Command> draft_of(kernel::Kernel& kernel, const KnownPlant& plant, Date day) {
    const auto prices = TRY(prices_on(kernel, Principal::system(), plant, day));
    const auto sky = TRY(expected_sky(kernel, Principal::system(), plant, day));
    const auto outages = TRY(outages_of(kernel, Principal::system(), plant, day, 2 * quarters_a_day));
    const auto planned = TRY(plan_days(plant, prices, day, {.clearness = sky.clearness, .outages = outages}));
    kernel::Command command;
    command.type = "day_plan";
    command.fields = plan_fields(plant, prices, planned);
    command.fields["clearness"] = decimal(sky.clearness);
    command.fields["clearness_by"] = sky.forecast ? "forecast" : "last_days";
    if (sky.forecast && sky.error) command.fields["forecast_error"] = decimal(*sky.error);
    return command;
}

} // namespace

Result<kernel::JobOutcome> plan_tomorrow(const kernel::JobCall& call) {
    const auto day = call.due.day_in_shanghai() + 1;
    Drafts drafts(call);
    for (const auto& plant : TRY(running_plants(call.kernel, Principal::system(), day))) {
        kernel::ListQuery query;
        query.filters = {{"plant", "eq", plant.id}, {"day", "eq", day.iso()}};
        if (!plant.has_storage() || !TRY(call.kernel.list(Principal::system(), "day_plan", query)).items.empty())
            continue;
        drafts.write(plant.name, draft_of(call.kernel, plant, day));
    }
    const auto made = drafts.made();
    return std::move(drafts).outcome({fmt::format("{}：做了 {} 座电站的日前计划。", day.iso(), made),
                                      fmt::format("{}: {} plants have their day-ahead plan.", day.iso(), made)});
}

} // namespace shanhai::energy
