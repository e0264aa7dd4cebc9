#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// What is measured in an unusual order or by the piece of something else: 两个半小时, 三个多月, 上升7位, 60开外, 户均1.2万元.
namespace shanhai::press {

namespace {

constexpr std::size_t rate_window = 16;
constexpr std::size_t longest_unit = 6;
constexpr std::size_t moves_window = 5;

} // namespace

bool Scanner::is_duration(std::string_view unit) {
    return unit == "day" || unit == "month" || unit == "year_count" || unit == "week" || unit == "hour" ||
           unit == "minute" || unit == "second";
}

// Of 两个半小时 and 三个多月, what stands around 半 and 多 is one unit of time. 三个半天 are three half days.
std::optional<Scanner::Counted> Scanner::split_measure(std::size_t at) const {
    if (look(at) != U'个' || !std::u32string_view(U"半多来余").contains(look(at + 1))) return {};
    const std::u32string whole = U"个" + std::u32string(text_.substr(std::min(at + 2, text_.size()), longest_unit));
    const auto unit = words_.units.longest(whole, 0);
    if (!unit || unit.length < 2 || !is_duration(unit.meaning->unit)) return {};
    return Counted{
        .unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + 1 + unit.length, .measured = true};
}

std::size_t Scanner::read_split_measure(const Numeral& found) {
    const auto counted = split_measure(found.end);
    if (!counted || found.decimal || found.fraction || found.several) return 0;
    Numeral number = found;
    if (look(found.end + 1) == U'半') {
        const Rational half = *divide(Rational(1), 2);
        const auto sum = add(number.value, half);
        if (!sum) return 0;
        number.value = *sum;
        number.step = half;
    } else {
        number.more = true;
    }
    auto reading = said(number, number.begin, counted->end);
    if (!to_unit(reading, counted->unit, counted->factor)) return 0;
    put(std::move(reading));
    return found_.back().end;
}

// 半个月, 半个多小时, 半小时
std::size_t Scanner::read_half_of_time(std::size_t at) {
    if (look(at) != U'半' || (at > 0 && (text_[at - 1] == U'个' || may_begin_numeral(text_[at - 1])))) return 0;
    Numeral number{.begin = at, .end = at + 1, .value = *divide(Rational(1), 2), .step = *divide(Rational(1), 2)};
    auto counted = split_measure(at + 1);
    number.more = counted.has_value();
    if (!counted) {
        const auto unit = words_.units.longest(text_, at + 1);
        const bool time =
            unit && (unit.meaning->unit == "hour" || (look(at + 1) == U'个' && is_duration(unit.meaning->unit)));
        if (time)
            counted = Counted{.unit = unit.meaning->unit, .factor = unit.meaning->factor, .end = at + 1 + unit.length};
    }
    if (!counted) return 0;
    auto reading = said(number, at, counted->end);
    if (!to_unit(reading, counted->unit, counted->factor)) return 0;
    put(std::move(reading));
    return found_.back().end;
}

// 前进5位, 上升7个位次: places of an order. 提升5名教师 are persons.
std::size_t Scanner::read_places_moved(const Numeral& number) {
    const auto word = words_.places.longest(text_, number.end);
    if (!word || number.decimal || number.fraction) return 0;
    const std::size_t end = number.end + word.length;
    const bool says_place = word.length > 1;
    const std::size_t from = clause_begin(number.begin, moves_window);
    const auto before = text_.substr(from, number.begin - from);
    const bool moved = std::ranges::any_of(words_.moves, [&](const auto& move) { return before.contains(move); });
    const char32_t behind = look(end);
    const bool alone = behind == U'\0' || ends_clause(behind) || behind == U'、' || behind == U'）' ||
                       behind == U'至' || behind == U'到' || behind == U'和' || is_space(behind);
    if (!says_place && (!moved || !alone)) return 0;
    auto reading = said(number, number.begin, end);
    reading.unit = "rank";
    put(std::move(reading));
    return found_.back().end;
}

// 年纪60开外
std::size_t Scanner::read_age(const Numeral& number) {
    if (number.decimal || number.fraction) return 0;
    for (const auto& [word, unit] : words_.ages) {
        if (!says(number.end, word)) continue;
        auto reading = said(number, number.begin, number.end, After{Qualifier::plus, number.end + word.size()});
        reading.unit = unit;
        put(std::move(reading));
        return found_.back().end;
    }
    return 0;
}

// 每百名学生, 每千人口: what is behind is counted for so many; they are no number themselves.
std::size_t Scanner::skip_rate(std::size_t at) const {
    if (look(at) != U'每' || !may_begin_numeral(look(at + 1))) return 0;
    const auto word = words_.rate_words.longest(text_, at);
    return word ? at + word.length : 0;
}

// A total of several (合计, 共) is no longer for one of them.
std::string Scanner::with_rate(const std::string& unit, std::size_t number_begin) const {
    const std::size_t begin = clause_begin(number_begin, rate_window);
    std::string rate;
    for (std::size_t at = begin; at < number_begin; ++at) {
        if (const auto word = words_.rate_words.longest(text_.substr(0, number_begin), at)) {
            rate = *word.meaning;
            at += word.length - 1;
        } else if (text_[at] == U'共' || text_[at] == U'总' || says(at, U"合计")) {
            rate.clear();
        }
    }
    if (rate.empty()) return unit;
    const auto applies = words_.rates_apply.find(rate);
    if (applies == words_.rates_apply.end()) return unit;
    return applies->second.contains(unit) || applies->second.contains("any") ? unit + "_" + rate : unit;
}

} // namespace shanhai::press
