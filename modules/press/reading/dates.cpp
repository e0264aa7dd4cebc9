#include "base/date.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// Days, months and years. Values are written like those of published figures: 20240403, 202207, 2023.
namespace shanhai::press {

namespace {

constexpr int first_year = 1000, last_year = 2999, unknown_year = -1;

bool is_dash(char32_t c) {
    return c == U'—' || c == U'–' || c == U'-' || c == U'~' || c == U'～' || c == U'至' || c == U'－';
}

std::optional<int> small(const std::optional<Numeral>& number, int most) {
    if (!number || number->decimal || number->fraction || number->more || number->thousands || number->round ||
        number->high)
        return {};
    const double value = number->value.approximate();
    if (value < 1 || value > most || value != static_cast<int>(value)) return {};
    return static_cast<int>(value);
}

// A year as printed: four digits, Arabic or Chinese.
std::optional<int> year_of(const std::optional<Numeral>& number) {
    if (!number || number->digits != 4) return {};
    const auto year = small(number, last_year);
    return year && *year >= first_year ? year : std::nullopt;
}

} // namespace

int year_of_text(std::u32string_view text) {
    int latest = 0;
    int dateline = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == U'.'))) continue;
        const auto number = numeral_at(text, i);
        const auto year = year_of(number);
        if (!year || *year < 1900) continue;
        const char32_t behind = number->end < text.size() ? text[number->end] : U'\0';
        const char32_t before = i > 0 ? text[i - 1] : U'\0';
        if (behind != U'年' || is_dash(before)) continue;
        // 2020年1月9日 星期四 stands on a page for the day it was printed.
        const auto rest = text.substr(number->end, 14);
        if (rest.find(U"星期") != std::u32string_view::npos && rest.find(U'日') != std::u32string_view::npos)
            dateline = *year;
        const auto next = text.substr(number->end, 12);
        const bool plan = next.starts_with(U"前") || next.starts_with(U"底前") ||
                          next.find(U"目标") != std::u32string_view::npos ||
                          (i > 0 && (before == U'到' || before == U'力'));
        if (!plan) latest = std::max(latest, *year);
    }
    return dateline ? dateline : latest;
}

void Scanner::add_date(std::size_t begin, std::size_t end, int year, int month, int day) {
    Reading reading;
    reading.begin = reading.number_begin = begin;
    reading.end = reading.number_end = end;
    reading.kind = Kind::date;
    if (year == 0) { // 6月1日 of a text that names no year: a date, but none that has a value
        constexpr int leap_year = 2000;
        if (!Date::from_ymd(leap_year, month, day ? day : 1)) return;
        reading.unit = day ? "month_day" : "month_of_year";
        put(std::move(reading));
        return;
    }
    if (day) {
        if (!Date::from_ymd(year, month, day)) return;
        reading.value = Rational(year * 10'000 + month * 100 + day);
        reading.unit = "date";
    } else if (month) {
        reading.value = Rational(year * 100 + month);
        reading.unit = "year_month";
    } else {
        reading.value = Rational(year);
        reading.unit = "year";
    }
    last_year_ = year;
    last_year_at_ = begin;
    put(std::move(reading));
}

// The year that a month or a day without one belongs to: the one its paragraph names, else for a day the text's own
// (今天4月3日), else the last one named before.
int Scanner::year_near(std::size_t at, bool with_day) const {
    if (at >= year_paragraph_end_) {
        std::size_t begin = at;
        while (begin > 0 && text_[begin - 1] != U'\n') --begin;
        std::size_t end = at;
        while (end < text_.size() && text_[end] != U'\n') ++end;
        year_paragraph_begin_ = begin;
        year_paragraph_end_ = std::max(end, at + 1);
        year_paragraph_ = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (!is_digit(text_[i])) continue;
            const auto number = numeral_at(text_, i);
            if (const auto year = year_of(number); year && look(number->end) == U'年' && *year >= 1900)
                year_paragraph_ = *year;
            if (number) i = number->end;
        }
    }
    // 自1994年以来…… 4月21日: a year long past is no day's of the news.
    const auto is_recent = [&](int year) { return !document_year_ || !with_day || year >= document_year_ - 1; };
    if (last_year_ && last_year_at_ >= year_paragraph_begin_ && is_recent(last_year_)) return last_year_;
    if (year_paragraph_ && is_recent(year_paragraph_)) return year_paragraph_;
    if (with_day && document_year_) return document_year_;
    return last_year_ ? last_year_ : document_year_;
}

