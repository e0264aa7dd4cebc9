#pragma once

#include "modules/trade/plan/planner.h"

#include <optional>
#include <vector>

namespace shanhai::trade::plan {

// What may be asked to be otherwise. Everything that is named is changed at once.
struct Change {
    std::optional<LaneNumber> close_lane;
    std::optional<std::size_t> subsidy;  // whose rate becomes `subsidy_rate`
    Fen subsidy_rate = 0;                // a tonne
    std::optional<SiteNumber> open_site; // a candidate
    std::optional<SiteNumber> enlarge;   // whose room, cooled and not, grows by `enlarge_by`
    Kilograms enlarge_by = 0;
    std::optional<double> service_level; // of every product
};

Network changed(Network network, const Change& change);

// A candidate for the next warehouse.
struct Candidate {
    SiteNumber site = 0;
    double saved = 0;   // yuan over the plan, before what opening costs
    double opening = 0; // yuan
    Costs costs;        // of the plan with it
    double kept = 0;    // tonnes that are handed out from it
    double worth() const { return saved - opening; }
};

// Every candidate opened alone, the best first.
std::vector<Candidate> rank_candidates(const Network& network, Planner& planner, const Plan& without);

// Limits that cannot all be kept.
struct Clash {
    RowKind kind = RowKind::service;
    ProductNumber product = 0;
    std::size_t place = 0; // site, lane or harvest
    WeekNumber first = 0, last = 0;
    double missing =
        0; // tonnes by which the least breaking of limits breaks this one; 0: kept, and the others break because of it
};

// Nothing when there is a plan. Otherwise what would be broken if as little as possible were, and the limits in its way.
std::vector<Clash> clashes(const Network& network, std::size_t apart);

} // namespace shanhai::trade::plan
