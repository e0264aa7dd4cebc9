#include "apps/demo/largest_remainder.h"

#include "base/check.h"

#include <algorithm>
#include <numeric>

namespace shanhai::demo {

std::vector<std::int64_t> largest_remainder(std::int64_t total, std::span<const std::int64_t> weights,
                                            std::int64_t unit) {
    __int128 sum = 0;
    for (const auto weight : weights) sum += weight;
    check(sum > 0 && total >= 0 && unit > 0, "there is something to split by");
    const auto units = total / unit;
    std::vector<std::int64_t> parts(weights.size());
    std::vector<std::pair<__int128, std::size_t>> remainders;
    auto left = units;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto share = static_cast<__int128>(units) * weights[i];
        parts[i] = static_cast<std::int64_t>(share / sum);
        remainders.emplace_back(share % sum, i);
        left -= parts[i];
    }
    // Equal remainders go to the earlier part, so that the outcome does not hang on the sort.
    std::ranges::sort(remainders, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (std::size_t i = 0; left > 0; --left) ++parts[remainders[i++].second];
    for (auto& part : parts) part *= unit;
    *std::ranges::max_element(parts) += total - units * unit;
    return parts;
}

} // namespace shanhai::demo