std::size_t Scanner::read_date(std::size_t at, const std::optional<Numeral>& here) {
    if (const auto next = read_relative_month(at)) return next;
    if (!here || (!is_digit(text_[at]) && chinese_digit(text_[at]) < 0 && text_[at] != U'十')) return 0;
    if (const auto next = read_year(*here)) return next;
    if (const auto next = read_month(*here)) return next;
    return read_clock(*here);
}

// 4月, 4月3日: the number is the month's.
Scanner::MonthDay Scanner::month_behind(const std::optional<Numeral>& number) const {
    const auto month = small(number, 12);
    if (!month || look(number->end) != U'月') return {};
    const auto day_number = this->number(number->end + 1);
    const auto day = small(day_number, 31);
    if (day && (look(day_number->end) == U'日' || look(day_number->end) == U'号'))
        return {*month, *day, day_number->end + 1};
    return {*month, 0, number->end + 1};
}

// 去年8月, 今年4月3日, 上年12月
std::size_t Scanner::read_relative_month(std::size_t at) {
    if (look(at + 1) != U'年') return 0;
    int back = 0;
    switch (text_[at]) {
    case U'今':
    case U'本':
    case U'当': back = 0; break;
    case U'去':
    case U'上': back = 1; break;
    case U'前': back = 2; break;
    case U'明': back = -1; break;
    default: return 0;
    }
    const int base = text_[at] == U'当' ? year_near(at, false) : document_year_;
    const int year = base ? base - back : 0;
    const auto behind = number(at + 2);
    if (const auto next = read_months(at, behind, year ? year : unknown_year)) return next;
    const auto found = month_behind(behind);
    if (!found.month) return 0;
    add_date(at, found.end, year, found.month, found.day);
    return found.end;
}

std::size_t Scanner::read_year(const Numeral& number) {
    const std::size_t at = number.begin;
    const auto year = year_of(number);
    if (!year) return 0;
    std::size_t end = number.end;
    // 2024-04-03, 2024/4/3, 2024.4.3
    const char32_t mark = look(end);
    if (mark == U'-' || mark == U'/' || mark == U'.') {
        const auto month_number = this->number(end + 1);
        const auto month = small(month_number, 12);
        if (month && !number.chinese && look(month_number->end) == mark) {
            const auto day_number = this->number(month_number->end + 1);
            if (const auto day = small(day_number, 31)) {
                add_date(at, day_number->end, *year, *month, *day);
                return day_number->end;
            }
        }
    }
    // 2017—2019年, （2023—2025）
    std::size_t dash = end + (look(end) == U'年' ? 1 : 0);
    while (is_dash(look(dash))) ++dash;
    const bool dashed = dash > end + (look(end) == U'年' ? 1 : 0);
    if (dashed && *year >= 1900) {
        const auto second = this->number(dash);
        const auto until = year_of(second);
        if (until && *until > *year && *until <= *year + 100) {
            const std::size_t stop = second->end + (look(second->end) == U'年' ? 1 : 0);
            add_date(at, end, *year, 0, 0);
            add_date(dash, stop, *until, 0, 0);
            return stop;
        }
    }
    if (look(end) == U'年') {
        ++end;
        if (look(end) == U'度') ++end;
        const auto behind = this->number(end);
        if (const auto next = read_months(at, behind, *year)) return next;
        if (const auto found = month_behind(behind); found.month) {
            add_date(at, found.end, *year, found.month, found.day);
            return found.end;
        }
        if (look(end) == U'代') return end + 1; // 1990年代
        add_date(at, end, *year, 0, 0);
        return end;
    }
    // “2023西藏文化青岛行”, “兵团1954”, 举办2024鲁兵交流周: a year that is part of a name.
    const char32_t before = at > 0 ? text_[at - 1] : U'\0';
    const bool named = is_opening_quote(before) || (is_han(look(end)) && !words_.noun_at(text_, end)) ||
                       (at < quote_end_ && (is_han(look(end)) || is_closing_quote(look(end))));
    if (named && !number.chinese && *year >= 1900 && *year <= 2060 && !words_.units.longest(text_, end) &&
        !words_.classifiers.longest(text_, end)) {
        add_date(at, end, *year, 0, 0);
        return end;
    }
    return 0;
}

