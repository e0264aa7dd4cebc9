#pragma once

#include "kernel/series/reading.h"
#include "modules/ecology/rating/rating_curve.h"

#include <span>
#include <vector>

namespace shanhai::ecology {

// Levels and flows, both with three decimals as the series have them.
constexpr double reading_scale = 1000;

// The flow at each level, by the curve that was valid on its day in Shanghai. A level that is not believed gives a flow that is not;
// so does one beyond what the curve may be extended to. A missing one is missing; before the first curve there is nothing.
std::vector<kernel::Reading> derived_flow(std::span<const kernel::Reading> levels, std::span<const DatedCurve> curves);

// What has to be done so that the derived series says `wanted`. Both in the order of time.
struct FlowChanges {
    std::vector<kernel::Reading> add, correct;
};
FlowChanges changes_to(std::span<const kernel::Reading> present, std::span<const kernel::Reading> wanted);

} // namespace shanhai::ecology
