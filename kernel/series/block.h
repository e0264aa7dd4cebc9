#pragma once

#include "kernel/series/reading.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// One hour of one station in a few bytes: format, count, first second; the changes of the interval in runs; qualities in runs;
// the values that are not missing as differences; CRC-32 of all that and of the hour.
// `readings`: 1 to 3600 of the hour (hours since 1970 in UTC), in the order of time, no second twice, values in bounds.
std::string encode_block(std::int64_t hour, std::span<const Reading> readings);
// Nothing when the bytes are not a block of that hour, whole and unharmed.
std::optional<std::vector<Reading>> decode_block(std::int64_t hour, std::string_view bytes);
// The checksum at the end of a block, over what stands before it; apart so that a fuzzer gets past it.
std::string block_checksum(std::int64_t hour, std::string_view body);

} // namespace shanhai::kernel
