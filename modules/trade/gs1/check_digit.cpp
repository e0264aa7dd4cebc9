#include "modules/trade/gs1/check_digit.h"

#include <algorithm>

namespace shanhai::trade {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_checked(std::string_view code) {
    return code.size() > 1 && check_digit_behind(code.substr(0, code.size() - 1)) == code.back();
}

} // namespace

std::optional<char> check_digit_behind(std::string_view digits) {
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    int sum = 0;
    int weight = 3;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        sum = (sum + (*at - '0') * weight) % 10;
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum) % 10);
}

bool is_gtin(std::string_view code) {
    const auto size = code.size();
    return (size == 8 || (size >= 12 && size <= 14)) && is_checked(code);
}

bool is_gln(std::string_view code) { return code.size() == 13 && is_checked(code); }

bool is_sscc(std::string_view code) { return code.size() == 18 && is_checked(code); }

} // namespace shanhai::trade
