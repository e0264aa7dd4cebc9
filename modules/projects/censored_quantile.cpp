#include "modules/projects/censored_quantile.h"

#include <algorithm>
#include <utility>

namespace shanhai::projects {

double censored_quantile(std::vector<Waited>& waited, double part) {
    // What came goes before what was lost from sight at the same value.
    std::ranges::sort(waited, {}, [](const Waited& one) { return std::pair(one.value, !one.came); });
    double still_waiting = 1, largest = 0;
    auto in_sight = static_cast<double>(waited.size());
    for (const auto& one : waited) {
        if (one.came) {
            still_waiting *= 1 - 1 / in_sight;
            largest = one.value;
            if (1 - still_waiting >= part - 1e-12) return one.value;
        }
        --in_sight;
    }
    return largest;
}

} // namespace shanhai::projects
