#include "kernel/series/packing.h"

#include <array>

namespace shanhai::kernel {

namespace {

constexpr auto crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        auto crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320U : crc >> 1;
        table[i] = crc;
    }
    return table;
}();

std::uint32_t crc_step(std::uint32_t crc, std::uint8_t byte) { return (crc >> 8) ^ crc_table[(crc ^ byte) & 0xFF]; }

} // namespace

std::string checksum_of(std::int64_t seed, std::string_view body) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (unsigned shift = 0; shift < 64; shift += 8)
        crc = crc_step(crc, static_cast<std::uint8_t>(static_cast<std::uint64_t>(seed) >> shift));
    for (const char c : body) crc = crc_step(crc, static_cast<std::uint8_t>(c));
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((~crc >> shift) & 0xFF);
    return bytes;
}

void put_number(std::string& to, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) to += static_cast<char>((number & 0x7F) | 0x80);
    to += static_cast<char>(number);
}

} // namespace shanhai::kernel
