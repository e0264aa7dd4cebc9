#include "apps/shanhai/display_width.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace shanhai::apps {

namespace {

struct Range {
    char32_t first, last;
};

// Unicode 15 East Asian Width W and F, joined where nothing narrow that is assigned lies between.
constexpr std::array<Range, 15> wide = {{
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0x33ff},
    {0x3400, 0x4dbf},
    {0x4e00, 0xa4cf},
    {0xa960, 0xa97c},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe10, 0xfe19},
    {0xfe30, 0xfe6b},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f680, 0x1f9ff},
    {0x20000, 0x3fffd},
}};
constexpr std::array<Range, 5> none = {{
    {0x0300, 0x036f},
    {0x200b, 0x200f},
    {0x20d0, 0x20f0},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
}};

template <std::size_t N>
bool lies_in(const std::array<Range, N>& ranges, char32_t c) {
    return std::ranges::any_of(ranges, [c](Range range) { return range.first <= c && c <= range.last; });
}

std::size_t width_of(char32_t c) {
    if (lies_in(none, c)) return 0;
    return lies_in(wide, c) ? 2 : 1;
}

// The first character of well-formed UTF-8 and its length.
std::pair<char32_t, std::size_t> first_of(std::string_view utf8) {
    const auto lead = static_cast<unsigned char>(utf8[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 1 || length > utf8.size()) return {lead, 1};
    char32_t c = lead & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(utf8[i]) & 0x3fu);
    return {c, length};
}

} // namespace

std::size_t display_width(std::string_view utf8) {
    std::size_t width = 0;
    while (!utf8.empty()) {
        const auto [c, length] = first_of(utf8);
        width += width_of(c);
        utf8.remove_prefix(length);
    }
    return width;
}

std::string padded_right(std::string text, std::size_t width) {
    const std::size_t own = display_width(text);
    if (own < width) text.append(width - own, ' ');
    return text;
}

std::string padded_left(std::string text, std::size_t width) {
    const std::size_t own = display_width(text);
    return own < width ? std::string(width - own, ' ') + text : text;
}

std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string(text);
    std::string cut;
    std::size_t taken = 0;
    while (!text.empty()) {
        const auto [c, length] = first_of(text);
        if (taken + width_of(c) + 1 > width) break;
        taken += width_of(c);
        cut.append(text.substr(0, length));
        text.remove_prefix(length);
    }
    return cut + "…";
}

} // namespace shanhai::apps
