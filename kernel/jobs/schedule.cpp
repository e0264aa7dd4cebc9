#include "kernel/jobs/schedule.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t day = std::int64_t{24} * 60;
constexpr std::int64_t week = 7 * day;
constexpr std::int64_t minute_micros = 60'000'000;
constexpr std::int64_t shanghai_ahead = std::int64_t{8} * 60;
constexpr std::int64_t longest_interval = 31 * day;
constexpr int last_day_of_every_month = 28;
constexpr std::size_t most_days = 4;

constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 7> weekdays_zh = {"一", "二", "三", "四", "五", "六", "日"};

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
    const auto over = value % step;
    return value - (over < 0 ? over + step : over);
}

// Minutes of the wall clock in Shanghai since 1970, and back.
std::int64_t minute_of(Moment moment) {
    return floor_to(moment.micros, minute_micros) / minute_micros + shanghai_ahead;
}
Moment moment_of(std::int64_t minute) { return {(minute - shanghai_ahead) * minute_micros}; }

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "08:30"
std::optional<std::int64_t> time_in(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = number_in(text.substr(0, 2));
    const auto minutes = number_in(text.substr(3));
    if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<std::int64_t> interval_in(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto count = number_in(text.substr(0, text.size() - 1));
    const auto unit = text.back() == 'm' ? 1 : text.back() == 'h' ? 60 : text.back() == 'd' ? day : 0;
    if (!count || *count < 1 || unit == 0 || *count > longest_interval / unit) return std::nullopt;
    return *count * unit;
}

std::optional<std::vector<int>> days_in(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    std::vector<int> days;
    for (const auto part : split(text, ',')) {
        const auto found = number_in(trim(part));
        if (!found || *found < 1 || *found > last_day_of_every_month) return std::nullopt;
        days.push_back(*found);
    }
    std::ranges::sort(days);
    if (days.size() > most_days || std::ranges::adjacent_find(days) != days.end()) return std::nullopt;
    return days;
}

std::string time_text(std::int64_t at) { return fmt::format("{:02}:{:02}", at / 60, at % 60); }

} // namespace

Result<Schedule> Schedule::parse(std::string_view kind, std::string_view text) {
    const auto wrong = [&] {
        return refuse("job.schedule", {}, {{"kind", std::string(kind)}, {"text", std::string(text)}});
    };
    Schedule schedule;
    const auto said = trim(text);
    schedule.text_ = std::string(kind) + " " + std::string(said);
    if (kind == "every") {
        const auto interval = interval_in(said);
        if (!interval) return wrong();
        schedule.every_ = *interval;
        return schedule;
    }
    const auto blank = said.rfind(' ');
    const auto at = time_in(blank == std::string_view::npos ? said : said.substr(blank + 1));
    const auto before = blank == std::string_view::npos ? std::string_view{} : trim(said.substr(0, blank));
    if (!at) return wrong();
    schedule.at_ = *at;
    if (kind == "daily" && before.empty()) {
        schedule.kind_ = Kind::daily;
        return schedule;
    }
    if (kind == "weekly") {
        const auto found = std::ranges::find(weekdays, lower_ascii(before));
        if (found == weekdays.end()) return wrong();
        schedule.kind_ = Kind::weekly;
        schedule.weekday_ = found - weekdays.begin();
        return schedule;
    }
    const auto days = days_in(before);
    if (kind != "half_monthly" || !days) return wrong();
    schedule.kind_ = Kind::half_monthly;
    schedule.days_ = *days;
    return schedule;
}

std::int64_t Schedule::last_minute(std::int64_t minute) const {
    if (kind_ == Kind::every) return floor_to(minute, every_);
    if (kind_ == Kind::daily) return floor_to(minute - at_, day) + at_;
    if (kind_ == Kind::weekly) {
        // 1970-01-01 was a Thursday: the Monday before it lies three days earlier.
        const auto begins = (weekday_ - 3) * day + at_;
        return floor_to(minute - begins, week) + begins;
    }
    auto date = Date::from_days(static_cast<std::int32_t>(floor_to(minute - at_, day) / day));
    while (std::ranges::find(days_, date.day()) == days_.end()) date = date + (-1);
    return date.days() * day + at_;
}

Moment Schedule::last(Moment until) const { return moment_of(last_minute(minute_of(until))); }

Moment Schedule::next(Moment after) const {
    const auto last = last_minute(minute_of(after));
    if (kind_ == Kind::every) return moment_of(last + every_);
    if (kind_ == Kind::daily) return moment_of(last + day);
    if (kind_ == Kind::weekly) return moment_of(last + week);
    auto date = Date::from_days(static_cast<std::int32_t>((last - at_) / day)) + 1;
    while (std::ranges::find(days_, date.day()) == days_.end()) date = date + 1;
    return moment_of(date.days() * day + at_);
}

Text Schedule::words() const {
    const auto at = time_text(at_);
    switch (kind_) {
    case Kind::every: {
        const bool hours = every_ % 60 == 0, days = every_ % day == 0;
        const auto count = days ? every_ / day : hours ? every_ / 60 : every_;
        return {fmt::format("每 {} {}", count,
                            days    ? "天"
                            : hours ? "小时"
                                    : "分钟"),
                fmt::format("every {} {}", count,
                            days    ? "d"
                            : hours ? "h"
                                    : "min")};
    }
    case Kind::daily: return {"每天 " + at, "daily at " + at};
    case Kind::weekly: {
        const auto n = static_cast<std::size_t>(weekday_);
        return {fmt::format("每周{} {}", weekdays_zh[n], at), fmt::format("every {} at {}", weekdays[n], at)};
    }
    default: {
        std::string list;
        for (const auto one : days_) list += (list.empty() ? "" : ", ") + std::to_string(one);
        return {fmt::format("每月 {} 日 {}", replace_all(list, ", ", "、"), at),
                fmt::format("on day {} of the month at {}", list, at)};
    }
    }
}

} // namespace shanhai::kernel
