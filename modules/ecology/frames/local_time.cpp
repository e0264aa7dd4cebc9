#include "modules/ecology/frames/local_time.h"

#include "base/date.h"

#include <chrono>

namespace shanhai::ecology {

namespace {

// The number of `count` digits at `at`; -1 when one of them is no digit.
int number_at(std::string_view digits, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        const auto digit = static_cast<unsigned>(digits[i]) - '0';
        if (digit > 9) return -1;
        value = value * 10 + static_cast<int>(digit);
    }
    return value;
}

bool is_day(int year, int month, int day) { return year >= 1970 && year <= 2199 && Date::from_ymd(year, month, day); }

void append_padded(std::string& to, int value, int width) {
    char digits[8];
    for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
    to.append(digits, static_cast<std::size_t>(width));
}

} // namespace

std::optional<LocalTime> LocalTime::of(int year, int month, int day, int hour, int minute, int second, int millis) {
    if (!is_day(year, month, day)) return {};
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return {};
    if (millis < 0 || millis > 999) return {};
    return LocalTime{static_cast<std::int16_t>(year),   static_cast<std::uint8_t>(month),
                     static_cast<std::uint8_t>(day),    static_cast<std::uint8_t>(hour),
                     static_cast<std::uint8_t>(minute), static_cast<std::uint8_t>(second),
                     static_cast<std::uint16_t>(millis)};
}

std::optional<LocalTime> LocalTime::from_digits(std::string_view digits) {
    if (digits.size() != 14 && digits.size() != 17) return {};
    return of(number_at(digits, 0, 4), number_at(digits, 4, 2), number_at(digits, 6, 2), number_at(digits, 8, 2),
              number_at(digits, 10, 2), number_at(digits, 12, 2), digits.size() == 17 ? number_at(digits, 14, 3) : 0);
}

std::optional<LocalTime> LocalTime::from_short_digits(std::string_view digits) {
    if (digits.size() != 10 && digits.size() != 12) return {};
    const int year = number_at(digits, 0, 2);
    if (year < 0) return {};
    return of(2000 + year, number_at(digits, 2, 2), number_at(digits, 4, 2), number_at(digits, 6, 2),
              number_at(digits, 8, 2), digits.size() == 12 ? number_at(digits, 10, 2) : 0);
}

std::optional<LocalTime> LocalTime::from_unix_millis(std::int64_t millis) {
    constexpr std::int64_t day_ms = 86'400'000, china_ms = 8 * 3'600'000;
    const std::int64_t local = millis + china_ms;
    if (millis < 0 || local / day_ms > 84'000) return {}; // up to 2199
    const Date day = Date::from_days(static_cast<std::int32_t>(local / day_ms));
    const auto rest = static_cast<int>(local % day_ms);
    return of(day.year(), day.month(), day.day(), rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

std::int64_t LocalTime::unix_seconds() const {
    constexpr std::int64_t day_seconds = 86'400, china_seconds = 8 * 3600;
    const auto date =
        std::chrono::sys_days(std::chrono::year{year} / static_cast<unsigned>(month) / static_cast<unsigned>(day));
    return date.time_since_epoch().count() * day_seconds + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 +
           second - china_seconds;
}

void LocalTime::append_iso(std::string& to) const {
    append_padded(to, year, 4);
    to += '-';
    append_padded(to, month, 2);
    to += '-';
    append_padded(to, day, 2);
    to += 'T';
    append_padded(to, hour, 2);
    to += ':';
    append_padded(to, minute, 2);
    to += ':';
    append_padded(to, second, 2);
    if (millis != 0) {
        to += '.';
        append_padded(to, millis, 3);
    }
    to += "+08:00";
}

std::string LocalTime::iso() const {
    std::string text;
    append_iso(text);
    return text;
}

std::string LocalTime::digits(bool with_millis) const {
    std::string text;
    append_padded(text, year, 4);
    for (const int part : {month, day, hour, minute, second}) append_padded(text, part, 2);
    if (with_millis) append_padded(text, millis, 3);
    return text;
}

} // namespace shanhai::ecology
