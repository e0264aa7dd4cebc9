#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace shanhai {

// At which byte each code point of a well-formed UTF-8 text begins; one more for its end.
std::vector<std::size_t> code_point_starts(std::string_view utf8);

} // namespace shanhai
