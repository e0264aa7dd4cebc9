#include "base/clock.h"

#include <chrono>
#include <cstdio>
#include <optional>

namespace shanhai {

namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
constexpr std::int64_t micros_per_minute = 60 * micros_per_second;
constexpr std::int64_t shanghai_ahead = 480 * micros_per_minute;

// Rounds towards the past, also before 1970.
std::int64_t floor_divide(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

struct WallTime {
    Date day;
    std::int64_t micros_of_day;
};

WallTime wall_time(std::int64_t micros) {
    const std::int64_t day = floor_divide(micros, micros_per_day);
    return {Date::from_days(static_cast<std::int32_t>(day)), micros - day * micros_per_day};
}

std::optional<int> two_digits(std::string_view text, std::size_t at, int below) {
    if (text.size() < at + 2) return std::nullopt;
    const char tens = text[at];
    const char ones = text[at + 1];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return std::nullopt;
    const int value = (tens - '0') * 10 + (ones - '0');
    return value < below ? std::optional(value) : std::nullopt;
}

// Microseconds of ".123456789…", digits beyond the sixth cut off; removes the fraction from `text`.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
    if (!text.starts_with('.')) return 0;
    std::int64_t micros = 0;
    std::int64_t unit = micros_per_second / 10;
    std::size_t at = 1;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) micros += (text[at] - '0') * unit;
    if (at == 1) return std::nullopt;
    text.remove_prefix(at);
    return micros;
}

// Microseconds that the zone "Z", "+08:00" or "-05:30" is ahead of UTC.
std::optional<std::int64_t> zone_ahead(std::string_view zone) {
    if (zone == "Z" || zone == "z") return 0;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
    const auto hours = two_digits(zone, 1, 24);
    const auto minutes = two_digits(zone, 4, 60);
    if (!hours || !minutes) return std::nullopt;
    const std::int64_t ahead = (*hours * 60 + *minutes) * micros_per_minute;
    return zone[0] == '-' ? -ahead : ahead;
}

std::optional<Moment> read_moment(std::string_view text) {
    const auto day = Date::parse(text.substr(0, 10));
    if (!day) return std::nullopt;
    const std::int64_t midnight = day->days() * micros_per_day;
    if (text.size() == 10) return Moment{midnight + micros_per_day - 1 - shanghai_ahead};
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    const auto hour = two_digits(text, 11, 24);
    const auto minute = two_digits(text, 14, 60);
    const auto second = two_digits(text, 17, 60);
    if (!hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
    std::string_view rest = text.substr(19);
    const auto fraction = take_fraction(rest);
    if (!fraction) return std::nullopt;
    const auto ahead = zone_ahead(rest);
    if (!ahead) return std::nullopt;
    return Moment{midnight + ((*hour * 60 + *minute) * 60 + *second) * micros_per_second + *fraction - *ahead};
}

} // namespace

std::string Moment::iso() const {
    const auto [day, of_day] = wall_time(micros);
    const auto seconds = static_cast<int>(of_day / micros_per_second);
    char time[32];
    std::snprintf(time, sizeof time, "T%02d:%02d:%02d.%06dZ", seconds / 3600, seconds / 60 % 60, seconds % 60,
                  static_cast<int>(of_day % micros_per_second));
    return day.iso() + time;
}

Result<Moment> Moment::parse(std::string_view text) {
    if (const auto moment = read_moment(text)) return *moment;
    return refuse("moment.unreadable", {}, {{"text", std::string(text)}});
}

Date Moment::day_in_shanghai() const { return wall_time(micros + shanghai_ahead).day; }

std::string Moment::shown() const {
    const auto [day, of_day] = wall_time(micros + shanghai_ahead);
    const auto minutes = static_cast<int>(of_day / micros_per_minute);
    char time[16];
    std::snprintf(time, sizeof time, " %02d:%02d", minutes / 60, minutes % 60);
    return day.iso() + time;
}

Moment system_now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Moment{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

} // namespace shanhai
