#include "modules/energy/records/known_outages.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/record_number.h"

#include <charconv>
#include <cstdint>
#include <limits>

namespace shanhai::energy {

namespace {

using kernel::text_of;

// "08:30" of a day; without a time its midnight, or the one behind it.
std::int64_t second_of(const std::string& day, const std::string& time, bool is_end) {
    const auto midnight = midnight_of(*Date::parse(day));
    if (time.empty()) return midnight + (is_end ? static_cast<std::int64_t>(quarters_a_day) * quarter_seconds : 0);
    std::int64_t hours = 0, minutes = 0;
    std::from_chars(time.data(), time.data() + 2, hours);
    std::from_chars(time.data() + 3, time.data() + 5, minutes);
    return midnight + 3600 * hours + 60 * minutes;
}

} // namespace

Result<Outages> outages_of(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant, Date day,
                           std::size_t quarters) {
    Outages outages;
    const auto midnight = midnight_of(day);
    kernel::ListQuery query;
    query.filters = {{"plant", "eq", plant.id},
                     {"from_day", "lte", (day + static_cast<int>(quarters / quarters_a_day)).iso()}};
    TRY_DO(kernel::for_each_record(kernel, who, "power_outage", query, [&](const json::object& record) -> Done {
        const auto from = second_of(text_of(record, "from_day"), text_of(record, "from_time"), false);
        const auto last = text_of(record, "until_day");
        const auto until = last.empty() ? std::numeric_limits<std::int64_t>::max()
                                        : second_of(last, text_of(record, "until_time"), true);
        const auto power = number_of(record, "power").value_or(0);
        const bool of_line = text_of(record, "kind") == "grid";
        for (std::size_t i = 0; i < quarters; ++i) {
            const auto begin = midnight + static_cast<std::int64_t>(i) * quarter_seconds;
            if (from >= begin + quarter_seconds || until <= begin) continue;
            if (!outages.any()) {
                outages.panels.assign(quarters, 0);
                outages.line.assign(quarters, 0);
            }
            (of_line ? outages.line : outages.panels)[i] += power;
        }
        return {};
    }));
    return outages;
}

} // namespace shanhai::energy
