#pragma once

#include "modules/energy/records/known_plant.h"

#include <cstddef>
#include <vector>

namespace shanhai::energy {

// What a plant cannot do, as its outages say that are known beforehand: by quarter-hours, in MW.
struct Outages {
    std::vector<double> panels; // of the panels' capacity that does not run
    std::vector<double> line;   // of what the line may carry that the grid does not take
    bool any() const { return !panels.empty(); }
};

// From the midnight of `day` on. One without times lasts from morning to evening of its days; one without a last day lasts on.
Result<Outages> outages_of(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant, Date day,
                           std::size_t quarters);

} // namespace shanhai::energy
