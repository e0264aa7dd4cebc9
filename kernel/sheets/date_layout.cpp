#include "base/date.h"
#include "kernel/sheets/format_layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace shanhai::kernel {

namespace {

using Piece = NumberFormat::Piece;
using Section = NumberFormat::Section;
using Kind = Piece::Kind;

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 12> months_zh = {"一月", "二月", "三月", "四月", "五月",   "六月",
                                                        "七月", "八月", "九月", "十月", "十一月", "十二月"};
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> weekdays_zh = {"日", "一", "二", "三", "四", "五", "六"};

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t last_serial = 2'958'465; // 9999-12-31

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

std::string padded(std::int64_t number, int width) {
    std::string text = std::to_string(number);
    if (static_cast<int>(text.size()) < width) text.insert(0, static_cast<std::size_t>(width) - text.size(), '0');
    return text;
}

// A moment as the section shows it: rounded to the smallest part that is shown.
struct ShownMoment {
    std::int64_t days = 0;  // the serial number's whole
    std::int64_t ticks = 0; // since midnight
    std::int64_t ticks_a_second = 1;
    int year = 1900;
    int month = 1;
    int day = 0;
    int weekday = 0; // 0 Sunday

    std::int64_t second_of_day() const { return ticks / ticks_a_second; }
    std::int64_t hour() const { return second_of_day() / 3'600; }
    std::int64_t seconds_in_all() const { return days * seconds_a_day + second_of_day(); }
};

// Lotus 1-2-3 took 1900 for a leap year, and spreadsheets keep counting its 29 February as day 60; day 0 is 0 January.
void set_calendar(ShownMoment& moment, Epoch epoch) {
    std::int64_t serial = moment.days;
    if (epoch == Epoch::of_1904) serial += 1'462;
    moment.weekday = static_cast<int>((serial + 6) % 7);
    if (epoch == Epoch::of_1900 && serial == 60) {
        moment.month = 2;
        moment.day = 29;
        return;
    }
    if (epoch == Epoch::of_1900 && serial == 0) return;
    const std::int64_t since_1970 = serial - 25'569 + (serial < 60 ? 1 : 0);
    const Date date = Date::from_days(static_cast<std::int32_t>(since_1970));
    moment.year = date.year();
    moment.month = date.month();
    moment.day = date.day();
}

ShownMoment moment_of(const Section& section, double serial, Epoch epoch) {
    ShownMoment moment;
    int decimals = 2; // when no seconds are shown: 23:59:59.999 is midnight, 14:35:27 stays 14:35
    for (const Piece& piece : section.pieces)
        if (piece.kind == Kind::second || piece.kind == Kind::elapsed_seconds) decimals = 0;
    for (const Piece& piece : section.pieces)
        if (piece.kind == Kind::subsecond) decimals = std::max(decimals, piece.count);
    decimals = std::min(decimals, 6);
    moment.ticks_a_second = power_of_ten(decimals);
    moment.days = static_cast<std::int64_t>(std::floor(serial));
    const std::int64_t ticks_a_day = seconds_a_day * moment.ticks_a_second;
    const double part = serial - std::floor(serial);
    // The half is nudged: 0.5 of a tick is rarely exact in binary.
    moment.ticks = static_cast<std::int64_t>(std::floor(part * static_cast<double>(ticks_a_day) + 0.5 + 1e-6));
    if (moment.ticks >= ticks_a_day) {
        ++moment.days;
        moment.ticks -= ticks_a_day;
    }
    set_calendar(moment, epoch);
    return moment;
}

std::string year_text(const Piece& piece, const ShownMoment& moment) {
    return piece.count <= 2 ? padded(moment.year % 100, 2) : padded(moment.year, 4);
}

std::string month_text(const Section& section, const Piece& piece, const ShownMoment& moment) {
    if (piece.count <= 2) return padded(moment.month, piece.count);
    const auto at = static_cast<std::size_t>(moment.month - 1);
    if (section.in_chinese) return std::string(months_zh[at]);
    if (piece.count == 3) return std::string(months[at].substr(0, 3));
    return std::string(piece.count == 5 ? months[at].substr(0, 1) : months[at]);
}

std::string day_text(const Section& section, const Piece& piece, const ShownMoment& moment) {
    if (piece.count <= 2) return padded(moment.day, piece.count);
    const auto at = static_cast<std::size_t>(moment.weekday);
    if (section.in_chinese) return (piece.count == 3 ? "周" : "星期") + std::string(weekdays_zh[at]);
    return std::string(piece.count == 3 ? weekdays[at].substr(0, 3) : weekdays[at]);
}

std::string half_day_text(const Piece& piece, const ShownMoment& moment) {
    const bool morning = moment.hour() < 12;
    if (piece.text == "上午/下午") return morning ? "上午" : "下午";
    if (piece.text.size() == 3) return std::string(1, morning ? piece.text[0] : piece.text[2]); // as it is written
    return morning ? "AM" : "PM";
}

std::string subsecond_text(const Piece& piece, const ShownMoment& moment) {
    const std::string digits = padded(moment.ticks % moment.ticks_a_second,
                                      static_cast<int>(std::to_string(moment.ticks_a_second).size()) - 1);
    std::string shown = digits.substr(0, static_cast<std::size_t>(piece.count));
    shown.resize(static_cast<std::size_t>(piece.count), '0');
    return "." + shown;
}

std::string piece_text(const Section& section, const Piece& piece, const ShownMoment& moment, bool half_days) {
    const int two = std::min(piece.count, 2);
    switch (piece.kind) {
    case Kind::year: return year_text(piece, moment);
    case Kind::month: return month_text(section, piece, moment);
    case Kind::day: return day_text(section, piece, moment);
    case Kind::chinese_weekday:
        return (piece.count == 3 ? "" : "星期") + std::string(weekdays_zh[static_cast<std::size_t>(moment.weekday)]);
    case Kind::hour: return padded(half_days ? (moment.hour() + 11) % 12 + 1 : moment.hour(), two);
    case Kind::minute: return padded(moment.second_of_day() / 60 % 60, two);
    case Kind::second: return padded(moment.second_of_day() % 60, two);
    case Kind::elapsed_hours: return padded(moment.seconds_in_all() / 3'600, piece.count);
    case Kind::elapsed_minutes: return padded(moment.seconds_in_all() / 60, piece.count);
    case Kind::elapsed_seconds: return padded(moment.seconds_in_all(), piece.count);
    case Kind::subsecond: return subsecond_text(piece, moment);
    case Kind::half_day: return half_day_text(piece, moment);
    case Kind::general:
    case Kind::text: return {};
    default: return piece.text;
    }
}

// 二○二三年十月十五日: years digit by digit, the rest as quantities.
std::string in_numerals(const Section& section, const Piece& piece, const std::string& text) {
    const bool number = piece.kind != Kind::literal && text.find_first_not_of("0123456789") == std::string::npos;
    if (section.chinese_numerals == 0 || !number || text.empty()) return text;
    if (piece.kind == Kind::year) return in_chinese_numerals(text, section.chinese_numerals, true);
    std::string shown = in_chinese_numerals(std::to_string(std::stoll(text)), section.chinese_numerals, false);
    constexpr std::string_view one_ten = "一十";
    if (shown.starts_with(one_ten)) shown.erase(0, one_ten.size() / 2);
    return shown;
}

} // namespace

std::string lay_out_date(const Section& section, double serial, Epoch epoch) {
    const double last = static_cast<double>(last_serial - (epoch == Epoch::of_1904 ? 1'462 : 0)) + 1;
    // Only those who count from 1904 know days before.
    if (serial < 0 && epoch == Epoch::of_1904) return "-" + lay_out_date(section, -serial, epoch);
    if (serial < 0 || serial >= last) return std::string(255, '#');
    const ShownMoment moment = moment_of(section, serial, epoch);
    const bool half_days = section.has(Kind::half_day);
    std::string text;
    for (const Piece& piece : section.pieces)
        text += in_numerals(section, piece, piece_text(section, piece, moment, half_days));
    return text;
}

std::string in_chinese_numerals(std::string_view digits, int form, bool digit_by_digit) {
    constexpr std::array<std::array<std::string_view, 10>, 3> names = {
        {{"○", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
         {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"},
         {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"}}};
    constexpr std::array<std::array<std::string_view, 4>, 2> places = {
        {{"", "十", "百", "千"}, {"", "拾", "佰", "仟"}}};
    constexpr std::array<std::string_view, 4> groups = {"", "万", "亿", "万亿"};
    const auto& name = names[static_cast<std::size_t>(form - 1)];
    const auto whole_end = std::min(digits.find_first_not_of("0123456789"), digits.size());
    std::string text;
    const bool quantity = !digit_by_digit && form < 3 && whole_end > 0 && whole_end <= 16 && digits[0] != '0';
    if (quantity) {
        bool zero = false;  // zeros were passed over and are said once before the next digit
        bool group = false; // this group of four has a digit
        for (std::size_t i = 0; i < whole_end; ++i) {
            const std::size_t place = whole_end - 1 - i;
            const auto digit = static_cast<std::size_t>(digits[i] - '0');
            if (digit == 0) {
                zero = true;
            } else {
                if (zero) text += form == 1 ? "○" : "零";
                zero = false;
                group = true;
                text += std::string(name[digit]) + std::string(places[static_cast<std::size_t>(form - 1)][place % 4]);
            }
            if (place % 4 == 0) {
                if (group) text += groups[place / 4];
                group = false;
            }
        }
    }
    for (const char c : digits.substr(quantity ? whole_end : 0))
        text += c >= '0' && c <= '9' ? std::string(name[static_cast<std::size_t>(c - '0')]) : std::string(1, c);
    return text;
}

} // namespace shanhai::kernel
