#include "modules/trade/epcis/moment_text.h"

#include "base/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace shanhai::trade {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two digits at a place, or nothing.
std::optional<int> two_digits(std::string_view text, std::size_t at) {
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<int> offset_minutes(std::string_view zone) {
    if (zone == "Z") return 0;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
    const auto hours = two_digits(zone, 1);
    const auto minutes = two_digits(zone, 4);
    if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > 14 * 60) return std::nullopt;
    return (zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

} // namespace

std::optional<std::string> moment_in_utc(std::string_view text) {
    // 2020-03-04T11:00:30[.0004…](Z|±hh:mm)
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
    const auto day = Date::parse(text.substr(0, 10));
    const auto hour = two_digits(text, 11);
    const auto minute = two_digits(text, 14);
    const auto second = two_digits(text, 17);
    if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    auto rest = text.substr(19);
    std::int64_t milliseconds = 0;
    if (rest.starts_with('.')) {
        const auto end = std::ranges::find_if_not(rest.substr(1), is_digit) - rest.begin();
        const auto fraction = rest.substr(1, static_cast<std::size_t>(end) - 1);
        if (fraction.empty()) return std::nullopt;
        for (std::size_t i = 0; i < 3; ++i)
            milliseconds = milliseconds * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
        if (fraction.size() > 3 && fraction[3] >= '5') ++milliseconds;
        rest = rest.substr(static_cast<std::size_t>(end));
    }
    const auto offset = offset_minutes(rest);
    if (!offset) return std::nullopt;
    constexpr std::int64_t day_milliseconds = 86'400'000;
    const std::int64_t total = std::int64_t{day->days()} * day_milliseconds +
                               ((*hour * 60 + *minute - *offset) * 60 + *second) * std::int64_t{1000} + milliseconds;
    std::int64_t days = total / day_milliseconds;
    std::int64_t left = total % day_milliseconds;
    if (left < 0) {
        left += day_milliseconds;
        --days;
    }
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", Date::from_days(static_cast<std::int32_t>(days)).iso(),
                       left / 3'600'000, left / 60'000 % 60, left / 1000 % 60, left % 1000);
}

bool is_zone_offset(std::string_view text) { return text != "Z" && offset_minutes(text).has_value(); }

} // namespace shanhai::trade
