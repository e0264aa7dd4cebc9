#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

namespace shanhai::ecology {

// The series that a code of HJ 212-2017 or of table C.1 of SL 651 usually goes to, such as "level" for Z; empty for all others, of
// which a sensor has to say it.
std::string_view usual_series_of(std::string_view code);

// Of a record of the type sensor: the series that it names, or the usual one of its code. Empty when there is none.
std::string series_of_sensor(const json::object& record);

} // namespace shanhai::ecology
