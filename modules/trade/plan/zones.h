#pragma once

#include "modules/trade/plan/network.h"

#include <vector>

namespace shanhai::trade::plan {

// Outlets that are planned as one: each gets the same parts of what it asks for from the same warehouses. What is planned so can
// be carried out as it stands, and costs what the plan says.
struct Zone {
    std::vector<OutletNumber> outlets;
    std::vector<SiteNumber> warehouses; // that serve every one of them
};

// Outlets of a zone would be served best by the same warehouse and may be served by the same ones: a zone that had lost a warehouse
// for one of its outlets would cost more than all its averages. `apart`: into how many parts such outlets are cut by how little
// the second best warehouse is dearer; 0: every outlet is a zone of its own.
std::vector<Zone> zones_of(const Network& network, std::size_t apart);

// The warehouses that serve all these outlets, without candidates.
std::vector<SiteNumber> common_warehouses(const Network& network, const std::vector<OutletNumber>& outlets);

} // namespace shanhai::trade::plan
