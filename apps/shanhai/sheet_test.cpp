#include "apps/shanhai/sheet.h"

#include <gtest/gtest.h>

#include <sstream>

namespace shanhai::apps {
namespace {

std::string printed(const Sheet& sheet, Format format) {
    std::ostringstream out;
    sheet.print(out, format);
    return out.str();
}

Sheet small_sheet() {
    Sheet sheet({{"giver", "支援方"}, {"value", "数值", Look::number}});
    sheet.add({"山东省", "4480000000.00"});
    sheet.add({json::object{{"id", "3"}, {"label", "a \"b\", c"}}, nullptr});
    return sheet;
}

TEST(Sheet, tables_are_aligned_also_for_chinese) {
    EXPECT_EQ(printed(small_sheet(), Format::table), "支援方                数值\n"
                                                     "--------  ----------------\n"
                                                     "山东省    4,480,000,000.00\n"
                                                     "a \"b\", c                 —\n");
}

TEST(Sheet, json_and_csv_are_plain) {
    EXPECT_EQ(printed(small_sheet(), Format::json),
              "[\n{\"giver\":\"山东省\",\"value\":\"4480000000.00\"},\n"
              "{\"giver\":{\"id\":\"3\",\"label\":\"a \\\"b\\\", c\"},\"value\":null}\n]\n");
    EXPECT_EQ(printed(small_sheet(), Format::csv), "giver,value\r\n山东省,4480000000.00\r\n\"a \"\"b\"\", c\",\r\n");
    EXPECT_EQ(printed(Sheet({{"a", "A"}}), Format::json), "[]\n");
}

TEST(Grouped, separates_thousands) {
    EXPECT_EQ(grouped("0"), "0");
    EXPECT_EQ(grouped("999"), "999");
    EXPECT_EQ(grouped("1000"), "1,000");
    EXPECT_EQ(grouped("-1234567.5"), "-1,234,567.5");
    EXPECT_EQ(grouped("2024-03"), "2024-03");
    EXPECT_EQ(grouped(""), "");
    EXPECT_EQ(grouped("-"), "-");
}

TEST(Plain, flattens) {
    EXPECT_EQ(plain(json::object{{"giver", "山东省"}, {"year", "2023"}}), "giver=山东省, year=2023");
    EXPECT_EQ(plain(json::array{"a", 5, true}), "a; 5; true");
    EXPECT_EQ(plain(nullptr), "");
}

TEST(ForReading, shows_moments_by_the_clock_of_shanghai) {
    EXPECT_EQ(for_reading("2024-03-01T08:00:00.000000Z"), "2024-03-01 16:00");
    EXPECT_EQ(for_reading("2024-12-31T16:00:05Z"), "2025-01-01 00:00:05");
    EXPECT_EQ(for_reading("2024-12-31T16:00:00Z"), "2025-01-01 00:00");
    EXPECT_EQ(for_reading("2024-03-01"), "2024-03-01");
    EXPECT_EQ(for_reading("2024-13-01T08:00:00.000000Z"), "2024-13-01T08:00:00.000000Z");
    EXPECT_EQ(for_reading("白朗县"), "白朗县");
}

} // namespace
} // namespace shanhai::apps
