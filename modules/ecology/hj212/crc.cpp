#include "modules/ecology/hj212/crc.h"

#include <array>
#include <cstddef>

namespace shanhai::ecology::hj212 {

namespace {

constexpr std::uint16_t after_eight_shifts(std::uint16_t reg) {
    for (int i = 0; i < 8; ++i) {
        const bool low = reg & 1;
        reg >>= 1;
        if (low) reg ^= 0xA001;
    }
    return reg;
}

// Only the register's high byte lives on from one byte to the next, so one step is a linear map of eight bits; what
// the byte n places before the end contributes is that map taken n times. Eight bytes are then eight look-ups that do
// not wait for each other.
struct Tables {
    std::array<std::uint16_t, 256> last{};                // the whole register behind the last byte
    std::array<std::array<std::uint8_t, 256>, 8> times{}; // times[n]: the high byte after n + 1 steps
};

constexpr Tables make_tables() {
    Tables tables;
    for (unsigned v = 0; v < 256; ++v) {
        tables.last[v] = after_eight_shifts(static_cast<std::uint16_t>(v));
        tables.times[0][v] = static_cast<std::uint8_t>(tables.last[v] >> 8);
    }
    for (std::size_t n = 1; n < 8; ++n)
        for (unsigned v = 0; v < 256; ++v) tables.times[n][v] = tables.times[0][tables.times[n - 1][v]];
    return tables;
}

constexpr Tables tables = make_tables();

} // namespace

std::uint16_t crc_of(std::string_view segment) {
    if (segment.empty()) return 0xFFFF;
    const auto* at = reinterpret_cast<const unsigned char*>(segment.data());
    std::size_t left = segment.size() - 1;
    std::uint8_t high = 0xFF;
    const auto& t = tables.times;
    for (; left >= 8; left -= 8, at += 8)
        high = static_cast<std::uint8_t>(t[7][high ^ at[0]] ^ t[6][at[1]] ^ t[5][at[2]] ^ t[4][at[3]] ^ t[3][at[4]] ^
                                         t[2][at[5]] ^ t[1][at[6]] ^ t[0][at[7]]);
    for (; left > 0; --left, ++at) high = t[0][high ^ *at];
    return tables.last[high ^ *at];
}

} // namespace shanhai::ecology::hj212
