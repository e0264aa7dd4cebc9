#include "modules/energy/jobs/counted_quarters.h"

#include "kernel/readings.h"
#include "kernel/series/step.h"
#include "modules/energy/sun/solar_yield.h"

#include <algorithm>
#include <map>

namespace shanhai::energy {

namespace {

using kernel::Principal;
using kernel::Quality;

constexpr std::int64_t longest_look_back = 40 * kernel::day_seconds;

// Of all meters of a place: what each quarter-hour has so far, and of how many meters.
struct Sum {
    std::int64_t kw = 0;
    std::size_t meters = 0;
    Quality quality = Quality::good;
};
using Quarters = std::map<std::int64_t, Sum>;

Quality worse(Quality a, Quality b) {
    if (a == Quality::missing || b == Quality::missing) return Quality::missing;
    return a == Quality::suspect ? a : b;
}

Done add(kernel::Kernel& kernel, const Meter& meter, std::int64_t from, std::int64_t now, Quarters& quarters) {
    const auto told =
        TRY(kernel.readings().readings(Principal::system(), {"energy.counted", meter.id, from, now + 1})).readings;
    std::vector<Count> counts;
    for (const auto& one : told)
        if (one.quality == Quality::good || one.quality == Quality::corrected) counts.push_back({one.at, one.value});
    for (const auto& power : powers_between(counts, *meter.counts)) {
        auto& sum = quarters[power.at];
        sum.kw += meter.factor < 0 ? -power.value : power.value;
        sum.quality = worse(power.quality, sum.quality);
        ++sum.meters;
    }
    return {};
}

// From where on something may be new: the day before the last reading, as meters tell at different times.
Result<std::int64_t> begin_of(kernel::Kernel& kernel, const std::string& series, const std::string& plant,
                              std::int64_t now) {
    const auto earliest = now - longest_look_back;
    const auto known = TRY(kernel.readings().readings(Principal::system(), {series, plant, earliest, now + 1}));
    return known.readings.empty() ? earliest : std::max(earliest, known.readings.back().at - kernel::day_seconds);
}

} // namespace

Result<std::size_t> derive_counted(kernel::Kernel& kernel, const std::vector<Meter>& meters, std::int64_t now) {
    std::map<std::pair<std::string, std::string>, std::vector<const Meter*>> places;
    for (const auto& meter : meters)
        if (meter.counts) places[meter.place()].push_back(&meter);
    std::size_t added = 0;
    for (const auto& [place, of_place] : places) {
        const auto& [quantity, plant] = place;
        const auto series = "energy." + quantity;
        const auto from = TRY(begin_of(kernel, series, plant, now));
        Quarters quarters;
        for (const auto* meter : of_place) TRY_DO(add(kernel, *meter, from, now, quarters));
        std::vector<kernel::ReadingGiven> batch;
        for (const auto& [at, sum] : quarters)
            if (sum.meters == of_place.size())
                batch.push_back({plant, {at, sum.quality == Quality::missing ? 0 : sum.kw, sum.quality}});
        if (!batch.empty()) added += TRY(kernel.readings().append(Principal::system(), series, batch)).added;
    }
    return added;
}

} // namespace shanhai::energy
