#pragma once

#include <optional>
#include <string_view>

// Check digits of GS1's numbers (GS1 General Specifications, 7.9): weights 3 and 1 in turn from the right.
namespace shanhai::trade {

// The digit that has to stand behind `digits`; nothing when they are none, or not only digits.
std::optional<char> check_digit_behind(std::string_view digits);

bool is_gtin(std::string_view code); // 商品条码: 8, 12, 13 or 14 digits
bool is_gln(std::string_view code);  // 全球位置码: 13 digits
bool is_sscc(std::string_view code); // 物流单元代码: 18 digits

} // namespace shanhai::trade
