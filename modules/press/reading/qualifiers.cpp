#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

// Words around a number: 近2万, 1500余, 500人次以上.
namespace shanhai::press {

namespace {

// Before these a number is passed, not exceeded, unless it is a large one: 学过3年, 过亿元.
bool only_before_large(std::u32string_view word) { return word == U"过" || word == U"破"; }

bool ends_in_any_case(std::u32string_view text, std::u32string_view word) {
    if (text.size() < word.size()) return false;
    const auto end = text.substr(text.size() - word.size());
    return std::ranges::equal(end, word, {}, [](char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; });
}

} // namespace

Scanner::Before Scanner::qualifier_before(std::size_t number_begin, const Numeral& number) const {
    if (const auto reaching = reaching_before(number_begin, number)) return *reaching;
    std::size_t at = number_begin;
    const auto step_back = [&] {
        for (const auto& word : words_.passed)
            if (ends_before(at, word)) {
                at -= word.size();
                return true;
            }
        return false;
    };
    for (int steps = 0; steps <= 2; ++steps) {
        for (const auto& word : words_.not_before)
            if (ends_before(at, word)) return {.begin = number_begin};
        for (const auto& word : words_.before) {
            if (!ends_in_any_case(text_.substr(0, at), word.word)) continue;
            if (is_letter(word.word.front()) && at > word.word.size() && is_letter(text_[at - word.word.size() - 1]))
                continue;
            if (only_before_large(word.word) && !number.round && compare(number.step, 1000) < 0)
                return {.begin = number_begin};
            if (ends_longer_noun(at, word.word.size())) return {.begin = number_begin};
            return {word.qualifier, at - word.word.size()};
        }
        if (!step_back()) break;
    }
    return {.begin = number_begin};
}

// 上百次, 上万名: as many at least, and less than twice as many, or the writer would have said so.
std::optional<Scanner::Before> Scanner::reaching_before(std::size_t number_begin, const Numeral& number) const {
    if (!number.round || number.more) return {};
    for (const auto& word : words_.reaching) {
        if (!ends_before(number_begin, word)) continue;
        for (const auto& other : words_.not_before)
            if (ends_before(number_begin, other)) return {};
        return Before{Qualifier::at_least, number_begin - word.size(), multiply(number.value, words_.reaching_to)};
    }
    return {};
}

// 技术突破104项: the word is the end of what is counted.
bool Scanner::ends_longer_noun(std::size_t end, std::size_t word) const {
    constexpr std::size_t longest = 8;
    for (std::size_t begin = end > longest ? end - longest : 0; begin + word < end; ++begin)
        if (const auto noun = words_.noun_at(text_.substr(0, end), begin); noun && begin + noun.length == end)
            return true;
    return false;
}

Scanner::After Scanner::qualifier_after(std::size_t at) const {
    std::size_t begin = at;
    if (is_space(look(begin))) ++begin;
    const auto word = words_.after.longest(text_, begin);
    if (!word) return {};
    const auto said = text_.substr(begin, word.length);
    // 余, 多, 来 behind a unit belong to it only after units of time (两年多) and at the end of a clause (2倍多); 起 may begin 起来, 几 a new number.
    if (said == U"几" || said == U"许" || (said == U"起" && look(begin + 1) != U'，' && look(begin + 1) != U'。'))
        return {};
    if ((said == U"来" || said == U"余" || said == U"多") &&
        (at == 0 || (text_[at - 1] != U'年' && text_[at - 1] != U'月' && text_[at - 1] != U'天') || said == U"来")) {
        const char32_t behind = look(begin + 1);
        const bool ends =
            said == U"多" && (ends_clause(behind) || behind == U'、' || behind == U'\0' || behind == U'的');
        if (!ends) return {};
    }
    return {*word.meaning, begin + word.length};
}

// What is said behind a number goes before what is said inside it, and that before what stands in front: 近10余万人以上.
Reading Scanner::said(const Numeral& number, std::size_t number_begin, std::size_t end, const After& after) const {
    const auto before = qualifier_before(number_begin, number);
    Reading reading;
    reading.begin = before.begin;
    reading.end = std::max(after.end, end);
    reading.number_begin = number_begin;
    reading.number_end = number.end;
    reading.value = number.value;
    reading.high = before.high ? before.high : number.high;
    reading.high_open = number.several || before.high;
    reading.precision = number.step;
    reading.qualifier = after.qualifier != Qualifier::exact ? after.qualifier
                        : number.more                       ? Qualifier::plus
                        : number.high                       ? Qualifier::approx
                                                            : before.qualifier;
    return reading;
}

// False when the number does not fit any more.
bool Scanner::to_unit(Reading& reading, std::string unit, const Rational& factor) {
    const auto value = multiply(*reading.value, factor), precision = multiply(reading.precision, factor);
    const auto high = reading.high ? multiply(*reading.high, factor) : std::nullopt;
    if (!value || !precision || high.has_value() != reading.high.has_value()) return false;
    reading.value = value;
    reading.precision = *precision;
    reading.high = high;
    reading.unit = std::move(unit);
    return true;
}

} // namespace shanhai::press
