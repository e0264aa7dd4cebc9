#include "modules/ecology/quality/gaps.h"

namespace shanhai::ecology {

std::vector<Gap> gaps_in(std::span<const std::int64_t> times, std::int64_t from, std::int64_t until,
                         std::int64_t every) {
    std::vector<Gap> gaps;
    std::int64_t last = from;
    const auto look = [&](std::int64_t at) {
        if (2 * (at - last) > 3 * every) gaps.push_back({last, at});
        last = at;
    };
    for (const auto at : times)
        if (at >= from && at < until) look(at);
    look(until);
    return gaps;
}

} // namespace shanhai::ecology
