#include "base/money.h"

#include "base/text.h"

#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace shanhai {

namespace {

constexpr __int128 largest = std::numeric_limits<std::int64_t>::max();

// What stands behind the digits, and how many zeros it is worth. Longer names first.
constexpr std::array<std::pair<std::string_view, int>, 12> multiples{{{"万亿", 12},
                                                                      {"千亿", 11},
                                                                      {"百亿", 10},
                                                                      {"十亿", 9},
                                                                      {"亿", 8},
                                                                      {"千万", 7},
                                                                      {"百万", 6},
                                                                      {"十万", 5},
                                                                      {"万", 4},
                                                                      {"千", 3},
                                                                      {"百", 2},
                                                                      {"", 0}}};

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
    return text.ends_with(suffix) ? trim(text.substr(0, text.size() - suffix.size())) : text;
}

int take_multiple(std::string_view& text) {
    for (const auto& [name, zeros] : multiples) {
        if (!text.ends_with(name)) continue;
        text = without_suffix(text, name);
        return zeros;
    }
    return 0;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// "1,200" → "1200"; nullopt when a comma does not stand before exactly three digits of the whole part.
std::optional<std::string> without_grouping(std::string_view number) {
    const std::size_t point = number.find('.');
    const std::string_view whole = number.substr(0, point);
    if (whole.find(',') == std::string_view::npos) return std::string(number);
    std::string plain;
    for (const std::string_view group : split(whole, ',')) {
        const bool is_first = plain.empty();
        if (is_first ? group.empty() || group.size() > 3 : group.size() != 3) return std::nullopt;
        plain += group;
    }
    return plain + std::string(point == std::string_view::npos ? std::string_view{} : number.substr(point));
}

struct Decimal {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
};

// Sign, digits and one point; at least one digit.
std::optional<Decimal> read_decimal(std::string_view text) {
    Decimal decimal;
    if (text.starts_with('-') || text.starts_with('+')) {
        decimal.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    decimal.whole = text.substr(0, point);
    if (point != std::string_view::npos) decimal.fraction = text.substr(point + 1);
    if (decimal.whole.empty() && decimal.fraction.empty()) return std::nullopt;
    for (const std::string_view digits : {decimal.whole, decimal.fraction})
        for (const char digit : digits)
            if (!is_digit(digit)) return std::nullopt;
    return decimal;
}

// The digits as an integer followed by `zeros` zeros; nullopt when that is beyond int64.
std::optional<std::int64_t> shifted(const Decimal& decimal, std::string_view fraction, int zeros) {
    __int128 value = 0;
    for (const std::string_view digits : {decimal.whole, fraction}) {
        for (const char digit : digits) {
            value = value * 10 + (digit - '0');
            if (value > largest) return std::nullopt;
        }
    }
    for (; zeros > 0 && value != 0; --zeros) {
        value *= 10;
        if (value > largest) return std::nullopt;
    }
    return static_cast<std::int64_t>(decimal.negative ? -value : value);
}

std::unexpected<Problem> refuse_text(const char* code, std::string_view text) {
    return refuse(code, {}, {{"text", std::string(text)}});
}

} // namespace

Result<Money> Money::parse(std::string_view text) {
    const std::string folded = fold_width(text);
    std::string_view number = trim(folded);
    number = without_suffix(number, "元");
    const int zeros = take_multiple(number);
    const auto plain = without_grouping(number);
    if (!plain) return refuse_text("money.unreadable", text);
    const auto decimal = read_decimal(*plain);
    if (!decimal || decimal->whole.empty() || plain->ends_with('.')) return refuse_text("money.unreadable", text);
    // Also 1.200 is refused: it may be meant as twelve hundred.
    const int beyond_fen = static_cast<int>(decimal->fraction.size()) - zeros - 2;
    if (beyond_fen > 0) return refuse_text("money.too_precise", text);
    const auto fen = shifted(*decimal, decimal->fraction, -beyond_fen);
    if (!fen) return refuse_text("money.too_large", text);
    return Money{*fen};
}

std::string Money::plain() const { return scaled_text(fen_, 2); }

std::string scaled_text(std::int64_t value, int scale) {
    const bool negative = value < 0;
    const std::uint64_t magnitude =
        negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
    std::string text = std::to_string(magnitude);
    if (scale > 0) {
        const auto places = static_cast<std::size_t>(scale);
        if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
        text.insert(text.size() - places, 1, '.');
    }
    return negative ? "-" + text : text;
}

Result<std::int64_t> parse_scaled(std::string_view text, int scale) {
    const auto decimal = read_decimal(text);
    if (!decimal) return refuse_text("decimal.unreadable", text);
    std::string_view fraction = decimal->fraction;
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
    const int missing = scale - static_cast<int>(fraction.size());
    if (missing < 0) return refuse_text("decimal.too_precise", text);
    const auto value = shifted(*decimal, fraction, missing);
    if (!value) return refuse_text("decimal.too_large", text);
    return *value;
}

} // namespace shanhai
