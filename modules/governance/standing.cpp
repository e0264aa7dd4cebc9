#include "modules/governance/standing.h"

#include <algorithm>
#include <utility>

namespace shanhai::governance {

namespace {

bool is_more(const std::optional<Rational>& a, const std::optional<Rational>& b) {
    return a && (!b || compare(*a, *b) > 0);
}

} // namespace

void rank(std::vector<Standing>& standings) {
    std::vector<int> sums;
    for (const auto& one : standings) {
        int sum = 0;
        for (std::size_t aspect = 0; aspect < aspects; ++aspect)
            sum += 1 + static_cast<int>(std::ranges::count_if(standings, [&](const Standing& other) {
                       return is_more(other.values[aspect], one.values[aspect]);
                   }));
        sums.push_back(sum);
    }
    for (std::size_t i = 0; i < standings.size(); ++i)
        standings[i].place = 1 + static_cast<int>(std::ranges::count_if(sums, [&](int sum) { return sum < sums[i]; }));
    std::ranges::sort(standings, {}, [](const Standing& one) { return std::pair(one.place, one.group); });
}

std::vector<const Standing*> best_in(std::span<const Standing> standings, Aspect aspect) {
    std::vector<const Standing*> best;
    for (const auto& one : standings) {
        const auto& value = one.values[aspect];
        if (!value || (!best.empty() && is_more(best.front()->values[aspect], value))) continue;
        if (!best.empty() && is_more(value, best.front()->values[aspect])) best.clear();
        best.push_back(&one);
    }
    return best;
}

} // namespace shanhai::governance
