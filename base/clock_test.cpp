#include "base/clock.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

Moment moment(std::string_view text) { return Moment::parse(text).value(); }

TEST(Moment, reads_rfc3339_in_any_zone) {
    EXPECT_EQ(moment("1970-01-01T00:00:00Z").micros, 0);
    EXPECT_EQ(moment("2024-03-01T16:00:00+08:00"), moment("2024-03-01T08:00:00Z"));
    EXPECT_EQ(moment("2024-03-01T02:30:00.5-05:30"), moment("2024-03-01t08:00:00.500000z"));
    EXPECT_EQ(moment("1969-12-31T23:59:59.999999Z").micros, -1);
    EXPECT_EQ(moment("2024-03-01 08:00:00.1234567Z").micros % 1'000'000, 123'456);
}

TEST(Moment, is_written_with_six_decimals) {
    EXPECT_EQ(moment("2024-03-01T16:00:00+08:00").iso(), "2024-03-01T08:00:00.000000Z");
    EXPECT_EQ(Moment{-1}.iso(), "1969-12-31T23:59:59.999999Z");
    const Moment now = system_now();
    EXPECT_EQ(moment(now.iso()), now);
}

TEST(Moment, a_bare_date_includes_its_evening_in_shanghai) {
    EXPECT_EQ(moment("2023-12-31").iso(), "2023-12-31T15:59:59.999999Z");
    EXPECT_EQ(moment("2023-12-31").day_in_shanghai().iso(), "2023-12-31");
}

TEST(Moment, the_day_changes_at_midnight_in_shanghai) {
    EXPECT_EQ(moment("2023-12-31T15:59:59Z").day_in_shanghai().iso(), "2023-12-31");
    EXPECT_EQ(moment("2023-12-31T16:00:00Z").day_in_shanghai().iso(), "2024-01-01");
    EXPECT_EQ(moment("2024-03-01T08:05:00Z").shown(), "2024-03-01 16:05");
}

TEST(Moment, refuses_what_is_not_a_moment) {
    for (const char* wrong :
         {"", "2024-03", "2024-03-01T", "2024-03-01T08:00:00", "2024-03-01T24:00:00Z", "2024-03-01T08:60:00Z",
          "2024-03-01T23:59:60Z", "2024-03-01T08:00:00.Z", "2024-03-01T08:00:00+0800", "2024-02-30T08:00:00Z",
          "2024-03-01T08:00Z", "2024-03-01T08:00:00Zz"}) {
        const auto read = Moment::parse(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, "moment.unreadable");
    }
}

} // namespace
} // namespace shanhai
