#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>
#include <ranges>

// Numbers of something: the unit or measure word behind the number, the noun behind or before it, the words around it.
namespace shanhai::press {

namespace {

constexpr std::size_t noun_window = 22;     // how far behind the measure word the noun may stand
constexpr std::size_t before_window = 10;   // and how far before the number
constexpr std::size_t sentence_window = 60; // how far back a number may take its noun from another

bool stops_noun(char32_t c) { return ends_clause(c) || c == U'、'; }

} // namespace

bool Scanner::is_money(std::string_view unit) {
    return unit.size() == 3 && std::ranges::all_of(unit, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::size_t Scanner::read_quantity(std::size_t at, const std::optional<Numeral>& here) {
    if (const auto next = read_round_money(at)) return next;
    const char32_t c = text_[at];
    if (words_.english.currencies.contains(c)) return read_currency(at);
    if (!here) return 0;
    // A digit inside a longer run was left by something that could not be read; it is no number of its own.
    if (is_digit(c) && at > 0 &&
        (is_digit(text_[at - 1]) || (text_[at - 1] == U'.' && at > 1 && is_digit(text_[at - 2]))))
        return here->end;
    if (const auto next = read_english_number(*here)) return next;
    if (const auto next = read_prize(*here)) return next;
    if (const auto next = read_phase(*here)) return next;
    if (const auto next = read_nominal(*here)) return next;
    if (const auto next = read_places_moved(*here)) return next;
    if (const auto next = read_split_measure(*here)) return next;
    if (is_share(*here))
        if (const auto next = read_part_of_whole(*here)) return next;
    if (const auto next = read_measured(*here)) return next;
    if (const auto next = read_age(*here)) return next;
    return here->end;
}

// 300余, 10多, 100来人: more than the number.
bool Scanner::takes_more(std::size_t at, const Numeral& number) const {
    const char32_t c = look(at);
    if (c == U'余') return true;
    if (c == U'多') return look(at + 1) != U'于' && (look(at + 1) != U'元' || look(at + 2) != U'化');
    if (c != U'来') return false;
    if (number.chinese) return true;
    const bool counted = words_.classifiers.longest(text_, at + 1) || words_.units.longest(text_, at + 1);
    return counted && !words_.not_units.longest(text_, at + 1) && !number.decimal && number.digits < 4;
}

// 过亿元, 千万元以上: money of a round size without a digit.
std::size_t Scanner::read_round_money(std::size_t at) {
    const char32_t c = text_[at];
    if (c != U'百' && c != U'千' && c != U'万' && c != U'亿') return 0;
    std::size_t end = at;
    Rational value = 1;
    while (end < at + 3) {
        const char32_t unit = look(end);
        if (unit == U'百')
            value = *multiply(value, 100);
        else if (unit == U'千')
            value = *multiply(value, 1000);
        else if (unit == U'万')
            value = *multiply(value, 10'000);
        else if (unit == U'亿')
            value = *multiply(value, 100'000'000);
        else
            break;
        ++end;
    }
    Numeral number{.begin = at, .end = end, .value = value, .step = value, .chinese = true, .round = true};
    if (look(end) == U'余' || look(end) == U'多') {
        number.more = true;
        ++end;
    }
    const auto unit = words_.units.longest(text_, end);
    if (!unit || !is_money(unit.meaning->unit)) return 0;
    auto reading = said(number, at, end + unit.length);
    if (!to_unit(reading, unit.meaning->unit, unit.meaning->factor)) return 0;
    only_a_name(reading);
    if (words_.noun_at(text_, reading.end)) reading.kind = Kind::name; // 过亿元项目6个: a class of projects
    put(std::move(reading));
    return found_.back().end;
}

std::size_t Scanner::read_measured(const Numeral& found) {
    Numeral number = found;
    std::size_t at = number.end;
    // 20 至 30 名: what stands behind the second number is said of both.
    if (read_range(number)) return found_.back().end;
    if (takes_more(at, number)) {
        number.more = true;
        ++at;
    }
    const auto said_early = number.more ? After{} : qualifier_after(at);
    if (said_early.end > 0 && look(said_early.end) != U'，')
        at = said_early.end;
    else if (is_space(look(at)))
        ++at;
    const auto counted = counted_at(at, number);
    if (!counted) return 0;
    // 相隔几千公里 is far and no number that could be checked.
    if (number.several && look(number.begin) != U'数' && (counted->unit == "km" || counted->unit == "metre"))
        return counted->end;
    std::size_t end = counted->end;
    Rational value = number.value;
    Rational step = number.step;
    // 1个半月, 两米半
    if (look(end) == U'半' && counted->measured && !says(end, U"半年") && !says(end, U"半数")) {
        if (const auto sum = add(value, *divide(Rational(1), 2))) value = *sum;
        step = *divide(Rational(1), 2);
        ++end;
    }
    if (is_money(counted->unit)) end = take_small_change(end, *counted, value, step);
    if (counted->unit == "CNY") number.begin = before_currency(number.begin);
    number.value = value;
    number.step = step;
    auto reading = said(number, number.begin, end, said_early.end > 0 ? said_early : qualifier_after(end));
    if (!to_unit(reading, with_rate(counted->unit, number.begin), counted->factor)) return 0;
    if (const auto rate = words_.rate_suffixes.longest(text_, reading.end)) {
        reading.unit = counted->unit + "_" + *rate.meaning;
        reading.end += rate.length;
    }
    reading.noun = counted->noun;
    if (counted->unit == "label_number") reading.kind = Kind::label;
    if (counted->unit == "times" && grows_by(number.begin)) reading.also = add(*reading.value, 1);
    // A round count inside a name is the name's: “20万人游海北”.
    if (number.begin < quote_end_ && !number.digits && !number.decimal && compare(number.step, 100) >= 0 &&
        reading.unit != "CNY")
        only_a_name(reading);
    put(std::move(reading));
    return found_.back().end;
}

// 增长了3倍 is said of what is four times as much now and of what is three times as much.
bool Scanner::grows_by(std::size_t number_begin) const {
    for (const std::u32string_view word :
         {U"增长", U"增长了", U"增加", U"增加了", U"提高", U"提高了", U"提升", U"提升了"})
        if (ends_before(number_begin, word)) return true;
    return false;
}

// 50元6角三分, 两美元又三美分: smaller pieces of the same money.
std::size_t Scanner::take_small_change(std::size_t end, const Counted& counted, Rational& value, Rational& step) const {
    Rational piece = counted.factor;
    for (;;) {
        std::size_t at = end + (look(end) == U'又' || look(end) == U'零' ? 1 : 0);
        const auto more = number(at);
        if (!more || more->decimal || more->round) return end;
        const auto unit = words_.units.longest(text_, more->end);
        const bool fen = counted.unit == "CNY" && look(more->end) == U'分' &&
                         compare(piece, *divide(Rational(1), 100)) > 0 && look(more->end + 1) != U'之' &&
                         look(more->end + 1) != U'别';
        if (!fen && (!unit || unit.meaning->unit != counted.unit || compare(unit.meaning->factor, piece) >= 0))
            return end;
        piece = fen && !unit ? *divide(Rational(1), 100) : unit.meaning->factor;
        const auto worth = multiply(more->value, piece);
        const auto in_unit = worth ? divide(*worth, counted.factor) : std::nullopt;
        const auto sum = in_unit ? add(value, *in_unit) : std::nullopt;
        if (!sum) return end;
        value = *sum;
        step = *divide(piece, counted.factor);
        end = more->end + (unit ? unit.length : 1);
    }
}

// 人民币50元
std::size_t Scanner::before_currency(std::size_t number_begin) const {
    return ends_before(number_begin, U"人民币") ? number_begin - 3 : number_begin;
}

// 20至30名, 5-20%, 三到五个: one reading with both ends.
bool Scanner::read_range(const Numeral& first) {
    std::size_t at = first.end;
    const char32_t c = look(at);
    if (c == U'%' && (look(at + 1) == U'-' || look(at + 1) == U'—' || look(at + 1) == U'至' || look(at + 1) == U'~'))
        return false;
    if (c != U'至' && c != U'到' && c != U'-' && c != U'—' && c != U'~' && c != U'～' && c != U'–') return false;
    while (look(at) == c) ++at;
    const auto second = number(at);
    if (!second || first.fraction || second->fraction || compare(second->value, first.value) <= 0) return false;
    const auto counted = counted_at(second->end, *second);
    if (!counted) return false;
    Numeral both = first;
    both.end = second->end;
    both.high = second->value;
    if (says(first.begin, U"零下") && compare(second->value, 0) > 0) { // 零下20至30度, 零下20至15度
        const auto below = *subtract(Rational(0), second->value);
        both.value = compare(below, first.value) < 0 ? below : first.value;
        both.high = compare(below, first.value) < 0 ? first.value : below;
    }
    // 3至5万元: what makes the second larger is meant of the first, too, unless that is as large without it.
    const auto low = multiply(first.value, second->last_unit), step = multiply(first.step, second->last_unit);
    const bool shared =
        first.last_unit == 1 && second->last_unit > 1 && low && step && compare(*low, second->value) < 0;
    if (shared) {
        both.value = *low;
        both.step = *step;
    }
    auto reading = said(both, first.begin, counted->end);
    if (!to_unit(reading, with_rate(counted->unit, first.begin), counted->factor)) return false;
    if (shared) reading.also = multiply(first.value, counted->factor);
    reading.noun = counted->noun;
    put(std::move(reading));
    return true;
}

std::optional<Scanner::Counted> Scanner::counted_at(std::size_t at, const Numeral& number) const {
    if (const auto other = words_.not_units.longest(text_, at)) {
        const auto unit = words_.units.longest(text_, at);
        const auto classifier = words_.classifiers.longest(text_, at);
        if (other.length > std::max(unit.length, classifier.length)) return {};
    }
    const auto unit = words_.units.longest(text_, at);
    const auto classifier = words_.classifiers.longest(text_, at);
    if (unit && unit.length >= classifier.length) {
        Counted counted{
            .unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + unit.length, .measured = true};
        if (number.chinese && number.value == Rational(1) && !number.more && !one_counts(number, counted.end, counted))
            return {};
        if (counted.unit == "year_count" && look(counted.end) == U'度') return {};
        return counted;
    }
    if (auto counted = classified_at(at, number)) return counted;
    return bare_at(at, number);
}

std::optional<Scanner::Counted> Scanner::classified_at(std::size_t at, const Numeral& number) const {
    const auto classifier = words_.classifiers.longest(text_, at);
    if (!classifier) return {};
    Counted counted{.unit = classifier.meaning->unit, .end = at + classifier.length, .classifier = true};
    const bool one = number.chinese && number.value == Rational(1) && !number.more;
    if (one && !classifier.meaning->one && !begins_row(counted.end)) return {};
    if (one && is_han(look(at - 2)) && at >= 2 &&
        (text_[at - 2] == U'第' || text_[at - 2] == U'这' || text_[at - 2] == U'每' || text_[at - 2] == U'另'))
        return {};
    refine_by_noun(counted, *classifier.meaning, number.begin);
    return counted;
}

// 一个定位、两个高地、三大工程: the first of a row that counts on is counted, too.
bool Scanner::begins_row(std::size_t at) const {
    constexpr std::size_t longest_item = 8;
    const std::size_t begin = at;
    while (is_han(look(at)) && at - begin <= longest_item) ++at;
    if (at == begin || look(at) != U'、') return false;
    return look(at + 1) == U'两' || look(at + 1) == U'二' || look(at + 1) == U'2';
}

// Behind the measure word first, then before the number.
void Scanner::refine_by_noun(Counted& counted, const Classifier& classifier, std::size_t number_begin) const {
    // 14项67条制度规定: the noun is the first number's, the second counts parts of it.
    const bool second = !classifier.any_noun && number_begin > 0 &&
                        words_.classifiers.longest(text_, number_begin - 1) && number_begin > 1 &&
                        may_begin_numeral(text_[number_begin - 2]);
    if (second) return;
    if (!noun_behind(counted, classifier)) noun_before(counted, classifier, number_begin);
}

bool Scanner::noun_behind(Counted& counted, const Classifier& classifier) const {
    const auto allowed = [&](const std::string& unit) {
        return classifier.any_noun || classifier.nouns.contains(unit);
    };
    const std::size_t stop = std::min(text_.size(), counted.end + noun_window);
    std::size_t at = counted.end;
    // 14项67条制度规定: past the second number.
    if (const auto next = number(at); next && is_digit(text_[at])) {
        const auto second = words_.classifiers.longest(text_, next->end);
        if (second && !second.meaning->any_noun && second.meaning->unit == "item") at = next->end + second.length;
    }
    for (; at < stop && !stops_noun(text_[at]); ++at) {
        if (is_digit(text_[at])) {
            // 11个海拔4800米以上的牧区乡: the number belongs to an attribute.
            std::size_t of = at;
            while (of < stop && !stops_noun(text_[of]) && text_[of] != U'的') ++of;
            if (look(of) != U'的') return false;
            at = of;
            continue;
        }
        const auto noun = words_.noun_at(text_, at);
        if (!noun) continue;
        if (counted.noun.empty() && !noun.meaning->empty()) counted.noun = to_utf8(text_.substr(at, noun.length));
        if (!noun.meaning->empty() && allowed(*noun.meaning)) {
            counted.unit = *noun.meaning;
            counted.noun = to_utf8(text_.substr(at, noun.length));
            return true;
        }
        at += noun.length - 1;
    }
    return false;
}

// 签约项目112个
void Scanner::noun_before(Counted& counted, const Classifier& classifier, std::size_t number_begin) const {
    const auto before = text_.substr(0, number_begin);
    std::size_t found = 0;
    WordTable<std::string>::Found last;
    for (std::size_t at = clause_begin(number_begin, before_window); at < number_begin;) {
        const auto noun = words_.noun_at(before, at);
        if (noun && !noun.meaning->empty() && (classifier.any_noun || classifier.nouns.contains(*noun.meaning))) {
            last = noun;
            found = at;
        }
        at += noun ? noun.length : 1;
    }
    if (!last) return inherit(counted, classifier, number_begin);
    counted.unit = *last.meaning;
    counted.noun = to_utf8(text_.substr(found, last.length));
}

// 4家县级医院达到二甲，5家达到二乙: without a noun of its own a number counts what the one before it in the sentence counts.
void Scanner::inherit(Counted& counted, const Classifier& classifier, std::size_t number_begin) const {
    if (found_.empty()) return;
    const auto word = [&](std::size_t end) { return text_[end - 1]; };
    for (const auto& earlier : found_ | std::views::reverse) {
        if (number_begin - std::min(earlier.end, number_begin) > sentence_window) return;
        for (std::size_t at = earlier.end; at < number_begin; ++at)
            if (ends_sentence(text_[at])) return;
        if (earlier.kind != Kind::quantity || earlier.noun.empty() || word(earlier.end) != word(counted.end)) continue;
        if (!classifier.any_noun && !classifier.nouns.contains(earlier.unit)) continue;
        counted.unit = earlier.unit;
        counted.noun = earlier.noun;
        return;
    }
}

// 四县, 六大领域, 5县区, 22村.
std::optional<Scanner::Counted> Scanner::bare_at(std::size_t at, const Numeral& number) const {
    if (number.decimal || number.fraction) return {};
    const bool one_or_half = number.chinese && compare(number.value, 2) < 0;
    if (one_or_half) return {};
    if (look(at) == U'大' && number.value.approximate() < 100 && is_han(look(at + 1)) && !says(at, U"大会") &&
        !says(at, U"大精神") && !says(at, U"大以来") && !says(at, U"大报告") && !says(at, U"大代表")) {
        Counted counted{.unit = "item", .end = at + 1, .classifier = true};
        Classifier any;
        any.any_noun = true;
        refine_by_noun(counted, any, 0); // 大 is followed by what it counts; nothing before the number is looked at
        return counted;
    }
    const auto noun = words_.bare.longest(text_, at);
    if (!noun) return {};
    const auto word = text_.substr(at, noun.length);
    const auto& bare = *noun.meaning;
    if (bare.numbered && !number.chinese && number.digits > 0)
        return word == U"村" ? std::optional(Counted{.unit = "label_number", .end = at + noun.length}) : std::nullopt;
    if (words_.never_bare.contains(std::u32string(word))) return {};
    if (number.digits >= 4 && bare.unit != "person") return {};
    Counted counted{.unit = bare.unit, .end = at + noun.length};
    counted.noun = to_utf8(word);
    return counted;
}

// 一 is an article in 一项工程 and a count in 一个月时间.
bool Scanner::one_counts(const Numeral& number, std::size_t behind, const Counted& counted) const {
    if (!is_duration(counted.unit)) return true;
    for (const std::u32string_view word : {U"时间", U"内", U"左右", U"以上", U"以内", U"之内", U"半", U"多", U"期"})
        if (says(behind, word)) return true;
    for (const std::u32string_view word :
         {U"历时", U"为期", U"用时", U"连续", U"仅用", U"用", U"耗时", U"近", U"超过", U"不到", U"长达", U"满"})
        if (ends_before(number.begin, word)) return true;
    return counted.unit == "hour" || counted.unit == "minute";
}

} // namespace shanhai::press
