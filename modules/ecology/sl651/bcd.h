#pragma once

#include "modules/ecology/sl651/body.h"

#include <string>
#include <string_view>

namespace shanhai::ecology::sl651 {

// "0012345678" of five bytes, letters where a half byte is no digit.
std::string hex_of(std::string_view bytes);

// A decimal number in BCD with its point left out. A first byte FF is the minus sign; all F, or all A, is no value. What has
// other letters is in no code that we know: its digits in hexadecimal.
Value decimal_of(std::string_view bytes, int decimals);

// "1273" with three decimals: "1.273". Zeros before the point that say nothing are left out.
std::string with_point(std::string_view digits, int decimals);

} // namespace shanhai::ecology::sl651
