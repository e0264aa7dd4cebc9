#pragma once

#include <cstdint>
#include <string>

namespace shanhai::ecology {

// Moments as records of this module have them, by the clock of Shanghai: "2026-03-01 08:00:20", or without the seconds.
// kernel::second_of reads both.
std::string shown_second(std::int64_t seconds);
std::string shown_minute(std::int64_t seconds);

} // namespace shanhai::ecology
