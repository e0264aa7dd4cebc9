#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::ecology {

// What a gauge's clock shows, which goes by Chinese time (UTC+8) wherever it stands.
struct LocalTime {
    std::int16_t year = 0;
    std::uint8_t month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::uint16_t millis = 0;

    // nullopt when there is no such day or time of day; years 1970 to 2199.
    static std::optional<LocalTime> of(int year, int month, int day, int hour, int minute, int second, int millis = 0);
    // "YYYYMMDDhhmmss", or with three digits of a second behind it.
    static std::optional<LocalTime> from_digits(std::string_view digits);
    // "YYMMDDhhmm" or "YYMMDDhhmmss" of the years 2000 to 2099.
    static std::optional<LocalTime> from_short_digits(std::string_view digits);
    static std::optional<LocalTime> from_unix_millis(std::int64_t millis);

    // Since 1970 in UTC; milliseconds are left out.
    std::int64_t unix_seconds() const;
    // "2021-04-12T15:33:00+08:00"; milliseconds are shown when there are any.
    std::string iso() const;
    void append_iso(std::string& to) const;
    // "YYYYMMDDhhmmss", with milliseconds of three digits when asked for.
    std::string digits(bool with_millis = false) const;

    friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

} // namespace shanhai::ecology
