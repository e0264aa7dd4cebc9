#include "kernel/jobs/schedule.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {

namespace {

// In Shanghai.
Moment at(const std::string& text) { return Moment::parse(text + ":00+08:00").value(); }
Schedule schedule(std::string_view kind, std::string_view text) { return Schedule::parse(kind, text).value(); }
std::string shown_next(std::string_view kind, std::string_view text, const std::string& after) {
    return schedule(kind, text).next(at(after)).shown();
}

TEST(Schedule, a_week_turns_on_its_day_in_shanghai_whatever_day_it_is_in_greenwich) {
    // 2026-03-02 was a Monday; at 07:00 in Shanghai it was still Sunday in Greenwich.
    EXPECT_EQ(shown_next("weekly", "monday 07:00", "2026-03-01T23:59"), "2026-03-02 07:00");
    EXPECT_EQ(shown_next("weekly", "monday 07:00", "2026-03-02T07:00"), "2026-03-09 07:00");
    EXPECT_EQ(schedule("weekly", "sunday 00:00").last(at("2026-03-07T12:00")).shown(), "2026-03-01 00:00");
}

TEST(Schedule, half_months_go_over_the_ends_of_months_and_years) {
    EXPECT_EQ(shown_next("half_monthly", "[1, 16] 09:00", "2025-12-16T09:00"), "2026-01-01 09:00");
    EXPECT_EQ(shown_next("half_monthly", "[1, 16] 09:00", "2026-02-01T08:59"), "2026-02-01 09:00");
    EXPECT_EQ(schedule("half_monthly", "16,1 09:00").last(at("2026-03-01T08:59")).shown(), "2026-02-16 09:00");
    EXPECT_EQ(schedule("half_monthly", "28 00:00").last(at("2026-03-01T00:00")).shown(), "2026-02-28 00:00");
}

TEST(Schedule, days_and_intervals_are_counted_from_midnight) {
    EXPECT_EQ(shown_next("daily", "08:30", "2026-03-02T08:29"), "2026-03-02 08:30");
    EXPECT_EQ(shown_next("daily", "08:30", "2026-03-02T08:30"), "2026-03-03 08:30");
    EXPECT_EQ(shown_next("every", "15m", "2026-03-02T08:29"), "2026-03-02 08:30");
    EXPECT_EQ(shown_next("every", "6h", "2026-03-02T00:01"), "2026-03-02 06:00");
    EXPECT_EQ(shown_next("every", "1d", "2026-03-02T00:00"), "2026-03-03 00:00");
}

TEST(Schedule, the_last_due_time_of_the_next_one_is_itself_and_none_lies_between) {
    for (const auto& [kind, text] : {std::pair{"every", "7m"},
                                     {"every", "11h"},
                                     {"daily", "23:59"},
                                     {"weekly", "thursday 12:00"},
                                     {"half_monthly", "[1,10,20,28] 00:00"}}) {
        const auto one = schedule(kind, text);
        auto now = at("1969-12-20T13:37");
        for (int i = 0; i < 400; ++i) {
            const auto due = one.next(now);
            ASSERT_GT(due, now);
            ASSERT_EQ(one.last(due), due) << kind;
            ASSERT_EQ(one.last({due.micros - 1}), one.last(now)) << kind;
            now = due;
        }
    }
}

TEST(Schedule, what_cannot_be_meant_is_refused) {
    for (const auto& [kind, text] : {std::pair{"every", "0m"},
                                     {"every", "32d"},
                                     {"every", "99999999999h"},
                                     {"every", "15"},
                                     {"every", ""},
                                     {"daily", "24:00"},
                                     {"daily", "8:30"},
                                     {"daily", "monday 08:30"},
                                     {"weekly", "08:30"},
                                     {"weekly", "mon 08:30"},
                                     {"half_monthly", "09:00"},
                                     {"half_monthly", "[29] 09:00"},
                                     {"half_monthly", "[1,1] 09:00"},
                                     {"half_monthly", "[1,2,3,4,5] 09:00"},
                                     {"monthly", "1 09:00"}}) {
        const auto parsed = Schedule::parse(kind, text);
        ASSERT_FALSE(parsed.has_value()) << kind << " " << text;
        EXPECT_EQ(parsed.error().code, "job.schedule");
    }
}

} // namespace

} // namespace shanhai::kernel
