#pragma once

#include "kernel/series/reading.h"

#include <cstdint>
#include <optional>
#include <span>

namespace shanhai::ecology {

// Of one day, in m³/s and m³.
struct DailyFlow {
    double mean = 0, lowest = 0, highest = 0;
    double volume = 0;  // of the time that is covered, not of the day: gaps are not filled
    double covered = 0; // part of the day, 0 to 1

    // Three quarters of the day are enough to speak of it.
    bool speaks_for_the_day() const { return covered >= 0.75; }
};

// What flowed in [begin, begin + one day): between two readings that are believed and no further apart than `longest_gap`
// seconds the flow runs straight from one to the other. `readings` in the order of time, with three decimals; those just before
// and behind the day help at its ends. Nothing when nothing is covered.
std::optional<DailyFlow> daily_flow(std::span<const kernel::Reading> readings, std::int64_t begin,
                                    std::int64_t longest_gap);

} // namespace shanhai::ecology
