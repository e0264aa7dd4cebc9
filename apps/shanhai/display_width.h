#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shanhai::apps {

// Columns that a text takes in a terminal: two for a Chinese character, none for a combining mark.
std::size_t display_width(std::string_view utf8);

// Filled with spaces to `width` columns, on the right or on the left.
std::string padded_right(std::string text, std::size_t width);
std::string padded_left(std::string text, std::size_t width);

// Cut to at most `width` columns, the last one "…" when something is missing.
std::string shortened(std::string_view text, std::size_t width);

} // namespace shanhai::apps
