#pragma once

#include "modules/press/reading/reading.h"

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::press {

// How numbers of one text stand to each other.
struct Relation {
    std::string kind;            // ratio, growth, change, part_total, within_text, list_count, calendar, target
    std::vector<std::size_t> of; // indices of readings
    std::string arithmetic;      // "324000000 / 380000000 × 100 = 85.26"
    std::string verdict;         // agrees, rounding, contradicts, open (what the text does not decide)
};

std::vector<Relation> relations_of(std::u32string_view text, const std::vector<Reading>& readings);

} // namespace shanhai::press
