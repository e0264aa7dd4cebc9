#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::ecology {

// Moments as records of this module have them, by the clock of Shanghai: "2026-03-01 08:00:20", or without the seconds.
std::string shown_second(std::int64_t seconds);
std::string shown_minute(std::int64_t seconds);
// Seconds since 1970 of what shown_second wrote.
std::optional<std::int64_t> second_shown(std::string_view text);

} // namespace shanhai::ecology
