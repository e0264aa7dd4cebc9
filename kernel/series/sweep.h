#pragma once

#include "kernel/series/reading.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// Lines with neighbouring ids, all of one series. What they tell at one second is one row while the hour is young: centres
// poll all stations at once, and a row for each reading costs ten times as much.
constexpr std::int64_t band_lines = 64;
inline std::int64_t band_of(std::int64_t line) { return line / band_lines; }

// A reading of a sweep, whose second all of them share.
struct Told {
    std::int64_t line = 0;
    std::int64_t value = 0;
    Quality quality = Quality::good;
    bool operator==(const Told&) const = default;
};

// Format; then of each line its distance from the one before, and value and quality in one number; CRC-32 of that, of the band
// and of the second. `told`: of the band, at least one, by line, none twice, values in bounds.
std::string encode_sweep(std::int64_t band, std::int64_t at, std::span<const Told> told);
// Nothing when the bytes are not the sweep of that band and second, whole and unharmed.
std::optional<std::vector<Told>> decode_sweep(std::int64_t band, std::int64_t at, std::string_view bytes);
// As block_checksum().
std::string sweep_checksum(std::int64_t band, std::int64_t at, std::string_view body);

} // namespace shanhai::kernel
