#pragma once

#include "base/rational.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

// How work groups stand against each other in a circular.
namespace shanhai::governance {

// What groups are compared by, in the order in which circulars show it.
enum Aspect : std::size_t { start_rate, disbursement_rate, completion_rate, obstacles_solved, aspects };

struct Standing {
    std::string group; // id
    std::string name;
    std::array<std::optional<Rational>, aspects> values; // nothing: there is nothing to compute it from
    int place = 0;
};

// Gives everybody a place and puts them into its order. In each aspect a group's place is one more than the number of groups
// that have more; one without a value stands behind all that have one. Who has the least sum of places is first, and who
// has the same sum shares the place.
void rank(std::vector<Standing>& standings);

// The groups with the most in an aspect; none when nobody has a value.
std::vector<const Standing*> best_in(std::span<const Standing> standings, Aspect aspect);

} // namespace shanhai::governance
