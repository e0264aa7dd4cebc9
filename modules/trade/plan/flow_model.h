#pragma once

#include "modules/trade/plan/linear_program.h"
#include "modules/trade/plan/network.h"
#include "modules/trade/plan/zones.h"

#include <optional>
#include <vector>

// The goods network as a linear programme, tonnes and yuan. Goods of one harvest are a cohort and grow old together: what has
// passed its date cannot be delivered. What spoils leaves on the way, so a tonne that sets out arrives as less.
namespace shanhai::trade::plan {

// `borrow` breaks a limit; it is only allowed where someone asks what would happen.
enum class ColumnKind : unsigned { take = 1, hold, travel, unload, deliver, subsidise, borrow, run_wagons, receive };
enum class RowKind : unsigned {
    node = 1,
    dock,
    demand,
    service,
    taken,
    capacity,
    cold_capacity,
    lane_capacity,
    subsidy
};

// What a column moves.
struct Movement {
    ColumnKind kind = ColumnKind::take;
    ProductNumber product = 0;
    std::size_t place = 0; // harvest, site, lane, subsidy, or the row that is broken
    std::size_t zone = 0;  // of deliveries
    std::size_t cohort = 0;
    WeekNumber week = 0; // in which it sets out
    double freight = 0;  // yuan a tonne that is paid; the rest of the column's cost is what spoils or is not missed
    double lost = 0;     // the part of a tonne that spoils
};

struct Limit {
    RowKind kind = RowKind::node;
    ProductNumber product = 0;
    std::size_t place = 0; // site, zone, lane, harvest or subsidy
    std::size_t cohort = 0;
    WeekNumber week = 0;
};

// Goods that were harvested within the same few weeks.
struct Cohort {
    WeekNumber first = 0; // when the earliest of it was harvested
    WeekNumber last = 0;  // in which the earliest of it may still be delivered
    bool expires = true;  // within the plan
};

struct FlowModel {
    LinearProgram program;
    std::vector<Movement> movements; // of the columns
    std::vector<Limit> limits;       // of the rows
    double constant = 0;             // yuan: what it would cost to deliver nothing
    // Limits that products share stand before all others; the columns of subsidies and then one for each shared limit, that breaks
    // it, before those of products.
    int shared_rows = 0;
    int subsidy_columns = 0;
    int shared_columns = 0;
    struct Part {
        int rows_begin = 0, rows_end = 0, columns_begin = 0, columns_end = 0;
    };
    std::vector<Part> parts; // by product
    // Columns by which goods leave for another region or come from one; what they are worth is for others to say.
    struct Crossing {
        int column = 0;
        bool outward = false;
        SiteNumber site = 0; // beyond, or of the inlet
        ProductNumber product = 0;
        std::size_t cohort = 0;
        WeekNumber arrives = 0;
        double part = 1; // of a tonne that arrives
    };
    std::vector<Crossing> crossings;
    // The row from which a warehouse delivers a product in a week; −1 where it never has any.
    std::vector<int> docks; // by product, site, week

    int dock(const Network& network, ProductNumber product, SiteNumber site, WeekNumber week) const {
        return docks[(product * network.sites.size() + site) * network.weeks + week];
    }
};

FlowModel flow_model(const Network& network, const std::vector<Zone>& zones);

// Whether a site takes part.
inline bool is_open(const Network& network, SiteNumber site) { return network.sites[site].kind != SiteKind::candidate; }

// The weeks of a product's first and last harvest in this network; nothing when none is harvested.
std::optional<Season> season_of(const Network& network, ProductNumber product);

} // namespace shanhai::trade::plan
