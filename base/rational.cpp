#include "base/rational.h"

#include <cstdlib>
#include <limits>
#include <string_view>

namespace shanhai {

namespace {

using Wide = __int128;
using Magnitude = unsigned __int128;

constexpr Wide smallest = static_cast<Wide>(Magnitude{1} << 127);

Magnitude magnitude(Wide value) {
    return value < 0 ? ~static_cast<Magnitude>(value) + 1 : static_cast<Magnitude>(value);
}

Magnitude common_factor(Magnitude a, Magnitude b) {
    while (b != 0) {
        const Magnitude rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

std::optional<Wide> times(Wide a, Wide b) {
    Wide product = 0;
    if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
    return product;
}

// Compares the non-negative fractions a/b and c/d by their continued fractions: nothing is multiplied, so nothing overflows.
int compare_magnitudes(Magnitude a, Magnitude b, Magnitude c, Magnitude d) {
    int sign = 1;
    while (true) {
        const Magnitude left = a / b;
        const Magnitude right = c / d;
        if (left != right) return left < right ? -sign : sign;
        a %= b;
        c %= d;
        if (a == 0 || c == 0) return a == c ? 0 : (a == 0 ? -sign : sign);
        std::swap(a, b);
        std::swap(c, d);
        sign = -sign;
    }
}

// The next decimal digit of rest/bottom; leaves the new rest. By additions, because rest × 10 may not fit.
int next_digit(Magnitude& rest, Magnitude bottom) {
    int digit = 0;
    Magnitude sum = 0;
    for (int i = 0; i < 10; ++i) {
        sum += rest;
        if (sum < bottom) continue;
        sum -= bottom;
        ++digit;
    }
    rest = sum;
    return digit;
}

std::string decimal_text(Magnitude value) {
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    return text;
}

// Adds one to the last digit of decimal text such as "9.99".
void add_one_at_end(std::string& text) {
    for (std::size_t at = text.size(); at-- > 0;) {
        if (text[at] == '.') continue;
        if (text[at] != '9') {
            ++text[at];
            return;
        }
        text[at] = '0';
    }
    text.insert(text.begin(), '1');
}

} // namespace

std::optional<Rational> Rational::of(__int128 top, __int128 bottom) {
    // The smallest value has no negative, and one number beyond 2^127 - 1 is not worth a special case.
    if (bottom == 0 || top == smallest || bottom == smallest) return std::nullopt;
    if (bottom < 0) {
        top = -top;
        bottom = -bottom;
    }
    const auto factor = static_cast<Wide>(common_factor(magnitude(top), magnitude(bottom)));
    return Rational{top / factor, bottom / factor};
}

std::optional<Rational> Rational::parse(const std::string& decimal) {
    std::string_view text = decimal;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    Wide top = 0;
    Wide bottom = 1;
    bool after_point = false;
    bool any_digit = false;
    for (const char character : text) {
        if (character == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (character < '0' || character > '9') return std::nullopt;
        any_digit = true;
        const auto grown = times(top, 10);
        if (!grown || __builtin_add_overflow(*grown, static_cast<Wide>(character - '0'), &top)) return std::nullopt;
        if (!after_point) continue;
        const auto finer = times(bottom, 10);
        if (!finer) return std::nullopt;
        bottom = *finer;
    }
    if (!any_digit) return std::nullopt;
    return of(negative ? -top : top, bottom);
}

std::optional<Rational> add(Rational a, Rational b) {
    // Over the least common denominator, so that sums of hundredths stay hundredths.
    const auto factor = static_cast<Wide>(common_factor(magnitude(a.bottom_), magnitude(b.bottom_)));
    const auto left = times(a.top_, b.bottom_ / factor);
    const auto right = times(b.top_, a.bottom_ / factor);
    const auto bottom = times(a.bottom_, b.bottom_ / factor);
    Wide top = 0;
    if (!left || !right || !bottom || __builtin_add_overflow(*left, *right, &top)) return std::nullopt;
    return Rational::of(top, *bottom);
}

std::optional<Rational> subtract(Rational a, Rational b) { return add(a, Rational{-b.top_, b.bottom_}); }

std::optional<Rational> multiply(Rational a, Rational b) {
    // Crosswise reduction first: the product of two reduced fractions overflows only when the result does.
    const auto one = Rational::of(a.top_, b.bottom_);
    const auto other = Rational::of(b.top_, a.bottom_);
    if (!one || !other) return std::nullopt;
    const auto top = times(one->top_, other->top_);
    const auto bottom = times(one->bottom_, other->bottom_);
    if (!top || !bottom) return std::nullopt;
    return Rational::of(*top, *bottom);
}

std::optional<Rational> divide(Rational a, Rational b) {
    const auto inverse = Rational::of(b.bottom_, b.top_);
    if (!inverse) return std::nullopt;
    return multiply(a, *inverse);
}

int compare(Rational a, Rational b) {
    const bool a_negative = a.top_ < 0;
    if (a_negative != (b.top_ < 0)) return a_negative ? -1 : 1;
    const int order =
        compare_magnitudes(magnitude(a.top_), magnitude(a.bottom_), magnitude(b.top_), magnitude(b.bottom_));
    return a_negative ? -order : order;
}

std::string Rational::text(int decimals) const {
    const Magnitude bottom = magnitude(bottom_);
    Magnitude rest = magnitude(top_);
    std::string text = decimal_text(rest / bottom);
    rest %= bottom;
    if (decimals > 0) text += '.';
    for (int i = 0; i < decimals; ++i) text += static_cast<char>('0' + next_digit(rest, bottom));
    if (next_digit(rest, bottom) >= 5) add_one_at_end(text);
    const bool is_nothing = text.find_first_not_of("0.") == std::string::npos; // no "-0.00"
    return top_ < 0 && !is_nothing ? "-" + text : text;
}

double Rational::approximate() const { return static_cast<double>(top_) / static_cast<double>(bottom_); }

} // namespace shanhai
