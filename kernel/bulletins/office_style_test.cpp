#include "kernel/bulletins/office_style.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

TEST(OfficeStyle, numbers_are_written_as_offices_write_them) {
    const auto zh = [](const char* value, const char* unit) { return office_number(value, unit, "zh"); };
    EXPECT_EQ(zh("4480000000.00", "CNY"), "44.8亿元");
    EXPECT_EQ(zh("4484999999.99", "CNY"), "44.85亿元");
    EXPECT_EQ(zh("99999999.99", "CNY"), "10000万元");
    EXPECT_EQ(zh("8480000.00", "CNY"), "848万元");
    EXPECT_EQ(zh("9999.50", "CNY"), "9999.5元");
    EXPECT_EQ(zh("-320000000", "CNY"), "-3.2亿元");
    EXPECT_EQ(zh("1385", "project"), "1385个项目");
    EXPECT_EQ(zh("99999", "person_time"), "99999人次");
    EXPECT_EQ(zh("234567", "person_time"), "23.46万人次");
    EXPECT_EQ(zh("85.30", "percent"), "85.3%");
    EXPECT_EQ(zh("0.00", "CNY"), "0元");
    EXPECT_EQ(zh("", "CNY"), "—");
    EXPECT_EQ(zh("3", "thingummy"), "3thingummy");
}

TEST(OfficeStyle, a_column_has_one_unit) {
    const auto wan = column_unit({"800000000.00", "", "1234.56"}, "CNY", "zh");
    EXPECT_EQ(wan.word, "万元");
    EXPECT_EQ(column_number("800000000.00", wan), "80000.00");
    EXPECT_EQ(column_number("1234.56", wan), "0.12");
    EXPECT_EQ(column_number("", wan), "—");
    const auto yuan = column_unit({"999999.99"}, "CNY", "zh");
    EXPECT_EQ(yuan.word, "元");
    EXPECT_EQ(column_number("999999.90", yuan), "999999.9");
    EXPECT_EQ(column_unit({"5000000"}, "person", "zh").word, "人");
    EXPECT_EQ(column_unit({"5000000"}, "CNY", "en").word, "CNY million");
}

TEST(OfficeStyle, english_papers_group_their_digits) {
    EXPECT_EQ(office_number("4480000000.00", "CNY", "en"), "CNY 4,480 million");
    EXPECT_EQ(office_number("1385", "project", "en"), "1,385 projects");
    EXPECT_EQ(office_number("-12345.5", "mu", "en"), "-12,345.5 mu");
    EXPECT_EQ(office_number("85.3", "percent", "en"), "85.3%");
}

TEST(OfficeStyle, days_are_written_out) {
    EXPECT_EQ(office_date("2025-01-05", "zh"), "2025年1月5日");
    EXPECT_EQ(office_date("2025-01-05", "en"), "5 January 2025");
    EXPECT_EQ(office_date("bald", "zh"), "bald");
}

} // namespace
} // namespace shanhai::kernel
