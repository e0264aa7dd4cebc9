#pragma once

#include "modules/trade/plan/what_if.h"

#include <vector>

// What a plan found, as sentences in both languages.
namespace shanhai::trade::plan {

// What a limit is worth through one month: the sum over its weeks.
struct MonthlyWorth {
    RowKind kind = RowKind::capacity;
    ProductNumber product = 0;
    std::size_t place = 0;
    int month = 0;    // 0: the whole plan
    double worth = 0; // yuan for one more tonne (of a promise: one less)
};

std::vector<MonthlyWorth> monthly_worth(const Network& network, const Plan& plan);

// "One more tonne of cold store in Linyi in October is worth 310 yuan."
Text sentence(const Network& network, const MonthlyWorth& worth);
// "Melons: 12.0 t fewer than promised can be delivered." "In the way: the cold store of Linyi, weeks 5 to 9."
Text sentence(const Network& network, const Clash& clash);
Text sentence(const Network& network, const Candidate& candidate, const Plan& without);

Text name_of_lane(const Network& network, LaneNumber lane);

} // namespace shanhai::trade::plan
