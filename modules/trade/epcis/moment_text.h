#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::trade {

// "2020-03-04T11:00:30.0004+01:00" → "2020-03-04T10:00:30.000Z": in UTC, rounded to the millisecond. Nothing when it is no moment
// with a zone.
std::optional<std::string> moment_in_utc(std::string_view text);

// "+08:00", up to 14 hours.
bool is_zone_offset(std::string_view text);

} // namespace shanhai::trade
