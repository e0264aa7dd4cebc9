#pragma once

#include <cstdint>
#include <string_view>

namespace shanhai::ecology::hj212 {

// The check sum of HJ 212 (appendix A): before a byte is taken in, the register is shifted and its low byte lost. That is
// not MODBUS. "123456789" gives 2F80.
std::uint16_t crc_of(std::string_view segment);

} // namespace shanhai::ecology::hj212
