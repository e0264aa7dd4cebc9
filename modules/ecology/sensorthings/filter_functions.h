#pragma once

#include "modules/ecology/sensorthings/filter.h"

#include <optional>
#include <string_view>
#include <utility>

namespace shanhai::ecology::sensorthings {

// How many parts a function takes at least and at most; nothing for one that is not known.
std::optional<std::pair<std::size_t, std::size_t>> function_parts(std::string_view name);
// With so many parts. null where a part is not what the function works on.
Value call_function(std::string_view name, const std::vector<Value>& parts);

} // namespace shanhai::ecology::sensorthings
