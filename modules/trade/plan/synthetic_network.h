#pragma once

#include "modules/trade/plan/network.h"

#include <cstdint>

namespace shanhai::trade::plan {

// How large a made-up network is. Each region is a province with a main warehouse, its branches and one outside of it, and with
// bases of its own, which sell to the next region, too.
struct NetworkSize {
    std::size_t regions = 1;
    std::size_t bases = 6; // of a region; likewise the rest
    std::size_t branches = 9;
    std::size_t candidates = 3;
    std::size_t outlets = 256;
    std::size_t weeks = 52;
    std::size_t products = 30;
    std::uint64_t seed = 2024;
};

// One main, nine branches, one outside: as 大仓东移 has them.
inline NetworkSize provincial_size() { return {}; }
inline NetworkSize small_size() {
    return {.bases = 2, .branches = 2, .candidates = 1, .outlets = 12, .weeks = 12, .products = 5};
}
// Planned in a second or two: to try things on.
inline NetworkSize medium_size() { return {.outlets = 64, .weeks = 26, .products = 12}; }
inline NetworkSize national_size() { return {.regions = 10}; }

// The same network for the same size on every machine. The first week is the first one of September: harvests begin.
Network synthetic_network(const NetworkSize& size);

} // namespace shanhai::trade::plan
