#include "modules/press/reading/reading.h"

#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

namespace shanhai::press {

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::quantity: return "quantity";
    case Kind::ordinal: return "ordinal";
    case Kind::date: return "date";
    case Kind::name: return "name";
    case Kind::label: return "label";
    }
    return {};
}

std::vector<Reading> read(std::u32string_view text, const Lexicon& lexicon, int document_year) {
    return Scanner(text, lexicon, document_year ? document_year : year_of_text(text)).run();
}

Interval interval_of(const Reading& reading) {
    const Rational value = reading.value.value_or(Rational(0));
    const bool more = reading.qualifier == Qualifier::plus || reading.qualifier == Qualifier::over;
    if (reading.high) return {.low = value, .high = reading.high, .low_open = more, .high_open = reading.high_open};
    const auto& widths = own_lexicon().widths;
    // A third has no last digit whose unit could say how much more is meant.
    if (reading.fraction && (more || reading.qualifier == Qualifier::nearly)) {
        const auto width = Rational(own_lexicon().fraction_width);
        const auto below = subtract(value, width).value_or(value), above = add(value, width).value_or(value);
        return more ? Interval{.low = value, .high = above, .low_open = true} : Interval{.low = below, .high = value};
    }
    if (compare(value, 0) >= 0) return meaning(value, reading.precision, reading.qualifier, widths);
    // 零下40多度 is more below zero.
    const auto below = [](const Rational& number) { return subtract(Rational(0), number).value_or(Rational(0)); };
    const auto means = meaning(below(value), reading.precision, reading.qualifier, widths);
    if (!means.high) return {.low = value, .high = std::nullopt}; // 零下10度以上 is warmer
    return {
        .low = below(*means.high), .high = below(means.low), .low_open = means.high_open, .high_open = means.low_open};
}

std::vector<Reading> Scanner::run() {
    for (std::size_t at = 0; at < text_.size();) {
        if (const std::size_t next = read_here(at))
            at = next;
        else
            ++at;
    }
    std::ranges::sort(found_, {}, &Reading::number_begin);
    return std::move(found_);
}

std::size_t Scanner::read_here(std::size_t at) {
    const char32_t c = text_[at];
    if (const auto next = read_quoted_name(at)) return next;
    const auto here = number(at);
    if (const auto next = skip_phrase(at, here)) return next;
    if (const auto next = skip_rate(at)) return next;
    if (const auto next = read_english_ordinal(at)) return next;
    if (const auto next = skip_label(at)) return next;
    if (is_letter(c)) return read_english(at);
    if (c == U'第') return read_ordinal(at);
    if (c == U'首') return read_first(at);
    if (c == U'翻' || c == U'半' || c == U'过' || c == U'一')
        if (const auto next = read_multiple(at)) return next;
    if (const auto next = read_half(at)) return next;
    if (const auto next = read_half_of_time(at)) return next;
    if (const auto next = read_date(at, here)) return next;
    if (const auto next = read_percent(at, here)) return next;
    return read_quantity(at, here);
}

// A phrase wins over a number that is no longer than it.
std::size_t Scanner::skip_phrase(std::size_t at, const std::optional<Numeral>& here) const {
    const auto phrase = words_.phrases.longest(text_, at);
    if (!phrase) return 0;
    if (says(at, U"百分之") || says(at, U"千分之") || says(at, U"万分之")) return 0;
    const std::size_t end = at + phrase.length;
    return here && here->end > end ? 0 : end;
}

// 几百 and 数十万 stand for several of the unit that they end in; the number of 人数 and 总数 is behind it.
std::optional<Numeral> Scanner::number(std::size_t at) const {
    auto found = numeral_at(text_, at);
    if (!found || !found->several) return found;
    for (const auto& word : words_.numbers_of)
        if (ends_before(at + 1, word)) return {};
    const auto low = multiply(found->value, words_.several_from), high = multiply(found->value, words_.several_to);
    if (!low || !high) return {};
    const bool below_zero = compare(*low, *high) > 0; // 零下几十度
    found->value = below_zero ? *high : *low;
    found->high = below_zero ? low : high;
    found->more = false;
    return found;
}

void Scanner::put(Reading reading) { found_.push_back(std::move(reading)); }

std::size_t Scanner::clause_begin(std::size_t at, std::size_t most) const {
    const std::size_t limit = at > most ? at - most : 0;
    while (at > limit && !ends_clause(text_[at - 1])) --at;
    return at;
}

} // namespace shanhai::press
