#include "kernel/series/sweep.h"

#include "base/check.h"
#include "kernel/series/packing.h"

namespace shanhai::kernel {

namespace {

constexpr char format = 1;

} // namespace

std::string sweep_checksum(std::int64_t band, std::int64_t at, std::string_view body) {
    return checksum_of((band << 32) ^ at, body);
}

std::string encode_sweep(std::int64_t band, std::int64_t at, std::span<const Told> told) {
    check(!told.empty(), "a sweep tells something");
    std::string bytes(1, format);
    auto before = band * band_lines - 1;
    for (const auto& one : told) {
        check(one.line > before && band_of(one.line) == band, "a sweep is of its band, by line");
        put_number(bytes, static_cast<std::uint64_t>(one.line - before - 1));
        put_number(bytes, folded(one.value) << 2 | static_cast<std::uint64_t>(one.quality));
        before = one.line;
    }
    return bytes + sweep_checksum(band, at, bytes);
}

std::optional<std::vector<Told>> decode_sweep(std::int64_t band, std::int64_t at, std::string_view bytes) {
    if (bytes.size() <= checksum_size || bytes.front() != format) return std::nullopt;
    const auto body = bytes.substr(0, bytes.size() - checksum_size);
    if (sweep_checksum(band, at, body) != bytes.substr(body.size())) return std::nullopt;
    PackedNumbers from(body.substr(1));
    std::vector<Told> told;
    auto line = band * band_lines - 1;
    while (!from.at_end()) {
        const auto gap = from.number(), packed = from.number();
        if (!from.ok() || gap >= band_lines) return std::nullopt;
        line += static_cast<std::int64_t>(gap) + 1;
        const Told one{line, unfolded(packed >> 2), static_cast<Quality>(packed & 3)};
        const bool in_bounds = one.value >= -greatest_value && one.value <= greatest_value;
        if (band_of(line) != band || !in_bounds || (one.quality == Quality::missing && one.value != 0))
            return std::nullopt;
        told.push_back(one);
    }
    if (told.empty()) return std::nullopt;
    return told;
}

} // namespace shanhai::kernel
