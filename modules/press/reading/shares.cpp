#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// Percent, tenths, halves and multiples: 85.3%, 百分之三十, 三成, 八五折, 翻两番, 半数.
namespace shanhai::press {

namespace {

constexpr std::u32string_view not_behind_tenths = U"立为功果本效就员长熟品绩交套都因分败年人份名语色衣行群天才像全";
constexpr int most_doublings = 30;

} // namespace

std::size_t Scanner::read_percent(std::size_t at, const std::optional<Numeral>& here) {
    if (const auto next = read_parts_of_hundred(at)) return next;
    // 五五折: two digits that are no number elsewhere.
    if (const int tens = chinese_digit(text_[at]), ones = chinese_digit(look(at + 1));
        tens > 0 && ones > 0 && look(at + 2) == U'折') {
        Numeral digits;
        digits.begin = at;
        digits.end = at + 2;
        digits.value = tens * 10 + ones;
        return read_tenths(digits);
    }
    return here ? read_tenths(*here) : 0;
}

// 百分之三十, 负千分之五, 百万分之一: with or without spaces; 百分 alone before a number only.
std::size_t Scanner::read_parts_of_hundred(std::size_t at) {
    std::size_t next = at;
    const auto take = [&](char32_t c) {
        if (look(next) != c) return false;
        ++next;
        while (is_space(look(next))) ++next;
        return true;
    };
    const bool negative = take(U'负') || take(U'負');
    const char32_t first = look(next);
    Rational scale = 1;
    if (first == U'千' || first == U'仟')
        scale = *divide(Rational(1), 10);
    else if (first == U'万' || first == U'萬')
        scale = *divide(Rational(1), 100);
    else if (first != U'百' && first != U'佰')
        return 0;
    take(first);
    if ((first == U'百' || first == U'万') && look(next) == U'万') {
        scale = *divide(scale, 10'000);
        ++next;
    }
    if (!take(U'分')) return 0;
    const bool of = take(U'之');
    const bool whole = look(next) == U'百' && chinese_digit(look(next + 1)) < 0;
    auto value = whole ? std::optional(Numeral{.begin = next, .end = next + 1, .value = 100}) : number(next);
    if (!value || value->fraction || (!of && (first != U'百' || (value->round && !whole)))) return 0;
    auto reading = said(*value, at, value->end);
    if (!to_unit(reading, "percent", scale)) return 0;
    if (negative) reading.value = *subtract(Rational(0), *reading.value);
    put(std::move(reading));
    return found_.back().end;
}

// 三成, 七成六, 两折
std::size_t Scanner::read_tenths(const Numeral& number) {
    std::size_t unit = number.end;
    if (is_space(look(unit)) && (look(unit + 1) == U'成' || look(unit + 1) == U'折')) ++unit;
    const char32_t c = look(unit);
    if ((c != U'成' && c != U'折') || number.fraction || number.round) return 0;
    if (not_behind_tenths.contains(look(unit + 1))) return 0;
    if (c == U'折' &&
        (look(unit + 1) == U'叠' || look(unit + 1) == U'扣' || look(unit + 1) == U'腾' || look(unit + 1) == U'射'))
        return 0;
    Rational value = *multiply(number.value, 10);
    Rational step = *multiply(number.step, 10);
    std::size_t end = unit + 1;
    // 八五折, 72折: the second digit is of hundredths.
    const bool two_digits =
        c == U'折' && !number.decimal && compare(number.value, 10) > 0 && compare(number.value, 100) < 0;
    if (two_digits) {
        value = number.value;
        step = 1;
    }
    if (number.high) value = *multiply(number.value, 10);
    if (c == U'成') {
        std::size_t next = end;
        if (is_space(look(next))) ++next;
        if (const int digit = chinese_digit(look(next));
            digit > 0 && look(next) != U'一' && !words_.classifiers.longest(text_, next + 1)) {
            value = *add(value, digit);
            step = 1;
            end = next + 1;
        }
    }
    if (compare(value, c == U'折' ? 100 : 200) > 0 || compare(value, 0) <= 0) return 0;
    auto reading = said(number, number.begin, end);
    reading.number_end = end;
    reading.value = value;
    if (number.high) reading.high = multiply(*number.high, 10);
    reading.precision = step;
    reading.unit = "percent";
    put(std::move(reading));
    return found_.back().end;
}

// 翻两番 is four times, 翻一番 and 翻倍 twice.
std::size_t Scanner::read_multiple(std::size_t at) {
    if (text_[at] != U'翻') return 0;
    std::size_t next = at + 1;
    if (look(next) == U'了') ++next;
    const auto count = number(next);
    Rational value = 2;
    std::size_t end = 0;
    if (look(next) == U'番' || look(next) == U'倍') {
        end = next + 1;
    } else if (count && look(count->end) == U'番') {
        const double times = count->value.approximate();
        if (times < 1 || times > most_doublings || times != static_cast<int>(times)) return 0;
        value = Rational(std::int64_t{1} << static_cast<int>(times));
        end = count->end + 1;
    } else if (count && look(count->end) == U'倍' && count->value == Rational(1)) {
        end = count->end + 1;
    } else {
        return 0;
    }
    Reading reading;
    reading.begin = at;
    reading.number_begin = at;
    reading.number_end = reading.end = end;
    reading.value = value;
    reading.unit = "times";
    put(std::move(reading));
    return end;
}

// 半数, 一半, 过半, 对折, 半成
std::size_t Scanner::read_half(std::size_t at) {
    struct Half {
        std::u32string_view word;
        int percent;
        Qualifier qualifier;
    };
    static constexpr Half halves[] = {{U"过半数", 50, Qualifier::over},       {U"大半数", 50, Qualifier::over},
                                      {U"半数以上", 50, Qualifier::at_least}, {U"一半以上", 50, Qualifier::at_least},
                                      {U"半数", 50, Qualifier::approx},       {U"一半", 50, Qualifier::exact},
                                      {U"过半", 50, Qualifier::over},         {U"对折", 50, Qualifier::exact},
                                      {U"半成", 5, Qualifier::exact}};
    for (const auto& half : halves) {
        if (!says(at, half.word)) continue;
        if (half.word == U"半成" && (look(at + 2) == U'品' || look(at + 2) == U'熟')) return 0;
        Numeral number;
        number.begin = at;
        number.end = at + half.word.size();
        number.value = half.percent;
        auto reading = said(number, at, number.end);
        reading.unit = "percent";
        if (reading.qualifier == Qualifier::exact) reading.qualifier = half.qualifier;
        put(std::move(reading));
        return found_.back().end;
    }
    return 0;
}

} // namespace shanhai::press
