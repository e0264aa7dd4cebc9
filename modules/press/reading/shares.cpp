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
    // 翻了近两番: the word that qualifies may stand behind the verb.
    Qualifier qualifier = Qualifier::exact;
    for (const auto& word : words_.before)
        if (says(next, word.word)) {
            qualifier = word.qualifier;
            next += word.word.size();
            break;
        }
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
    After after = qualifier_after(end);
    if (look(end) == U'多') after = {Qualifier::plus, end + 1};
    const auto before = qualifier_before(at, Numeral{.begin = at, .end = end, .value = value});
    Reading reading;
    reading.begin = before.begin;
    reading.number_begin = at;
    reading.number_end = end;
    reading.end = std::max(after.end, end);
    reading.value = value;
    reading.unit = "times";
    reading.qualifier = after.qualifier != Qualifier::exact ? after.qualifier
                        : qualifier != Qualifier::exact     ? qualifier
                                                            : before.qualifier;
    // One doubling more would have been said.
    const bool more = reading.qualifier == Qualifier::plus || reading.qualifier == Qualifier::over;
    if (more) {
        reading.high = multiply(value, 2);
        reading.high_open = true;
    }
    end = reading.end;
    put(std::move(reading));
    return end;
}

// 三分之一 of a whole: a share, kept in percent as the fraction that it is. 3/4 may be a day, so the words beside it must say
// that it is a share.
bool Scanner::is_share(const Numeral& number) const {
    if (!number.fraction || compare(number.value, 0) <= 0 || compare(number.value, 1) >= 0) return false;
    if (words_.units.longest(text_, number.end)) return false;
    const auto printed = text_.substr(number.begin, number.end - number.begin);
    if (printed.contains(U'.')) return false; // no share is said as 五百分之2.2
    if (!printed.contains(U'/')) return true;
    static constexpr std::u32string_view beside = U"约占近超过有为达的到了";
    static constexpr std::u32string_view behind = U"的以左强来";
    static constexpr std::u32string_view never_behind = U"/页版";
    const char32_t next = look(number.end);
    const bool before = number.begin > 0 && beside.contains(text_[number.begin - 1]);
    return behind.contains(next) || (before && !never_behind.contains(next));
}

std::size_t Scanner::read_part_of_whole(const Numeral& number) {
    auto reading = said(number, number.begin, number.end);
    if (!to_unit(reading, "percent", 100)) return 0;
    reading.precision = 1;
    reading.fraction = true;
    put(std::move(reading));
    return found_.back().end;
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
