#include "base/date.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

Date day(std::string_view iso) { return Date::parse(iso).value(); }

Period period(std::string_view text) { return Period::parse(text).value(); }

TEST(Date, reads_and_writes_iso) {
    EXPECT_EQ(day("1970-01-01").days(), 0);
    EXPECT_EQ(day("2024-02-29").iso(), "2024-02-29");
    EXPECT_EQ(day("0001-01-01").iso(), "0001-01-01");
    EXPECT_EQ(day("9999-12-31").iso(), "9999-12-31");
    EXPECT_EQ(day("2024-03-01") - day("2024-02-01"), 29);
    EXPECT_EQ((day("2023-12-31") + 1).iso(), "2024-01-01");
    EXPECT_EQ(day("1969-12-31").days(), -1);
    EXPECT_EQ(day("2024-03-05").year(), 2024);
    EXPECT_EQ(day("2024-03-05").month(), 3);
    EXPECT_EQ(day("2024-03-05").day(), 5);
}

TEST(Date, refuses_what_is_not_a_day) {
    for (const char* wrong : {"", "2024", "2024-2-1", "2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10",
                              "0000-01-01", "2024-01-01 ", "2024/01/01", "+024-01-01", "2024-01-0a"}) {
        const auto read = Date::parse(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, "date.unreadable");
    }
    EXPECT_FALSE(Date::from_ymd(1900, 2, 29));
    EXPECT_TRUE(Date::from_ymd(2000, 2, 29));
}

TEST(Period, names_a_year_a_half_a_quarter_a_month_a_day) {
    EXPECT_EQ(period("2024"), (Period{day("2024-01-01"), day("2025-01-01")}));
    EXPECT_EQ(period("2024-H1"), (Period{day("2024-01-01"), day("2024-07-01")}));
    EXPECT_EQ(period("2024-H2"), (Period{day("2024-07-01"), day("2025-01-01")}));
    EXPECT_EQ(period("2024-Q3"), (Period{day("2024-07-01"), day("2024-10-01")}));
    EXPECT_EQ(period("2024-12"), (Period{day("2024-12-01"), day("2025-01-01")}));
    EXPECT_EQ(period("2024-02-29"), (Period{day("2024-02-29"), day("2024-03-01")}));
}

TEST(Period, a_range_includes_its_last_step) {
    EXPECT_EQ(period("2017/2019"), (Period{day("2017-01-01"), day("2020-01-01")}));
    EXPECT_EQ(period("2022-07/2023-04"), (Period{day("2022-07-01"), day("2023-05-01")}));
    EXPECT_EQ(period("2022-07/.."), (Period{day("2022-07-01"), std::nullopt}));
    EXPECT_EQ(period("../2023"), (Period{std::nullopt, day("2024-01-01")}));
    EXPECT_EQ(period("as_of 2024-12"), (Period{std::nullopt, day("2025-01-01")}));
    EXPECT_EQ(period("as_of 2020-01-31"), (Period{std::nullopt, day("2020-02-01")}));
}

TEST(Period, contains_its_first_day_and_not_its_end) {
    EXPECT_TRUE(period("2024").contains(day("2024-01-01")));
    EXPECT_TRUE(period("2024").contains(day("2024-12-31")));
    EXPECT_FALSE(period("2024").contains(day("2025-01-01")));
    EXPECT_TRUE(period("../2023").contains(day("0001-01-01")));
}

TEST(Period, refuses_what_it_does_not_know) {
    for (const char* wrong : {"", "24", "2024-", "2024-H3", "2024-H0", "2024-Q5", "2024-13", "2024-00", "2019/2017",
                              "2024/", "/2024", "as_of", "as_of ..", "P3Y", "2024-02-30", "0000", "2024/2025/2026"}) {
        const auto read = Period::parse(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, "period.unreadable");
    }
}

TEST(Step, cuts_the_calendar_and_names_the_pieces) {
    const Date august = day("2024-08-15");
    EXPECT_EQ(step_label(august, Step::day), "2024-08-15");
    EXPECT_EQ(step_label(august, Step::month), "2024-08");
    EXPECT_EQ(step_label(august, Step::quarter), "2024-Q3");
    EXPECT_EQ(step_label(august, Step::half), "2024-H2");
    EXPECT_EQ(step_label(august, Step::year), "2024");
    EXPECT_EQ(step_named("quarter"), Step::quarter);
    EXPECT_FALSE(step_named("week"));
}

TEST(Step, its_label_names_its_period) {
    for (const Step step : {Step::day, Step::month, Step::quarter, Step::half, Step::year})
        for (Date at = day("2023-12-30"); at < day("2025-01-03"); at = at + 1)
            ASSERT_EQ(period(step_label(at, step)), step_around(at, step)) << at.iso();
}

TEST(Date, a_week_begins_on_monday) {
    EXPECT_EQ(Date::from_days(0).weekday(), 3) << "1970-01-01 was a Thursday";
    EXPECT_EQ(Date::parse("2026-11-23")->weekday(), 0);
    EXPECT_EQ(Date::parse("2026-11-29")->weekday(), 6);
    EXPECT_EQ(Date::parse("1969-12-31")->weekday(), 2);
}

} // namespace
} // namespace shanhai
