#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shanhai {

constexpr bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }
constexpr std::uint32_t joined_surrogates(std::uint32_t high, std::uint32_t low) {
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

// A code point as UTF-8; what is none (a lone surrogate, beyond U+10FFFF) as U+FFFD.
void append_utf8(std::string& text, std::uint32_t point);

// UTF-16 without its byte order mark, as UTF-8; lone surrogates and a last odd byte become U+FFFD.
std::string utf8_of_utf16(std::string_view bytes, bool big_endian);

} // namespace shanhai
