#include "modules/ecology/sl651/crc.h"

#include <array>

namespace shanhai::ecology::sl651 {

namespace {

constexpr auto table = [] {
    std::array<std::uint16_t, 256> made{};
    for (unsigned v = 0; v < 256; ++v) {
        auto reg = static_cast<std::uint16_t>(v);
        for (int i = 0; i < 8; ++i) {
            const bool low = reg & 1;
            reg >>= 1;
            if (low) reg ^= 0xA001;
        }
        made[v] = reg;
    }
    return made;
}();

} // namespace

std::uint16_t crc_of(std::string_view bytes) {
    std::uint16_t reg = 0xFFFF;
    for (const char c : bytes)
        reg = static_cast<std::uint16_t>((reg >> 8) ^ table[(reg ^ static_cast<unsigned char>(c)) & 0xFF]);
    return reg;
}

} // namespace shanhai::ecology::sl651
