#include "modules/iati/decimal_sum.h"

#include "base/money.h"

#include <algorithm>

namespace shanhai::iati {

namespace {

struct Parts {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
};

Parts parts_of(std::string_view text) {
    Parts parts;
    if (text.starts_with('-') || text.starts_with('+')) {
        parts.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    parts.whole = text.substr(0, point);
    if (point != std::string_view::npos) parts.fraction = text.substr(point + 1);
    return parts;
}

} // namespace

bool is_decimal(std::string_view text) {
    const Parts parts = parts_of(text);
    const auto all_digits = [](std::string_view digits) {
        return std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '9'; });
    };
    return parts.whole.size() + parts.fraction.size() > 0 && all_digits(parts.whole) && all_digits(parts.fraction);
}

std::optional<std::int64_t> rounded_decimal(std::string_view text, int scale) {
    if (!is_decimal(text)) return std::nullopt;
    const Parts parts = parts_of(text);
    const auto places = static_cast<std::size_t>(scale);
    const std::string kept = std::string(parts.whole) + "." + std::string(parts.fraction.substr(0, places)) + "0";
    const auto magnitude = parse_scaled(kept, scale);
    if (!magnitude) return std::nullopt;
    const bool up = parts.fraction.size() > places && parts.fraction[places] >= '5';
    std::int64_t value = 0;
    if (__builtin_add_overflow(*magnitude, up ? 1 : 0, &value)) return std::nullopt;
    return parts.negative ? -value : value;
}

void DecimalSum::Digits::add(std::string_view whole_text, std::string_view fraction_text) {
    whole.resize(std::max(whole.size(), whole_text.size()), 0);
    fraction.resize(std::max(fraction.size(), fraction_text.size()), 0);
    int carry = 0;
    for (std::size_t i = fraction.size(); i-- > 0;) {
        const int sum = fraction[i] + (i < fraction_text.size() ? fraction_text[i] - '0' : 0) + carry;
        fraction[i] = static_cast<char>(sum % 10);
        carry = sum / 10;
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const int sum = whole[i] + (i < whole_text.size() ? whole_text[whole_text.size() - 1 - i] - '0' : 0) + carry;
        whole[i] = static_cast<char>(sum % 10);
        carry = sum / 10;
    }
    if (carry > 0) whole += static_cast<char>(carry);
}

void DecimalSum::Digits::align(Digits& other) {
    const std::size_t whole_digits = std::max(whole.size(), other.whole.size());
    const std::size_t fraction_digits = std::max(fraction.size(), other.fraction.size());
    for (Digits* digits : {this, &other}) {
        digits->whole.resize(whole_digits, 0);
        digits->fraction.resize(fraction_digits, 0);
    }
}

bool DecimalSum::Digits::less_than(const Digits& other) const {
    for (std::size_t i = whole.size(); i-- > 0;)
        if (whole[i] != other.whole[i]) return whole[i] < other.whole[i];
    return fraction < other.fraction;
}

void DecimalSum::Digits::subtract(const Digits& smaller) {
    int borrow = 0;
    const auto subtract_digit = [&](char& digit, char other) {
        int difference = digit - other - borrow;
        borrow = difference < 0 ? 1 : 0;
        if (difference < 0) difference += 10;
        digit = static_cast<char>(difference);
    };
    for (std::size_t i = fraction.size(); i-- > 0;) subtract_digit(fraction[i], smaller.fraction[i]);
    for (std::size_t i = 0; i < whole.size(); ++i) subtract_digit(whole[i], smaller.whole[i]);
}

void DecimalSum::add(std::string_view text) {
    const Parts parts = parts_of(text);
    (parts.negative ? negative_ : positive_).add(parts.whole, parts.fraction);
}

std::string DecimalSum::text() const {
    Digits larger = positive_;
    Digits smaller = negative_;
    larger.align(smaller);
    const bool negative = larger.less_than(smaller);
    if (negative) std::swap(larger, smaller);
    larger.subtract(smaller);

    while (larger.whole.size() > 1 && larger.whole.back() == 0) larger.whole.pop_back();
    while (larger.fraction.size() > 2 && larger.fraction.back() == 0) larger.fraction.pop_back();
    larger.whole.resize(std::max<std::size_t>(larger.whole.size(), 1), 0);
    larger.fraction.resize(std::max<std::size_t>(larger.fraction.size(), 2), 0);
    std::string text = negative ? "-" : "";
    for (std::size_t i = larger.whole.size(); i-- > 0;) text += static_cast<char>('0' + larger.whole[i]);
    text += '.';
    for (const char digit : larger.fraction) text += static_cast<char>('0' + digit);
    return text;
}

} // namespace shanhai::iati
