#include "base/date.h"

#include <array>
#include <chrono>
#include <utility>

namespace shanhai {

namespace {

Date date_of(std::chrono::year_month_day day) {
    return Date::from_days(static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count()));
}

std::chrono::year_month_day civil(Date date) {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{date.days()}}};
}

// `count` decimal digits, or nullopt.
std::optional<int> digits(std::string_view text, std::size_t count) {
    if (text.size() != count) return std::nullopt;
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::string padded(int value, std::size_t width) {
    std::string text = std::to_string(value);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

int months_in(Step step) {
    switch (step) {
    case Step::month: return 1;
    case Step::quarter: return 3;
    case Step::half: return 6;
    default: return 12;
    }
}

// The first day of month `month` of `year`, where month may run past 12.
Date first_of(int year, int month) {
    return date_of(std::chrono::year{year + (month - 1) / 12} / ((month - 1) % 12 + 1) / 1);
}

Period months(int year, int first_month, int count) {
    return Period{first_of(year, first_month), first_of(year, first_month + count)};
}

// "2024", "2024-H1", "2024-Q3", "2024-03", "2024-03-01".
std::optional<Period> named_period(std::string_view text) {
    const auto year = digits(text.substr(0, 4), 4);
    if (!year || *year == 0) return std::nullopt;
    if (text.size() == 4) return months(*year, 1, 12);
    if (text[4] != '-') return std::nullopt;
    const std::string_view rest = text.substr(5);
    if (rest.size() == 2 && (rest[0] == 'H' || rest[0] == 'Q')) {
        const int length = rest[0] == 'H' ? 6 : 3;
        const int index = rest[1] - '1';
        if (index < 0 || index >= 12 / length) return std::nullopt;
        return months(*year, index * length + 1, length);
    }
    if (const auto month = digits(rest, 2)) {
        if (*month < 1 || *month > 12) return std::nullopt;
        return months(*year, *month, 1);
    }
    const auto date = Date::parse(text);
    if (!date) return std::nullopt;
    return Period{*date, *date + 1};
}

// One end of a range: ".." is open.
std::optional<Period> range_end(std::string_view text) {
    if (text == "..") return Period{};
    return named_period(text);
}

std::optional<Period> read_period(std::string_view text) {
    constexpr std::string_view as_of = "as_of ";
    if (text.starts_with(as_of)) {
        auto period = named_period(text.substr(as_of.size()));
        if (period) period->from.reset();
        return period;
    }
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return named_period(text);
    const auto first = range_end(text.substr(0, slash));
    const auto last = range_end(text.substr(slash + 1));
    if (!first || !last) return std::nullopt;
    const Period whole{first->from, last->until};
    if (whole.from && whole.until && *whole.from >= *whole.until) return std::nullopt;
    return whole;
}

constexpr std::array<std::pair<std::string_view, Step>, 5> step_names{{{"day", Step::day},
                                                                       {"month", Step::month},
                                                                       {"quarter", Step::quarter},
                                                                       {"half", Step::half},
                                                                       {"year", Step::year}}};

} // namespace

std::optional<Date> Date::from_ymd(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto civil = std::chrono::year{year} / month / day;
    if (!civil.ok()) return std::nullopt;
    return date_of(civil);
}

Result<Date> Date::parse(std::string_view iso) {
    if (iso.size() == 10 && iso[4] == '-' && iso[7] == '-') {
        const auto year = digits(iso.substr(0, 4), 4);
        const auto month = digits(iso.substr(5, 2), 2);
        const auto day = digits(iso.substr(8, 2), 2);
        if (year && month && day)
            if (const auto date = from_ymd(*year, *month, *day)) return *date;
    }
    return refuse("date.unreadable", {}, {{"text", std::string(iso)}});
}

int Date::year() const { return static_cast<int>(civil(*this).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }

int Date::weekday() const {
    return static_cast<int>(std::chrono::weekday(std::chrono::sys_days{std::chrono::days{days_}}).iso_encoding()) - 1;
}

std::string Date::iso() const {
    const auto date = civil(*this);
    return padded(static_cast<int>(date.year()), 4) + "-" +
           padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
           padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

Result<Period> Period::parse(std::string_view text) {
    if (const auto period = read_period(text)) return *period;
    return refuse("period.unreadable", {}, {{"text", std::string(text)}});
}

std::optional<Step> step_named(std::string_view name) {
    for (const auto& [known, step] : step_names)
        if (known == name) return step;
    return std::nullopt;
}

Period step_around(Date day, Step step) {
    if (step == Step::day) return Period{day, day + 1};
    const int length = months_in(step);
    return months(day.year(), (day.month() - 1) / length * length + 1, length);
}

std::string step_label(Date day, Step step) {
    std::string year = padded(day.year(), 4);
    switch (step) {
    case Step::day: return day.iso();
    case Step::month: return year + "-" + padded(day.month(), 2);
    case Step::quarter: return year + "-Q" + std::to_string((day.month() - 1) / 3 + 1);
    case Step::half: return year + "-H" + std::to_string((day.month() - 1) / 6 + 1);
    case Step::year: return year;
    }
    return {};
}

} // namespace shanhai
