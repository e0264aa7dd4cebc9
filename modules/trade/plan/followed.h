#pragma once

#include "modules/trade/plan/books.h"
#include "modules/trade/plan/books_lanes.h"

#include <map>
#include <vector>

// A plan beside what happened.
namespace shanhai::trade::plan {

struct PlannedLine {
    Way way;
    std::string product;
    Date week = Date::from_days(0); // its first day
    Kilograms weight = 0;
};

struct FollowedWay {
    std::vector<double> planned, moved; // tonnes by week
};

struct Followed {
    std::size_t weeks = 0;       // of the plan
    std::size_t known_weeks = 0; // of them that are over
    std::map<Way, FollowedWay> ways;
    double planned = 0, moved = 0; // tonnes of the weeks that are over
    double as_planned = 0; // of them what moved on its way, of its product and in its week as far as it was planned
};

// Trips of [begins, begins + 7 · weeks); only those that end in a warehouse are planned and so compared. `until`: nothing of that
// day or later is known.
Followed follow(const std::vector<PlannedLine>& lines, const std::vector<BookTrip>& trips, Date begins,
                std::size_t weeks, Date until);

// Tonnes by way and week; trips outside of the weeks are left out.
std::map<Way, std::vector<double>> moved_by_week(const std::vector<BookTrip>& trips, Date begins, std::size_t weeks);

} // namespace shanhai::trade::plan
