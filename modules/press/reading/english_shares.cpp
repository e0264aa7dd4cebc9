#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// Shares, multiples and round crowds of English sentences: two thirds, half of, one in five, threefold, dozens of.
namespace shanhai::press {

namespace {

constexpr std::size_t longest_said = 24; // of "hundreds of thousands"

bool is_year(const Numeral& number) {
    const double value = number.value.approximate();
    return number.digits == 4 && value >= 1900 && value <= 2060;
}

} // namespace

// One-third, two thirds, three quarters; a quarter of. A third group is none.
std::size_t Scanner::read_english_fraction(const Numeral& top) {
    const bool article = top.round;
    if (top.decimal || top.thousands || (look(top.end) != U'-' && !is_space(look(top.end)))) return 0;
    const auto word = english_word(top.end + 1);
    const std::size_t end = top.end + 1 + word.size();
    if (word == "in" && top.value == Rational(1) && !article && is_space(look(top.end))) { // one in five households
        const auto whole = is_space(look(end)) ? english_number(end + 1) : std::nullopt;
        const bool counts = whole && !is_year(*whole) && compare(whole->value, 2) >= 0 && is_space(look(whole->end)) &&
                            counted_in_english(whole->end + 1);
        const auto share = counts ? divide(Rational(1), whole->value) : std::nullopt;
        return share ? read_share_of_english({.begin = top.begin, .end = whole->end, .value = *share}) : 0;
    }
    const auto part = words_.english.fractions.find(word);
    if (part == words_.english.fractions.end()) return 0;
    if (article && !says(end, U" of ")) return 0; // a quarter is a season, too
    if (compare(top.value, part->second) >= 0) return 0;
    // "twenty third" is no fraction, and one of many needs no more than one word.
    const bool many = word.back() == 's';
    if (!article && many == (top.value == Rational(1))) return 0;
    const auto share = divide(top.value, part->second);
    return share ? read_share_of_english({.begin = top.begin, .end = end, .value = *share}) : 0;
}

std::size_t Scanner::read_share_of_english(Numeral number) {
    number.fraction = true;
    return read_part_of_whole(number);
}

// Half of the projects, more than half were; half a million. The second half of a year and half-day are no shares.
std::size_t Scanner::read_english_half(std::size_t at, std::size_t end) {
    if (!is_space(look(end)) && !ends_clause(look(end)) && look(end) != U'.' && look(end) != U'\0') return 0;
    const auto next = english_word(end + 1);
    if (next == "a" || next == "an") {
        const auto unit_at = end + 1 + next.size() + 1;
        const auto scale = words_.english.scales.find(english_word(unit_at));
        if (scale == words_.english.scales.end() || scale->second < 12) return 0;
        const Rational half = *divide(Rational(scale->second), 2);
        const Numeral number{.begin = at, .end = unit_at + scale->first.size(), .value = half, .step = half};
        return read_counted_in_english(number);
    }
    const Numeral number{.begin = at, .end = end, .value = *divide(Rational(1), 2)};
    const bool qualified = qualifier_before(at, number).qualifier != Qualifier::exact;
    const bool of = next == "of" && !is_digit(look(end + 4));
    for (const std::u32string_view other : {U"first", U"second", U"latter", U"other", U"and a"})
        if (ends_in_word(at, other)) return 0;
    if (!of && next != "the" && next != "its" && next != "their" && !qualified) return 0;
    return read_share_of_english(number);
}

// Dozens of villages, tens of thousands of trees.
std::size_t Scanner::read_english_several(std::size_t at) {
    std::u32string said_here(text_.substr(at, longest_said));
    for (auto& c : said_here)
        if (c >= U'A' && c <= U'Z') c += 32;
    const auto several = words_.english.several.longest(said_here, 0);
    if (!several || !says(at + several.length, U" of ")) return 0;
    const auto counted = counted_in_english(at + several.length + 4);
    if (!counted) return 0;
    return put_counted({.begin = at,
                        .end = at + several.length,
                        .value = several.meaning->first,
                        .high = Rational(several.meaning->second),
                        .several = true},
                       *counted, {});
}

// Doubled, threefold, two-fold; with a number read before when `word` is empty.
std::size_t Scanner::read_english_multiple(std::size_t at, const std::string& word, std::size_t end) {
    Rational value = 0;
    if (word.empty()) {
        const auto number = is_digit(text_[at]) ? this->number(at) : number_words(at);
        if (!number || look(end) != U'-' || english_word(end + 1) != "fold") return 0;
        value = number->value;
        end += 5;
    } else if (const auto found = words_.english.multiples.find(word); found != words_.english.multiples.end()) {
        value = found->second;
    } else if (word.ends_with("fold") && words_.english.numbers.contains(word.substr(0, word.size() - 4))) {
        value = words_.english.numbers.at(word.substr(0, word.size() - 4));
    } else {
        return 0;
    }
    if (compare(value, 2) < 0) return 0;
    auto reading = said({.begin = at, .end = end, .value = value}, at, end);
    reading.unit = "times";
    put(std::move(reading));
    return found_.back().end;
}

} // namespace shanhai::press
