#include "base/text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// Numbers of English sentences: one hundred and twenty teachers, US$2.5 million, two thirds of households, 10-15 villages.
namespace shanhai::press {

namespace {

constexpr std::size_t most_words = 12; // of one number

bool is_hyphen(char32_t c) { return c == U'-' || c == U'–' || c == U'—'; }

bool is_year(const Numeral& number) {
    const double value = number.value.approximate();
    return number.digits == 4 && value >= 1900 && value <= 2060;
}

} // namespace

// One number in words. "and" joins what is below a hundred to what is above; a hyphen or a space joins the rest.
std::optional<Numeral> Scanner::number_words(std::size_t at) const {
    const auto& words = words_.english;
    Numeral number{.begin = at};
    std::int64_t total = 0, section = 0, least_scale = 0;
    std::size_t next = at;
    for (std::size_t n = 0; n < most_words; ++n) {
        const auto word = english_word(next);
        const auto value = words.numbers.find(word);
        const auto scale = words.scales.find(word);
        if (value != words.numbers.end()) {
            const bool ones = value->second < 10;
            if (ones ? section % 10 != 0 || section % 100 == 10 : section % 100 != 0) break;
            section += value->second;
            number.step = 1;
        } else if (scale != words.scales.end() && section > 0) {
            if (scale->second < 1000) {
                if (section > 99) break;
                section *= scale->second;
                number.step = scale->second == 12 ? 1 : scale->second;
            } else {
                if (least_scale && scale->second >= least_scale) break;
                least_scale = scale->second;
                total += section * scale->second;
                section = 0;
                number.step = scale->second;
            }
        } else if (word == "and" && n > 0 && words.numbers.contains(english_word(next + 4)) &&
                   (section % 100 == 0 && (section > 0 || total > 0))) {
            next += 4;
            continue;
        } else if ((word == "a" || word == "an") && n == 0 &&
                   words.scales.contains(english_word(next + word.size() + 1))) {
            section = 1;
        } else {
            break;
        }
        number.end = next + word.size();
        if (!is_space(look(number.end)) && look(number.end) != U'-') break;
        next = number.end + 1;
    }
    number.value = total + section;
    const bool article_alone = number.end <= at + 2 && english_word(at).front() == 'a';
    if (number.end == 0 || article_alone) return {};
    return number;
}

// 2.5 million; of money 2.5m and 3bn, too.
void Scanner::take_scale(Numeral& number, bool money) const {
    const bool apart = is_space(look(number.end)) || look(number.end) == U'-';
    const std::size_t at = number.end + (apart ? 1 : 0);
    const auto word = english_word(at);
    std::int64_t times = 0;
    if (const auto found = words_.english.scales.find(word); apart && found != words_.english.scales.end())
        times = found->second;
    else if (money && (word == "m" || word == "mn"))
        times = 1'000'000;
    else if (money && (word == "bn" || word == "b"))
        times = 1'000'000'000;
    if (times == 0) return;
    const auto value = multiply(number.value, times), step = multiply(number.step, times == 12 ? 1 : times);
    if (!value || !step) return;
    number.value = *value;
    number.step = *step;
    number.end = at + word.size();
    number.digits = 0;
}

std::optional<Numeral> Scanner::english_number(std::size_t at) const {
    if (!is_digit(look(at))) return is_letter(look(at)) ? number_words(at) : std::nullopt;
    auto found = number(at);
    if (found) take_scale(*found, false);
    return found;
}

std::size_t Scanner::read_number_words(std::size_t at, const std::string& word, std::size_t end) {
    if (const auto next = read_english_multiple(at, word, end)) return next;
    if ((word == "minus" || word == "negative") && is_space(look(end))) return read_below_zero(at, end);
    if (word == "half") return read_english_half(at, end);
    if (const auto next = read_english_several(at)) return next;
    if (const auto unit = words_.units.longest(text_, at);
        unit && at + unit.length == end && is_money(unit.meaning->unit))
        if (const auto next = read_currency(at)) return next;
    if ((word == "a" || word == "an") && words_.english.fractions.contains(english_word(end + 1)))
        return read_english_fraction({.begin = at, .end = end, .value = 1, .round = true});
    const auto number = number_words(at);
    if (!number) return 0;
    if (const auto next = read_english_fraction(*number)) return next;
    if (const auto next = read_english_multiple(at, {}, number->end)) return next;
    if (number->value == Rational(1)) return 0; // one is an article, too
    if (const auto next = read_english_range(*number)) return next;
    if (const auto next = read_counted_in_english(*number)) return next;
    return number->end;
}

// "4.48 billion yuan", "1,385 projects", "85.3 percent", "36-month", "10-15 villages": a number in an English sentence.
std::size_t Scanner::read_english_number(const Numeral& found) {
    const char32_t behind = look(found.end);
    if (!is_space(behind) && !is_hyphen(behind) && behind != U'+') return 0;
    if (found.chinese) return 0;
    if (const auto next = read_day_before_month(found)) return next;
    Numeral number = found;
    take_scale(number, false);
    if (const auto next = read_english_fraction(number)) return next;
    if (const auto next = read_english_range(number)) return next;
    if (const auto next = read_english_multiple(found.begin, {}, found.end)) return next;
    if (const auto next = read_hyphened(number)) return next;
    return read_counted_in_english(number);
}

std::size_t Scanner::put_counted(const Numeral& number, const Counted& counted, const After& early) {
    auto reading = early.end > 0 ? said(number, number.begin, counted.end, {early.qualifier, 0})
                                 : said(number, number.begin, counted.end);
    if (!to_unit(reading, counted.unit, counted.factor)) return 0;
    const std::size_t apart = reading.end + (is_space(look(reading.end)) ? 1 : 0);
    if (const auto rate = words_.rate_suffixes.longest(text_, apart); rate && !is_letter(look(apart + rate.length))) {
        reading.unit += "_" + *rate.meaning;
        reading.end = apart + rate.length;
    }
    reading.noun = counted.noun;
    put(std::move(reading));
    return found_.back().end;
}

std::size_t Scanner::read_counted_in_english(const Numeral& number) {
    const auto early = qualifier_after(number.end);
    const std::size_t at = early.end > 0 ? early.end : number.end;
    if (!is_space(look(at))) return 0;
    const auto counted = counted_in_english(at + 1);
    return counted ? put_counted(number, *counted, early) : 0;
}

// 36-month, 300-strong, 4,000-plus metres, 50+ villages
std::size_t Scanner::read_hyphened(const Numeral& found) {
    Numeral number = found;
    std::size_t at = number.end + 1;
    if (look(number.end) == U'+' || (is_hyphen(look(number.end)) && english_word(at) == "plus")) {
        if (look(number.end) != U'+') at += 4;
        number.more = true;
        const auto counted = is_space(look(at)) ? counted_in_english(at + 1) : std::nullopt;
        return counted ? put_counted(number, *counted, {}) : 0;
    }
    if (!is_hyphen(look(number.end))) return 0;
    const auto word = english_word(at);
    const auto strength = words_.english.strengths.find(word);
    if (strength != words_.english.strengths.end())
        return put_counted(number, {.unit = strength->second, .end = at + word.size()}, {});
    const auto unit = words_.units.longest(text_, at);
    if (!unit || is_letter(look(at + unit.length))) return 0;
    if (says(at + unit.length, U"-old"))
        return put_counted(number, {.unit = "year_old", .end = at + unit.length + 4}, {});
    return put_counted(number, {.unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + unit.length},
                       {});
}

// between 5,000 and 6,000; 10-15; 3 to 5. From 300 to 420 is a change: both numbers stand, in the unit of the second.
std::size_t Scanner::read_english_range(const Numeral& first) {
    std::size_t at = first.end;
    if (is_hyphen(look(at)))
        ++at;
    else if (says(at, U" to "))
        at += 4;
    else if (says(at, U" and ") && qualifies(first.begin, U"between"))
        at += 5;
    else
        return 0;
    const auto second = english_number(at);
    if (!second || second->fraction || first.fraction || compare(second->value, first.value) <= 0) return 0;
    if (is_year(first) && is_year(*second)) return 0;
    const std::size_t unit_at = second->end;
    const bool apart = is_space(look(unit_at)) || is_hyphen(look(unit_at));
    const bool letters =
        is_letter(look(unit_at)) || look(unit_at) == U'°'; // of Chinese words the other reader knows more
    const auto sign = letters ? words_.units.longest(text_, unit_at) : WordTable<UnitWord>::Found{};
    const auto counted =
        apart  ? counted_in_english(unit_at + 1)
        : sign ? std::optional(
                     Counted{.unit = sign.meaning->unit, .factor = sign.meaning->factor, .end = unit_at + sign.length})
               : std::nullopt;
    if (!counted) return 0;
    if (qualifies(first.begin, U"from")) {
        auto was = said(first, first.begin, first.end, {});
        if (!to_unit(was, counted->unit, counted->factor)) return 0;
        was.noun = counted->noun;
        const std::size_t change = found_.size();
        put(std::move(was));
        const auto next = put_counted(*second, *counted, {});
        if (next) found_[change].unit = found_.back().unit; // a rate stands behind the second
        return next;
    }
    // 2 to 3 million: the scale is meant of both.
    Numeral both = first;
    const auto scaled = divide(second->step, first.step);
    if (compare(first.value, 1000) < 0 && compare(second->step, 1000) >= 0 && scaled) {
        const auto value = multiply(first.value, *scaled);
        if (value && compare(*value, second->value) < 0) {
            both.value = *value;
            both.step = second->step;
        }
    }
    both.end = second->end;
    both.high = second->value;
    if (ends_in_word(first.begin, U"between")) both.begin = first.begin - 8;
    return put_counted(both, *counted, {});
}

// "between " or "from " directly before the number, or before a word that qualifies it.
bool Scanner::ends_in_word(std::size_t at, std::u32string_view word) const {
    if (at < word.size() + 1 || !is_space(text_[at - 1])) return false;
    const auto before = text_.substr(at - 1 - word.size(), word.size());
    return std::ranges::equal(before, word, {}, [](char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; });
}
bool Scanner::qualifies(std::size_t number_begin, std::u32string_view word) const {
    return ends_in_word(number_begin, word) || ends_in_word(qualifier_before(number_begin, Numeral{}).begin, word);
}

// US$2.5 million, $2.5m, RMB 380 million.
std::size_t Scanner::read_currency(std::size_t at) {
    std::string unit;
    std::size_t end = at + 1, begin = at;
    if (const auto sign = words_.english.currencies.find(text_[at]); sign != words_.english.currencies.end()) {
        unit = sign->second;
        if (unit == "USD" && ends_before(at, U"US")) begin -= 2;
        if (unit == "USD" && ends_before(at, U"HK")) {
            begin -= 2;
            unit = "HKD";
        }
    } else {
        const auto word = words_.units.longest(text_, at);
        unit = word.meaning->unit;
        end = at + word.length;
    }
    if (is_space(look(end))) ++end;
    auto amount = is_digit(look(end)) || look(end) == U'.' ? number(end) : std::nullopt;
    if (!amount) return 0;
    take_scale(*amount, true);
    auto reading = said(*amount, begin, amount->end);
    reading.unit = unit;
    put(std::move(reading));
    return found_.back().end;
}

// minus 12 degrees Celsius
std::size_t Scanner::read_below_zero(std::size_t at, std::size_t end) {
    auto number = english_number(end + 1);
    if (!number) return 0;
    number->value = *subtract(Rational(0), number->value);
    number->begin = at;
    if (is_space(look(number->end))) return read_counted_in_english(*number);
    const auto unit = words_.units.longest(text_, number->end);
    return unit
               ? put_counted(
                     *number,
                     {.unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = number->end + unit.length}, {})
               : 0;
}

// A unit at once, or the first noun within six words of the clause. Of "12 of the 45 villages" the villages are the noun, and
// 45 is a number of its own.
std::optional<Scanner::Counted> Scanner::counted_in_english(std::size_t at) const {
    const std::size_t begin = at;
    std::size_t end_of_own = 0;
    for (std::size_t words = 0; words < 6; ++words) {
        const auto other = words > 0 && end_of_own == 0 && says(begin, U"of ") ? english_number(at) : std::nullopt;
        if (other && is_space(look(other->end))) {
            end_of_own = begin - 1;
            at = other->end + 1;
        }
        if (!is_letter(look(at)) && look(at) != U'°' && look(at) != U'℃') return {};
        std::size_t end = at;
        while (is_letter(look(end)) || look(end) == U'-') ++end;
        const auto unit = words == 0 ? words_.units.longest(text_, at) : WordTable<UnitWord>::Found{};
        if (unit && !is_letter(look(at + unit.length)))
            return Counted{
                .unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + unit.length, .measured = true};
        const auto noun = words_.noun_at(text_, at);
        if (noun && !noun.meaning->empty() && !is_letter(look(at + noun.length)))
            return Counted{.unit = *noun.meaning,
                           .end = end_of_own ? end_of_own : at + noun.length,
                           .noun = to_utf8(text_.substr(at, noun.length))};
        at = end;
        if (!is_space(look(at))) break;
        ++at;
    }
    return {};
}

} // namespace shanhai::press
