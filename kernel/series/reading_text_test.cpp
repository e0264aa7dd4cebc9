#include "kernel/series/reading_text.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t leap_day = 1'709'136'000; // midnight of 2024-02-29 in Shanghai

std::string refusal(std::string_view at, std::string_view value, std::string_view quality) {
    const auto reading = reading_of(2, at, value, quality);
    return reading ? "taken" : reading.error().code + " " + reading.error().field;
}

TEST(ReadingText, a_second_without_a_zone_is_meant_in_shanghai) {
    for (const char* text : {"2024-02-28T16:00:00Z", "2024-02-29T00:00:00+08:00", "2024-02-29 00:00:00",
                             "2024-02-29T00:00", " 2024-02-29 00:00 ", "2024-02-28T16:00:00.999999Z"})
        EXPECT_EQ(second_of(text).value_or(-1), leap_day) << text;
    for (const char* text : {"2024-02-29", "2024-02-30T00:00", "", "now", "2024-02-29T24:01"})
        EXPECT_EQ(second_of(text).has_value(), false) << text;
}

TEST(ReadingText, a_second_may_be_written_as_spreadsheets_and_meters_do) {
    for (const char* text : {"2024/2/29 0:00", "2024/02/29 00:00", "2024/2/29 0:00:00", "2024-02-28 24:00",
                             "2024-02-28T24:00:00", "2024/2/28 24:00", "2024/2/29T00:00:00+08:00"})
        EXPECT_EQ(second_of(text).value_or(-1), leap_day) << text;
    EXPECT_EQ(second_of("2024/2/9 7:05").value_or(-1), second_of("2024-02-09 07:05").value_or(0));
    for (const char* text : {"2024/2/30 0:00", "2024/2/29", "2024/2/29 0:0", "2024/2/29 0", "2024/13/1 0:00",
                             "2024/2/28 24:00:01", "2024/2/28 25:00", "29/2/2024 0:00", "2024/", "2024//1 0:00"})
        EXPECT_FALSE(second_of(text).has_value()) << text;
}

TEST(ReadingText, a_day_is_meant_from_its_first_second_to_its_last) {
    EXPECT_EQ(first_second("2024-02-29"), leap_day);
    EXPECT_EQ(second_behind("2024-02-29"), leap_day + 86'400);
    EXPECT_EQ(second_behind("2024-02-29T01:00"), leap_day + 3600);
    EXPECT_EQ(first_second("2024-02-30").error().code, "moment.unreadable");
}

TEST(ReadingText, a_reading_without_a_value_is_missing_and_nothing_else) {
    EXPECT_EQ(reading_of(2, "2024-02-29 00:00", "2.35", ""), (Reading{leap_day, 235, Quality::good}));
    EXPECT_EQ(reading_of(2, "2024-02-29 00:00", "-2.5", "suspect"), (Reading{leap_day, -250, Quality::suspect}));
    EXPECT_EQ(reading_of(2, "2024-02-29 00:00", "", ""), (Reading{leap_day, 0, Quality::missing}));
    EXPECT_EQ(refusal("2024-02-29 00:00", "", "good"), "series.no_value /value");
    EXPECT_EQ(refusal("2024-02-29 00:00", "2.355", ""), "decimal.too_precise /value");
    EXPECT_EQ(refusal("2024-02-29 00:00", "high", ""), "decimal.unreadable /value");
    EXPECT_EQ(refusal("2024-02-29 00:00", "2", "fine"), "series.quality /quality");
    EXPECT_EQ(refusal("2024-02-29", "2", ""), "moment.unreadable /at");
}

TEST(ReadingText, qualities_go_by_their_names) {
    for (std::uint8_t i = 0; i <= most_quality; ++i)
        EXPECT_EQ(quality_named(name_of(static_cast<Quality>(i))), static_cast<Quality>(i));
    EXPECT_EQ(quality_named("正常"), std::nullopt);
}

} // namespace
} // namespace shanhai::kernel
