#pragma once

#include <cstdint>

namespace shanhai::kernel {

enum class SeriesStep { hour, day, month };

constexpr std::int64_t day_seconds = 86'400;

// Days of Shanghai since 1970: of a second, and the second at which one begins.
std::int64_t day_number(std::int64_t at);
std::int64_t begin_of_day(std::int64_t number);

// The second at which the hour, day or month in Asia/Shanghai begins that holds the second. Hours begin there when they
// begin in UTC.
std::int64_t begin_of(SeriesStep step, std::int64_t at);

} // namespace shanhai::kernel
