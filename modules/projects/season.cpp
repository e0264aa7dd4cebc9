#include "modules/projects/season.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace shanhai::projects {

namespace {

constexpr int last_year = 9000;

Date day_of(int year, int month_and_day) {
    const int month = month_and_day / 100, day = month_and_day % 100;
    // 29 February ends on the 28th where there is none.
    if (const auto found = Date::from_ymd(year, month, day)) return *found;
    return Date::from_ymd(year, month, 28).value_or(Date::from_days(0));
}

// Days of the season of one year within [from, until).
std::int32_t season_days(const Season& season, int year, Date from, Date until) {
    const auto first = std::max(from, day_of(year, season.begins));
    const auto behind = std::min(until, day_of(year, season.ends) + 1);
    return std::max(behind - first, 0);
}

std::optional<int> number_of(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace

double working_days(const Season& season, Date from, Date until) {
    if (until < from) return -working_days(season, until, from);
    std::int32_t inside = 0;
    for (int year = from.year(); year <= until.year(); ++year) inside += season_days(season, year, from, until);
    return inside + winter_day * ((until - from) - inside);
}

Date after_working_days(const Season& season, Date from, double days) {
    auto at = from;
    while (days > 0 && at.year() < last_year) {
        const auto begins = day_of(at.year(), season.begins), behind = day_of(at.year(), season.ends) + 1;
        const bool within = begins <= at && at < behind;
        const auto turn = at < begins ? begins : within ? behind : day_of(at.year() + 1, season.begins);
        const double worth = within ? 1 : winter_day;
        const auto whole = worth * (turn - at);
        if (days <= whole) {
            auto more = static_cast<std::int32_t>(days / worth);
            if (more * worth < days) ++more;
            return at + more;
        }
        days -= whole;
        at = turn;
    }
    return at;
}

std::optional<int> month_and_day(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return {};
    const auto month = number_of(text.substr(0, dash)), day = number_of(text.substr(dash + 1));
    constexpr int leap_year = 2024;
    if (!month || !day || !Date::from_ymd(leap_year, *month, *day)) return {};
    return *month * 100 + *day;
}

std::optional<Season> months_of(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return {};
    const auto from = number_of(text.substr(0, dash)), until = number_of(text.substr(dash + 1));
    if (!from || !until || *from < 1 || *until > 12 || *from > *until) return {};
    constexpr int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return Season{*from * 100 + 1, *until * 100 + days[*until - 1]};
}

void SeasonCalendar::add(int altitude_from, Season season) {
    bands_.emplace_back(altitude_from, season);
    std::ranges::sort(bands_, {}, [](const auto& band) { return band.first; });
}

Season SeasonCalendar::at(std::optional<int> altitude) const {
    Season found;
    if (!altitude) return found;
    for (const auto& [from, season] : bands_)
        if (from <= *altitude) found = season;
    return found;
}

} // namespace shanhai::projects
