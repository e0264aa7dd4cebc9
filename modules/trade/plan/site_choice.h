#pragma once

#include "base/result.h"

#include <cstddef>
#include <string_view>
#include <vector>

// Where to have warehouses when each outlet is served by one of them alone: what opening costs, what serving costs, and how much
// each can serve.
namespace shanhai::trade::plan {

struct SiteQuestion {
    std::vector<double> capacity;             // of the sites
    std::vector<double> opening;              // of the sites
    std::vector<double> demand;               // of the outlets
    std::vector<std::vector<double>> serving; // by outlet, then site: all that it asks for

    std::size_t sites() const { return capacity.size(); }
    std::size_t outlets() const { return demand.size(); }
};

struct SiteChoice {
    bool found = false;
    double cost = 0;
    double lower_bound = 0;
    std::vector<std::size_t> site_of; // by outlet
    int nodes = 0;                    // of the search

    double gap() const { return found && cost > 0 ? (cost - lower_bound) / cost : 1; }
};

struct SiteSearch {
    int most_nodes = 20'000; // then the best so far is given with its gap
    double tolerance = 1e-7; // of the cost: a better choice than that is not looked for
};

SiteChoice choose_sites(const SiteQuestion& question, const SiteSearch& search = {});

// The text form of the public test sets: how many sites and outlets, then capacities, costs of opening, demands, and the cost of
// serving each outlet from each site. "sites.file" (args: what) for anything else.
Result<SiteQuestion> read_site_question(std::string_view text);

} // namespace shanhai::trade::plan
