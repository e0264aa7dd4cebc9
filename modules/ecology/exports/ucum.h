#pragma once

#include <string_view>

namespace shanhai::ecology {

// A unit of this module's series as UCUM writes it; what is the same there stays.
std::string_view ucum_code(std::string_view unit);

} // namespace shanhai::ecology