// 1至3月, 2023年5—8月: two months of one year. `year` 0: the one that is near; unknown_year: none is named.
std::size_t Scanner::read_months(std::size_t begin, const std::optional<Numeral>& number, int year) {
    const auto first = small(number, 12);
    if (!first) return 0;
    std::size_t dash = number->end;
    while (is_dash(look(dash))) ++dash;
    const auto last = dash > number->end ? month_behind(this->number(dash)) : MonthDay{};
    if (last.month <= *first || last.day) return 0;
    if (year == 0) year = year_near(begin, false);
    if (year == unknown_year) year = 0;
    add_date(begin, number->end, year, *first, 0);
    add_date(dash, last.end, year, last.month, 0);
    return last.end;
}

// 4月3日, 6月, 12月底; 3个月 is none.
std::size_t Scanner::read_month(const Numeral& number) {
    const std::size_t at = number.begin;
    const char32_t before = at > 0 ? text_[at - 1] : U'\0';
    if (const auto found = month_behind(number); found.month && before != U'第') {
        add_date(at, found.end, year_near(at, found.day > 0), found.month, found.day);
        return found.end;
    }
    if (before != U'第')
        if (const auto next = read_months(at, number, 0)) return next;
    const auto day = small(number, 31);
    const char32_t behind = look(number.end);
    if (!day || (behind != U'日' && behind != U'号') || number.chinese || number.digits == 0 || number.digits > 2)
        return 0;
    if (words_.units.longest(text_, number.end) || says(number.end, U"日均") || says(number.end, U"日产")) return 0;
    // A day alone, of the month named last: 4月3日至5日.
    if (behind == U'日' && !found_.empty() && found_.back().kind == Kind::date && found_.back().unit == "date" &&
        at - found_.back().end <= 3) {
        const int value = static_cast<int>(found_.back().value->approximate());
        add_date(at, number.end + 1, value / 10'000, value / 100 % 100, *day);
    }
    return number.end + 1;
}

// 20世纪, 90年代, 80后, 3时30分, 14:30, 六年级: said of times and never counts.
std::size_t Scanner::read_clock(const Numeral& number) const {
    if (number.decimal || number.fraction) return 0;
    const std::size_t end = number.end;
    for (const std::u32string_view word : {U"世纪", U"年代", U"年级", U"点钟", U"点半", U"时许", U"月份"})
        if (says(end, word)) return end + word.size();
    if (look(end) == U'后' && number.digits == 2 && look(end + 1) != U'的') return end + 1;
    if (look(end) == U'时' && number.value.approximate() <= 24 && !says(end, U"时间")) return end + 1;
    if (look(end) == U':' || look(end) == U'：') {
        const auto minutes = this->number(end + 1);
        if (number.digits > 0 && number.digits <= 2 && minutes && minutes->digits == 2) return minutes->end;
    }
    if (look(end) == U'号' &&
        (says(end, U"号楼") || says(end, U"号线") || says(end, U"号院") || says(end, U"号文") || says(end, U"号门")))
        return end + 2;
    if (look(end) == U'点' && !number.chinese && number.digits <= 2 && number.digits > 0 &&
        chinese_digit(look(end + 1)) < 0)
        return end + 1;
    return 0;
}

} // namespace shanhai::press
