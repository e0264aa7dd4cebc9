#pragma once

#include <cstdint>

namespace shanhai::kernel {

enum class SeriesStep { hour, day, month };

// The second at which the hour, day or month in Asia/Shanghai begins that holds the second. Hours begin there when they
// begin in UTC.
std::int64_t begin_of(SeriesStep step, std::int64_t at);

} // namespace shanhai::kernel
