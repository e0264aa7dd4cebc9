#include "base/text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>
#include <array>
#include <utility>

// English: words as a whole are skipped, so that no number is read inside one; number words count things.
namespace shanhai::press {

namespace {

constexpr std::array<std::pair<std::string_view, int>, 12> months{{{"january", 1},
                                                                   {"february", 2},
                                                                   {"march", 3},
                                                                   {"april", 4},
                                                                   {"may", 5},
                                                                   {"june", 6},
                                                                   {"july", 7},
                                                                   {"august", 8},
                                                                   {"september", 9},
                                                                   {"october", 10},
                                                                   {"november", 11},
                                                                   {"december", 12}}};
constexpr std::array<std::pair<std::string_view, int>, 12> small_numbers{{{"two", 2},
                                                                          {"three", 3},
                                                                          {"four", 4},
                                                                          {"five", 5},
                                                                          {"six", 6},
                                                                          {"seven", 7},
                                                                          {"eight", 8},
                                                                          {"nine", 9},
                                                                          {"ten", 10},
                                                                          {"eleven", 11},
                                                                          {"twelve", 12},
                                                                          {"twenty", 20}}};
constexpr std::array<std::pair<std::string_view, int>, 12> ordinals{{{"first", 1},
                                                                     {"second", 2},
                                                                     {"third", 3},
                                                                     {"fourth", 4},
                                                                     {"fifth", 5},
                                                                     {"sixth", 6},
                                                                     {"seventh", 7},
                                                                     {"eighth", 8},
                                                                     {"ninth", 9},
                                                                     {"tenth", 10},
                                                                     {"eleventh", 11},
                                                                     {"twelfth", 12}}};

template <std::size_t n>
int meaning_of(const std::array<std::pair<std::string_view, int>, n>& words, std::string_view word) {
    for (const auto& [known, meaning] : words)
        if (known == word) return meaning;
    return 0;
}

} // namespace

std::size_t Scanner::read_english(std::size_t at) {
    std::size_t end = at;
    while (is_letter(look(end))) ++end;
    if (at > 0 && is_letter(text_[at - 1])) return end;
    const std::string word = lower_ascii(to_utf8(text_.substr(at, end - at)));
    if (const int month = meaning_of(months, word); month && is_space(look(end))) {
        const auto first = number(end + 1);
        if (first && first->digits == 4) {
            add_date(at, first->end, static_cast<int>(first->value.approximate()), month, 0);
            return first->end;
        }
        if (first && first->digits > 0 && first->digits <= 2) {
            std::size_t next = first->end + (look(first->end) == U',' ? 1 : 0);
            const auto year = number(next + 1);
            if (year && year->digits == 4) {
                add_date(at, year->end, static_cast<int>(year->value.approximate()), month,
                         static_cast<int>(first->value.approximate()));
                return year->end;
            }
        }
    }
    if (const auto next = read_english_year(word, end)) return next;
    Reading reading;
    reading.begin = reading.number_begin = at;
    reading.number_end = end;
    if (const int place = meaning_of(ordinals, word); place && is_space(look(end)) && word != "second") {
        std::size_t next = end + 1;
        while (is_letter(look(next))) ++next;
        const auto noun = lower_ascii(to_utf8(text_.substr(end + 1, next - end - 1)));
        if (noun == "group" || noun == "batch" || noun == "session" || noun == "time" || noun == "year" ||
            noun == "conference") {
            reading.end = next;
            reading.kind = Kind::ordinal;
            reading.value = Rational(place);
            reading.unit = "ordinal";
            put(std::move(reading));
            return next;
        }
    }
    if (const int count = meaning_of(small_numbers, word); count && is_space(look(end))) {
        Numeral number;
        number.begin = at;
        number.end = end;
        number.value = count;
        const auto counted = counted_in_english(end + 1);
        if (counted) {
            const auto before = qualifier_before(at, number);
            reading.begin = before.begin;
            reading.end = counted->end;
            reading.value = Rational(count);
            reading.unit = counted->unit;
            reading.noun = counted->noun;
            reading.qualifier = before.qualifier;
            put(std::move(reading));
            return counted->end;
        }
    }
    return end;
}

// "In 2023,", "since 1994": not the count of "in 2023 villages".
std::size_t Scanner::read_english_year(std::string_view word, std::size_t end) {
    constexpr std::array<std::string_view, 8> before{"in", "since", "from", "until", "to", "during", "by", "year"};
    if (!is_space(look(end)) || std::ranges::find(before, word) == before.end()) return 0;
    const auto year = number(end + 1);
    if (!year || year->digits != 4) return 0;
    const int value = static_cast<int>(year->value.approximate());
    const bool counts = is_space(look(year->end)) && words_.noun_at(text_, year->end + 1);
    if (value < 1900 || value > 2060 || counts || is_letter(look(year->end)) || look(year->end) == U'%') return 0;
    add_date(end + 1, year->end, value, 0, 0);
    return year->end;
}

// "4.48 billion yuan", "1,385 projects", "85.3 percent": a number in an English sentence.
std::size_t Scanner::read_english_number(const Numeral& found) {
    std::size_t at = found.end;
    Rational scale = 1;
    struct Large {
        std::u32string_view word;
        std::int64_t scale;
    };
    static constexpr Large larger[] = {
        {U"thousand", 1'000}, {U"million", 1'000'000}, {U"billion", 1'000'000'000}, {U"trillion", 1'000'000'000'000}};
    for (const auto& [word, times] : larger)
        if (is_space(look(at)) && says(at + 1, word)) {
            scale = times;
            at += 1 + word.size();
            break;
        }
    const auto after = qualifier_after(at);
    if (!is_space(look(at))) return 0;
    const auto counted = counted_in_english(at + 1);
    if (!counted) return 0;
    std::size_t begin = found.begin;
    auto before = qualifier_before(begin, found);
    Reading reading;
    reading.begin = before.begin;
    reading.number_begin = found.begin;
    reading.number_end = found.end;
    reading.end = counted->end;
    const auto value = multiply(found.value, scale);
    reading.value = value ? multiply(*value, counted->factor) : std::nullopt;
    if (!reading.value) return 0;
    reading.precision = *multiply(found.step, scale);
    reading.unit = counted->unit;
    reading.noun = counted->noun;
    reading.qualifier = after.qualifier != Qualifier::exact ? after.qualifier : before.qualifier;
    put(std::move(reading));
    return found_.back().end;
}

// A unit at once, or the first noun within six words of the clause.
std::optional<Scanner::Counted> Scanner::counted_in_english(std::size_t at) const {
    for (std::size_t words = 0; words < 6 && is_letter(look(at)); ++words) {
        std::size_t end = at;
        while (is_letter(look(end)) || look(end) == U'-') ++end;
        const auto unit = words == 0 ? words_.units.longest(text_, at) : WordTable<UnitWord>::Found{};
        if (unit && !is_letter(look(at + unit.length)))
            return Counted{
                .unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + unit.length, .measured = true};
        const auto noun = words_.noun_at(text_, at);
        if (noun && !is_letter(look(at + noun.length)))
            return Counted{
                .unit = *noun.meaning, .end = at + noun.length, .noun = to_utf8(text_.substr(at, noun.length))};
        at = end;
        if (!is_space(look(at))) break;
        ++at;
    }
    return {};
}

} // namespace shanhai::press
