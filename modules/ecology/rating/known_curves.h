#pragma once

#include "kernel/kernel.h"
#include "modules/ecology/rating/rating_curve.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::ecology {

struct StationCurves {
    std::vector<DatedCurve> curves; // in the order of their days
    std::optional<Date>
        fresh_from; // the earliest day of those that were entered lately: flows from then on are not derived yet
};

// As far as `who` may read them, by the station's id as "#12". `lately`: what was entered since then is fresh.
Result<std::map<std::string, StationCurves>> known_curves(kernel::Kernel& kernel, const kernel::Principal& who,
                                                          Moment lately);

// Of a record of the type rating_curve.
RatingCurve curve_of(const json::object& record);

} // namespace shanhai::ecology
