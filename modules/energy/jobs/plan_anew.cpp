#include "modules/energy/jobs/plan_anew.h"

#include "kernel/module/shown_record.h"
#include "kernel/readings.h"
#include "modules/energy/jobs/drafts.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/record_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace shanhai::energy {

namespace {

using kernel::Principal;

constexpr std::int64_t micros = 1'000'000;
constexpr double little = 0.001; // MW: records keep no more digits

// How far the day is gone: the first quarter-hour that has not begun. 96 when none is left.
std::size_t next_quarter(Date day, std::int64_t now) {
    const auto midnight = midnight_of(day);
    if (now < midnight) return 0;
    return std::min(static_cast<std::size_t>((now - midnight) / quarter_seconds) + 1, quarters_a_day);
}

bool are_other(const std::vector<double>& known, const std::vector<double>& planned_with, std::size_t from) {
    for (auto i = from; i < quarters_a_day; ++i)
        if (std::abs((known.empty() ? 0 : known[i]) - (planned_with.empty() ? 0 : planned_with[i])) > little)
            return true;
    return false;
}

// What will be stored when `from` begins: as planned, and as far off as the storage was when its meter told last.
Result<double> held_at(kernel::Kernel& kernel, const KnownPlant& plant, const Planned& plan, std::size_t from,
                       std::int64_t now) {
    const auto& battery = plant.plant.battery;
    if (from == 0) return battery.reserve;
    const auto midnight = midnight_of(plan.day);
    const auto told =
        TRY(kernel.readings().readings(Principal::system(), {"energy.stored", plant.id, midnight, now + 1}));
    double off = 0;
    for (const auto& reading : told.readings) {
        const bool counts = reading.quality == kernel::Quality::good || reading.quality == kernel::Quality::corrected;
        if (!counts || reading.at % quarter_seconds != 0) continue;
        const auto quarter = static_cast<std::size_t>((reading.at - midnight) / quarter_seconds);
        off = static_cast<double>(reading.value) / 1000 - plan.schedule.stored[quarter];
    }
    return std::clamp(plan.schedule.stored[from - 1] + off, battery.reserve, battery.capacity);
}

class Look {
public:
    explicit Look(const kernel::JobCall& call) : call_(call), now_(call.clock().micros / micros), drafts_(call) {}

    Result<kernel::JobOutcome> run() {
        const auto today = call_.clock().day_in_shanghai();
        for (const auto day : {today, today + 1})
            for (const auto& plant : TRY(running_plants(call_.kernel, Principal::system(), day)))
                if (plant.has_storage()) look_at(plant, day);
        const auto made = drafts_.made();
        return std::move(drafts_).outcome({fmt::format("因停运限电重排了 {} 份日前计划。", made),
                                           fmt::format("{} day-ahead plans were made anew for outages.", made)});
    }

private:
    void look_at(const KnownPlant& plant, Date day) {
        auto draft = draft_of(plant, day);
        const auto name = plant.name + " " + day.iso();
        if (!draft)
            drafts_.write(name, std::unexpected(draft.error()));
        else if (*draft)
            drafts_.write(name, **std::move(draft));
    }

    Result<std::optional<json::object>> plan_record(const KnownPlant& plant, Date day) {
        kernel::ListQuery query;
        query.filters = {{"plant", "eq", plant.id}, {"day", "eq", day.iso()}};
        const auto found = TRY(call_.kernel.list(Principal::system(), "day_plan", query));
        if (found.items.empty()) return std::optional<json::object>();
        // Lists leave the quarter-hours out.
        const auto id = "#" + kernel::text_of(found.items.front().as_object(), "id");
        return std::optional(TRY(call_.kernel.get(Principal::system(), "day_plan", id)));
    }

    // Nothing when there is no plan, or when it reckons with what is known.
    Result<std::optional<kernel::Command>> draft_of(const KnownPlant& plant, Date day) {
        const auto from = next_quarter(day, now_);
        const auto record = TRY(plan_record(plant, day));
        const auto before = record ? plan_of(*record, day) : std::nullopt;
        if (!before || from == quarters_a_day) return std::optional<kernel::Command>();
        auto outages = TRY(outages_of(call_.kernel, Principal::system(), plant, day, 2 * quarters_a_day));
        if (!are_other(outages.panels, before->outages.panels, from) &&
            !are_other(outages.line, before->outages.line, from))
            return std::optional<kernel::Command>();
        const auto prices = TRY(prices_on(call_.kernel, Principal::system(), plant, day));
        const PlanAsked asked{.clearness = number_of(*record, "clearness").value_or(1),
                              .held = TRY(held_at(call_.kernel, plant, *before, from, now_)),
                              .outages = std::move(outages),
                              .from = from,
                              .before = &*before};
        const auto planned = TRY(plan_days(plant, prices, day, asked));
        kernel::Command command;
        command.action = kernel::Action::amend;
        command.type = "day_plan";
        command.record = "#" + kernel::text_of(*record, "id");
        command.reason = "outages entered or ended since";
        command.fields = plan_fields(plant, prices, planned);
        if (!planned.outages.any()) command.fields["outages"] = nullptr;
        command.fields["anew_from"] = time_of_quarter(from);
        return std::optional(std::move(command));
    }

    const kernel::JobCall& call_;
    const std::int64_t now_; // seconds since 1970
    Drafts drafts_;
};

} // namespace

Result<kernel::JobOutcome> plan_anew(const kernel::JobCall& call) { return Look(call).run(); }

} // namespace shanhai::energy
