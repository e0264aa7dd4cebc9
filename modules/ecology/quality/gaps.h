#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shanhai::ecology {

struct Gap {
    std::int64_t from = 0, until = 0; // seconds since 1970
    auto operator<=>(const Gap&) const = default;
};

// The spans of [from, until) in which a sensor that reports every `every` seconds was silent: from one reading to the next when they
// are more than one and a half steps apart. `times` ascend.
std::vector<Gap> gaps_in(std::span<const std::int64_t> times, std::int64_t from, std::int64_t until,
                         std::int64_t every);

} // namespace shanhai::ecology
