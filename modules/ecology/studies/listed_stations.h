#pragma once

#include "kernel/kernel.h"
#include "kernel/series/step.h"

#include <cstdint>
#include <map>
#include <string>

namespace shanhai::ecology {

constexpr std::int64_t two_days = 2 * kernel::day_seconds, five_years = std::int64_t{5} * 366 * kernel::day_seconds;

// Stations that have not ended, of the river that the member `river` names with all below it, else of all; 300 at most, by code.
struct ListedStations {
    std::map<std::string, json::object> records; // by id
    bool more = false;                           // there are others than these
};
Result<ListedStations> listed_stations(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked);

// The second at which a study of all stations looks when none is asked for: now, or the last one told of, as in a store that is
// looked at later. `last_told`: 0 where nothing ever was.
std::int64_t usual_moment(std::int64_t now, std::int64_t last_told);

std::int64_t second_now(kernel::Kernel& kernel);

} // namespace shanhai::ecology
