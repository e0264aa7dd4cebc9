#pragma once

#include "modules/trade/plan/network.h"

#include <vector>

// A network that is too large to be planned whole falls into regions: warehouses and outlets that hang together by lanes and deliveries.
// Only bases send goods to more than one; such a lane belongs to the base's region and ends beyond it.
namespace shanhai::trade::plan {

struct Region {
    Network network; // its own part; the warehouses of others that its bases serve are `beyond`
    // Places in the whole network.
    std::vector<SiteNumber> sites;
    std::vector<LaneNumber> lanes;
    std::vector<OutletNumber> outlets;
    std::vector<std::size_t> harvests, subsidies;
};

// A single one when everything hangs together. A subsidy keeps the regions together that share it.
std::vector<Region> regions_of(const Network& network);

} // namespace shanhai::trade::plan
