#include "kernel/series/reading_text.h"

#include "base/clock.h"
#include "base/money.h"

#include <algorithm>
#include <array>
#include <string>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::size_t length_of_day = 10, length_of_minutes = 16, length_of_seconds = 19; // "2026-03-02T08:00:00"

constexpr std::array<std::string_view, 4> names = {"good", "suspect", "missing", "corrected"};

std::unexpected<Problem> at_field(Problem problem, const char* field) {
    problem.field = field;
    return std::unexpected(std::move(problem));
}

std::optional<std::int64_t> begin_of_day_in(std::string_view text) {
    if (text.size() != length_of_day) return std::nullopt;
    const auto date = Date::parse(text);
    return date ? std::optional(begin_of_day(date->days())) : std::nullopt;
}

} // namespace

std::string second_text(std::int64_t at) { return Moment{at * micros}.iso().substr(0, length_of_seconds) + "Z"; }

json::value value_json(const Reading& reading, int decimals) {
    if (reading.quality == Quality::missing) return nullptr;
    return json::value(scaled_text(reading.value, decimals));
}

std::optional<Rational> mean_of(const RollUp& numbers, int decimals) {
    __int128 parts = numbers.count;
    for (int i = 0; i < decimals; ++i) parts *= 10;
    return Rational::of(numbers.sum, parts);
}

Result<AskedStep> asked_step(std::string_view name) {
    if (name == "reading") return AskedStep{std::nullopt, day_seconds};
    if (name == "hour") return AskedStep{SeriesStep::hour, 7 * day_seconds};
    if (name == "day") return AskedStep{SeriesStep::day, 92 * day_seconds};
    if (name == "month") return AskedStep{SeriesStep::month, 1830 * day_seconds};
    return refuse("series.step", {}, {{"value", std::string(name)}});
}

std::string_view name_of(Quality quality) { return names.at(static_cast<std::size_t>(quality)); }

std::optional<Quality> quality_named(std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<Quality>(found - names.begin()));
}

namespace {

// "2025/7/1 0:15", as spreadsheets write it, with the digits that are left out there; any other text as it is.
std::string widened(std::string_view text) {
    if (text.size() < 6 || text[4] != '/') return std::string(text);
    std::string wide;
    std::size_t digits = 0; // of the number that ends here
    for (const char c : text) {
        const bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && digits == 1) wide.insert(wide.size() - 1, 1, '0');
        digits = is_digit ? digits + 1 : 0;
        wide += c == '/' ? '-' : c;
    }
    return wide;
}

// Takes the end of a day, 24:00, for the beginning of the next.
bool turn_of_day(std::string& full) {
    if (full.size() < length_of_minutes) return false;
    const auto time = std::string_view(full).substr(length_of_day + 1);
    if (!time.starts_with("24:00") || (time.size() > 5 && !time.starts_with("24:00:00"))) return false;
    full.replace(length_of_day + 1, 2, "00");
    return true;
}

} // namespace

Result<std::int64_t> second_of(std::string_view text) {
    std::string full = widened(trim(text));
    if (full.size() > length_of_day && full[length_of_day] == ' ') full[length_of_day] = 'T';
    const bool next_day = turn_of_day(full);
    if (full.size() == length_of_minutes) full += ":00";
    if (full.size() == length_of_seconds) full += "+08:00";
    if (full.size() <= length_of_seconds) return refuse("moment.unreadable", {}, {{"text", std::string(text)}});
    const auto moment = Moment::parse(full);
    if (!moment) return refuse("moment.unreadable", {}, {{"text", std::string(text)}});
    return moment->micros / micros - (moment->micros % micros < 0 ? 1 : 0) + (next_day ? day_seconds : 0);
}

Result<std::int64_t> first_second(std::string_view text) {
    if (const auto begin = begin_of_day_in(trim(text))) return *begin;
    return second_of(text);
}

Result<std::int64_t> second_behind(std::string_view text) {
    if (const auto begin = begin_of_day_in(trim(text))) return *begin + day_seconds;
    return second_of(text);
}

Result<Reading> reading_of(int decimals, std::string_view at, std::string_view value, std::string_view quality) {
    Reading reading;
    const auto second = second_of(at);
    if (!second) return at_field(second.error(), "/at");
    reading.at = *second;
    const bool empty = trim(value).empty();
    const auto known =
        trim(quality).empty() ? (empty ? Quality::missing : Quality::good) : quality_named(trim(quality));
    if (!known) return refuse("series.quality", "/quality");
    reading.quality = *known;
    if (empty && reading.quality != Quality::missing) return refuse("series.no_value", "/value");
    if (empty) return reading;
    const auto scaled = parse_scaled(trim(value), decimals);
    if (!scaled) return at_field(scaled.error(), "/value");
    reading.value = *scaled;
    return reading;
}

} // namespace shanhai::kernel
