#pragma once

#include <cstdint>
#include <string_view>

namespace shanhai::ecology::sl651 {

// CRC-16/MODBUS of everything before the check sum, the start marks included. "123456789" gives 4B37.
std::uint16_t crc_of(std::string_view bytes);

} // namespace shanhai::ecology::sl651
