#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shanhai::demo {

// Splits a total into parts in proportion to the weights, each a multiple of `unit`, by the method of the largest
// remainder: the parts add up to the total exactly. What `unit` leaves over goes to the largest part.
// Weights are not negative, one at least is positive; total and unit are positive.
std::vector<std::int64_t> largest_remainder(std::int64_t total, std::span<const std::int64_t> weights,
                                            std::int64_t unit = 1);

} // namespace shanhai::demo
