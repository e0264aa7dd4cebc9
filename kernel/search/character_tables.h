#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>

// The tables that data/characters/build.py makes.
namespace shanhai::kernel {

extern const std::string_view simplified_pairs;
extern const std::string_view reading_lines;
extern const std::string_view fold_entries;
extern const std::span<const std::pair<char16_t, char16_t>> wide_ranges;

} // namespace shanhai::kernel
