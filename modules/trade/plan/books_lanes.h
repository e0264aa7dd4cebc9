#pragma once

#include "modules/trade/plan/books.h"

#include <map>

// The lanes of the network: those that somebody entered, and those that goods went on.
namespace shanhai::trade::plan {

// Two places and how it goes between them.
struct Way {
    std::string from, to;
    Mode mode = Mode::road;
    auto operator<=>(const Way&) const = default;
};

// What the waybills of one way teach.
struct Learned {
    double days = 0;        // under way, the mean
    Fen freight = 0;        // a tonne of all goods but those of the cold chain, or of all when there are no others
    Fen cold_surcharge = 0; // what a tonne of the cold chain cost more
    Kilograms busiest_week = 0;
    std::size_t waybills = 0;
    Kilograms weight = 0;
};
std::map<Way, Learned> learned_ways(const Books& books);

// Yuan for a tonne and kilometre by road, as the waybills between places with coordinates had it; a usual rate without any.
double road_rate(const Books& books, const std::map<Way, Learned>& ways);

// Whole weeks: what arrives within half a week can be handed out in the week that it left.
std::size_t whole_weeks(double days);

} // namespace shanhai::trade::plan
