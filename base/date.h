#pragma once

#include "base/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai {

// A calendar day of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31.
class Date {
public:
    // Days since 1970-01-01.
    static constexpr Date from_days(std::int32_t days) { return Date{days}; }
    static std::optional<Date> from_ymd(int year, int month, int day); // nullopt when there is no such day
    // Strictly "YYYY-MM-DD". "date.unreadable" otherwise, also for 30 February.
    static Result<Date> parse(std::string_view iso);

    constexpr std::int32_t days() const { return days_; }
    int year() const;
    int month() const;       // 1–12
    int day() const;         // 1–31
    int weekday() const;     // 0 Monday – 6 Sunday
    std::string iso() const; // "2024-03-01"

    constexpr auto operator<=>(const Date&) const = default;
    friend constexpr Date operator+(Date date, std::int32_t days) { return Date{date.days_ + days}; }
    friend constexpr std::int32_t operator-(Date a, Date b) { return a.days_ - b.days_; }

private:
    constexpr explicit Date(std::int32_t days) : days_(days) {}
    std::int32_t days_ = 0;
};

// A half-open run of days [from, until). A missing end is open.
struct Period {
    std::optional<Date> from;
    std::optional<Date> until;

    // "2024", "2024-H1", "2024-Q3", "2024-03", "2024-03-01"; "2017/2019" and "2022-07/2023-04" include their last
    // year, month or day; ".." leaves an end open, as in "2022-07/.." or "../2023"; "as_of 2024-12" is everything
    // up to its end. "period.unreadable" otherwise.
    static Result<Period> parse(std::string_view text);
    bool contains(Date day) const { return (!from || *from <= day) && (!until || day < *until); }
    friend bool operator==(const Period&, const Period&) = default;
};

// The length of the calendar steps by which figures are sliced.
enum class Step { day, month, quarter, half, year };
std::optional<Step> step_named(std::string_view name); // "day" … "year"
// The period of this step that holds the day, and its name: "2024-03-01", "2024-03", "2024-Q1", "2024-H1", "2024".
Period step_around(Date day, Step step);
std::string step_label(Date day, Step step);

} // namespace shanhai
