#include "base/quantity.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace shanhai {

namespace {

constexpr std::array<std::pair<std::string_view, Qualifier>, 7> names{{{"exact", Qualifier::exact},
                                                                       {"nearly", Qualifier::nearly},
                                                                       {"over", Qualifier::over},
                                                                       {"plus", Qualifier::plus},
                                                                       {"approx", Qualifier::approx},
                                                                       {"at_least", Qualifier::at_least},
                                                                       {"at_most", Qualifier::at_most}}};

// Printed numbers are short; one that overflows 128 bits does not come from a report.
Rational certain(std::optional<Rational> value) {
    check(value.has_value(), "a printed number stays within 128 bits");
    return *value;
}

// What one unit of the digit at `digit` in "4480000000" or "85.3" is worth.
Rational worth_of_digit(std::string_view plain, std::size_t digit) {
    const std::size_t point = std::min(plain.find('.'), plain.size());
    const auto zeros = digit < point ? point - digit - 1 : digit - point;
    const std::string power = "1" + std::string(zeros, '0');
    const Rational whole = certain(Rational::parse(power));
    return digit < point ? whole : certain(divide(1, whole));
}

constexpr std::string_view significant = "123456789";

Rational first_digit(std::string_view plain) {
    const std::size_t at = plain.find_first_of(significant);
    return at == std::string_view::npos ? Rational(1) : worth_of_digit(plain, at);
}

// The printed number in as many decimals as it has; reports print no more than these.
std::string plain_text(Rational printed) { return printed.text(12); }

Rational smaller(Rational a, Rational b) { return compare(a, b) < 0 ? a : b; }

} // namespace

std::optional<Qualifier> qualifier_named(std::string_view name) {
    for (const auto& [known, qualifier] : names)
        if (known == name) return qualifier;
    return std::nullopt;
}

std::string_view name_of(Qualifier qualifier) {
    for (const auto& [name, known] : names)
        if (known == qualifier) return name;
    return {};
}

bool Interval::contains(Rational value) const {
    const int to_low = compare(value, low);
    if (low_open ? to_low <= 0 : to_low < 0) return false;
    if (!high) return true;
    const int to_high = compare(value, *high);
    return high_open ? to_high < 0 : to_high <= 0;
}

Interval meaning(Rational printed, Rational precision, Qualifier qualifier, const QualifierWidths& widths) {
    const std::string plain = plain_text(printed);
    const auto units = [&](Rational width) { return certain(multiply(last_digit(plain), width)); };
    switch (qualifier) {
    case Qualifier::exact: {
        const Rational half = certain(divide(precision, 2));
        return {.low = certain(subtract(printed, half)), .high = certain(add(printed, half))};
    }
    case Qualifier::nearly: {
        const Rational step = smaller(certain(divide(first_digit(plain), 10)), units(widths.nearly));
        return {.low = certain(subtract(printed, step)), .high = printed};
    }
    case Qualifier::over:
    case Qualifier::plus: {
        const Rational step = units(qualifier == Qualifier::over ? widths.over : widths.plus);
        return {.low = printed, .high = certain(add(printed, step)), .low_open = true};
    }
    case Qualifier::approx: {
        const Rational step = certain(multiply(printed, certain(divide(widths.approx, 100))));
        return {.low = certain(subtract(printed, step)), .high = certain(add(printed, step)), .high_open = false};
    }
    case Qualifier::at_most: return {.low = 0, .high = printed, .high_open = false};
    case Qualifier::at_least: break;
    }
    return {.low = printed, .high = std::nullopt};
}

Rational last_digit(std::string_view plain_decimal) {
    const std::size_t at = plain_decimal.find_last_of(significant);
    return at == std::string_view::npos ? Rational(1) : worth_of_digit(plain_decimal, at);
}

} // namespace shanhai
