#include "base/text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>
#include <array>

// English: words as a whole are skipped, so that no number is read inside one. Here its dates and places in an order; its
// numbers are english_numbers.cpp's.
namespace shanhai::press {

namespace {

template <class T>
T meaning_of(const std::map<std::string, T>& words, const std::string& word) {
    const auto found = words.find(word);
    return found == words.end() ? T(0) : found->second;
}

constexpr std::size_t longest_word = 24;

int small_number(const std::optional<Numeral>& number) {
    const bool small = number && number->digits > 0 && number->digits <= 2;
    return small ? static_cast<int>(number->value.approximate()) : 0;
}

} // namespace

// The word that begins at `at`, in small letters.
std::string Scanner::english_word(std::size_t at) const {
    std::size_t end = at;
    while (is_letter(look(end)) && end - at < longest_word) ++end;
    return at < end ? lower_ascii(to_utf8(text_.substr(at, end - at))) : std::string();
}

std::size_t Scanner::read_english(std::size_t at) {
    std::size_t end = at;
    while (is_letter(look(end))) ++end;
    if (at > 0 && is_letter(text_[at - 1])) return end;
    const std::string word = english_word(at);
    if (const auto next = read_english_date(at, word, end)) return next;
    if (const auto next = read_english_year(word, end)) return next;
    if (const auto next = read_english_ordinal(at)) return next;
    if (const auto next = read_number_words(at, word, end)) return next;
    return end;
}

// April 2024, April 3, 2024, April 3. May is a verb when it is small.
std::size_t Scanner::read_english_date(std::size_t at, const std::string& word, std::size_t end) {
    const int month = meaning_of(words_.english.months, word);
    if (!month || !is_space(look(end)) || text_[at] > U'Z') return 0;
    const auto first = number(end + 1);
    if (first && first->digits == 4) {
        add_date(at, first->end, static_cast<int>(first->value.approximate()), month, 0);
        return first->end;
    }
    const int day = small_number(first);
    if (day < 1 || day > 31) return 0;
    const std::size_t next = first->end + (look(first->end) == U',' ? 1 : 0);
    const auto year = is_space(look(next)) ? number(next + 1) : std::nullopt;
    if (year && year->digits == 4) {
        add_date(at, year->end, static_cast<int>(year->value.approximate()), month, day);
        return year->end;
    }
    if (is_letter(look(first->end)) || look(first->end) == U'%') return 0;
    add_date(at, first->end, year_near(at, true), month, day);
    return first->end;
}

// 3 April 2024, 3 April
std::size_t Scanner::read_day_before_month(const Numeral& day) {
    const int value = small_number(day);
    if (value < 1 || value > 31 || !is_space(look(day.end))) return 0;
    const auto word = english_word(day.end + 1);
    const int month = meaning_of(words_.english.months, word);
    if (!month || look(day.end + 1) > U'Z') return 0;
    const std::size_t end = day.end + 1 + word.size();
    const auto year = is_space(look(end)) ? number(end + 1) : std::nullopt;
    const bool named = year && year->digits == 4;
    add_date(day.begin, named ? year->end : end,
             named ? static_cast<int>(year->value.approximate()) : year_near(day.begin, true), month, value);
    return named ? year->end : end;
}

// "In 2023,", "since 1994": not the count of "in 2023 villages".
std::size_t Scanner::read_english_year(std::string_view word, std::size_t end) {
    constexpr std::array<std::string_view, 10> before{"in", "since",  "from", "until",   "to",
                                                      "by", "during", "year", "between", "and"};
    if (!is_space(look(end)) || std::ranges::find(before, word) == before.end()) return 0;
    const auto year = number(end + 1);
    if (!year || year->digits != 4) return 0;
    const int value = static_cast<int>(year->value.approximate());
    const bool counts = is_space(look(year->end)) && words_.noun_at(text_, year->end + 1);
    if (value < 1900 || value > 2060 || counts || is_letter(look(year->end)) || look(year->end) == U'%') return 0;
    const bool after_year = !found_.empty() && found_.back().kind == Kind::date && found_.back().end + 4 == end;
    if (word == "and" && !after_year) return 0;
    add_date(end + 1, year->end, value, 0, 0);
    return year->end;
}

// The tenth group, the twenty-first session, the 10th batch.
std::size_t Scanner::read_english_ordinal(std::size_t at) {
    std::size_t end = at;
    int place = 0;
    if (is_digit(text_[at]) && (at == 0 || (!is_digit(text_[at - 1]) && !is_letter(text_[at - 1])))) {
        while (is_digit(look(end)) && end - at < 4) place = place * 10 + static_cast<int>(look(end++) - U'0');
        const auto suffix = english_word(end);
        if (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th") return 0;
        end += 2;
    } else if (is_letter(text_[at])) {
        std::string word = english_word(at);
        const int tens = meaning_of(words_.english.numbers, word);
        if (tens >= 20 && look(at + word.size()) == U'-') {
            end += word.size() + 1;
            word = english_word(end);
            place = meaning_of(words_.english.ordinals, word);
            if (place == 0 || place > 9) return 0;
            place += tens;
        } else {
            place = meaning_of(words_.english.ordinals, word);
        }
        end += word.size();
    }
    if (place == 0 || !is_space(look(end))) return 0;
    const auto noun = english_word(end + 1);
    if (!words_.english.ordinal_of.contains(noun)) return 0;
    // "second time" is said of an act.
    if (noun == "time" && is_letter(text_[at])) return 0;
    Reading reading;
    reading.begin = reading.number_begin = at;
    reading.number_end = end;
    reading.end = end + 1 + noun.size();
    reading.kind = Kind::ordinal;
    reading.value = Rational(place);
    reading.unit = "ordinal";
    put(std::move(reading));
    return found_.back().end;
}

} // namespace shanhai::press
