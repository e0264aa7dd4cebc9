#include "modules/ecology/rating/derived_flow.h"

#include "kernel/series/step.h"

#include <cmath>

namespace shanhai::ecology {

using kernel::Quality;
using kernel::Reading;

std::vector<Reading> derived_flow(std::span<const Reading> levels, std::span<const DatedCurve> curves) {
    std::vector<Reading> flows;
    flows.reserve(levels.size());
    for (const auto& level : levels) {
        const auto day = Date::from_days(static_cast<int>(kernel::day_number(level.at)));
        const auto* curve = curve_on(curves, day);
        if (curve == nullptr) continue;
        if (level.quality == Quality::missing) {
            flows.push_back({level.at, 0, Quality::missing});
            continue;
        }
        const double height = static_cast<double>(level.value) / reading_scale;
        const double flow = std::min(flow_at(*curve, height) * reading_scale, double{kernel::greatest_value});
        const bool believed = level.quality != Quality::suspect && trust_at(*curve, height) != RatingTrust::beyond;
        flows.push_back({level.at, std::llround(flow), believed ? Quality::good : Quality::suspect});
    }
    return flows;
}

FlowChanges changes_to(std::span<const Reading> present, std::span<const Reading> wanted) {
    FlowChanges changes;
    auto at = present.begin();
    for (const auto& one : wanted) {
        while (at != present.end() && at->at < one.at) ++at;
        if (at == present.end() || at->at != one.at) {
            changes.add.push_back(one);
            continue;
        }
        // What was corrected once keeps that mark, or it would be corrected for ever.
        const bool believed = one.quality == Quality::good && at->quality == Quality::corrected;
        if (at->value == one.value && (at->quality == one.quality || believed)) continue;
        changes.correct.push_back({one.at, one.value, one.quality == Quality::good ? Quality::corrected : one.quality});
    }
    return changes;
}

} // namespace shanhai::ecology
