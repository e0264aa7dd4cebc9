#include "modules/ecology/sl651/bcd.h"

#include <algorithm>

namespace shanhai::ecology::sl651 {

std::string hex_of(std::string_view bytes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::string with_point(std::string_view digits, int decimals) {
    const auto behind = static_cast<std::size_t>(decimals);
    std::string text(digits);
    if (text.size() <= behind) text.insert(0, behind + 1 - text.size(), '0');
    const std::size_t whole = text.size() - behind;
    const std::size_t zeros = std::min(text.find_first_not_of('0'), whole - 1);
    if (behind > 0) text.insert(whole, ".");
    return text.substr(zeros);
}

Value decimal_of(std::string_view bytes, int decimals) {
    if (bytes.empty()) return Missing{};
    const auto all = [&](char byte) { return std::ranges::all_of(bytes, [byte](char c) { return c == byte; }); };
    if (all('\xFF') || all('\xAA')) return Missing{};
    const bool negative = bytes[0] == '\xFF';
    const std::string digits = hex_of(negative ? bytes.substr(1) : bytes);
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return hex_of(bytes);
    return Number{(negative ? "-" : "") + with_point(digits, decimals)};
}

} // namespace shanhai::ecology::sl651
