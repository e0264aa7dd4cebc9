#include "modules/ecology/rating/flow_deriving.h"

#include "kernel/readings.h"
#include "modules/ecology/rating/derived_flow.h"
#include "modules/ecology/rating/known_curves.h"

#include <fmt/format.h>

#include <algorithm>

namespace shanhai::ecology {

namespace {

using kernel::Principal;

constexpr const char* derived_series = "ecology.rated_flow";
constexpr std::int64_t lately_micros = std::int64_t{2} * 86'400 * 1'000'000;
constexpr int most_days_back = 1830; // as long as levels are kept

// A day of a station: more readings than one question may bring come only from gauges that tell more than one a second.
Done derive_day(kernel::Kernel& kernel, const std::string& station, std::span<const DatedCurve> curves, Date day,
                DerivedFlows& done) {
    const auto who = Principal::system();
    auto& readings = kernel.readings();
    const auto begin = kernel::begin_of_day(day.days());
    kernel::ReadingsQuery query{"ecology.level", station, begin, begin + kernel::day_seconds};
    const auto wanted = derived_flow(TRY(readings.readings(who, query)).readings, curves);
    if (wanted.empty()) return {};
    query.series = derived_series;
    const auto changes = changes_to(TRY(readings.readings(who, query)).readings, wanted);
    std::vector<kernel::ReadingGiven> batch;
    for (const auto& one : changes.add) batch.push_back({station, one});
    if (!batch.empty()) done.added += TRY(readings.append(who, derived_series, batch)).added;
    for (const auto& one : changes.correct) {
        const kernel::CorrectionGiven correction{derived_series, station, one, "level or rating curve changed"};
        TRY_DO(readings.correct(who, correction));
        ++done.corrected;
    }
    return {};
}

} // namespace

Result<DerivedFlows> derive_flows(kernel::Kernel& kernel, Date from, Date until, Moment lately,
                                  const std::atomic<bool>& stopping) {
    DerivedFlows done;
    for (const auto& [station, own] : TRY(known_curves(kernel, Principal::system(), lately))) {
        auto first = std::min(from, own.fresh_from.value_or(from));
        first = std::max({first, own.curves.front().valid_from, until + -most_days_back});
        for (auto day = first; day < until; day = day + 1) {
            if (stopping) return done;
            TRY_DO(derive_day(kernel, station, own.curves, day, done));
        }
    }
    return done;
}

Result<kernel::JobOutcome> derive_flow(const kernel::JobCall& call) {
    const auto now = call.clock();
    const auto today = now.day_in_shanghai();
    // A curve that is entered today may hold from last year: its days are gone through once, and then found as they should be.
    const auto done =
        TRY(derive_flows(call.kernel, today + -1, today + 1, Moment{now.micros - lately_micros}, call.stopping));
    return kernel::JobOutcome{.said = {fmt::format("推算流量 {} 个，更正 {} 个。", done.added, done.corrected),
                                       fmt::format("{} flows were derived, {} corrected.", done.added, done.corrected)},
                              .nothing = done.added + done.corrected == 0};
}

} // namespace shanhai::ecology
