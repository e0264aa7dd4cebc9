#include "kernel/transfer/office_values.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace shanhai::kernel {
namespace {

std::string day(std::string_view text) {
    const auto date = office_date(text);
    return date ? date->iso() : "none";
}

std::string number(std::string_view text, std::string_view unit = {}) {
    const auto read = office_number(text, unit);
    return read ? read->decimal + (read->percent ? "%" : "") : "none";
}

TEST(OfficeValues, days_as_offices_type_them) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"2023.4.3", "2023-04-03"},
        {"2023. 4. 3", "2023-04-03"},
        {"2023 . 04 . 03", "2023-04-03"},
        {"2023. 4. 3 08:30", "2023-04-03"},
        {"23.4.3", "2023-04-03"},
        {"23-04-03", "2023-04-03"},
        {"19年12月1日", "2019-12-01"},
        {"2023-04-03T00:00:00Z", "2023-04-03"},
        {"2023-04-03 8时30分", "2023-04-03"},
        {"2023年4月", "2023-04-01"},
        {"二〇二三年四月三日", "2023-04-03"},
        {"3.4.23", "none"},
        {"03.04.23", "none"}, // 2003 or the third of April
        {"23.13.3", "none"},
        {"98.4.3", "none"},
        {"2023.2.30", "none"},
    };
    for (const auto& [text, wanted] : rows) EXPECT_EQ(day(text), wanted) << text;
}

TEST(OfficeValues, numbers_as_offices_type_them) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"1 200", "1200"},    {"12 345 678.5", "12345678.5"}, {"1,200万", "12000000"}, {"1.2亿元整", "120000000"},
        {"3万元正", "30000"}, {"人民币 5 000元", "5000"},     {"85%", "85%"},          {"（1,200）", "-1200"},
        {"1 20", "none"},     {"1 200,000", "none"},          {"1 2 3", "none"},       {"整", "none"},
    };
    for (const auto& [text, wanted] : rows) EXPECT_EQ(number(text), wanted) << text;
}

TEST(OfficeValues, the_unit_of_a_field_may_be_typed_as_people_say_it) {
    EXPECT_EQ(number("4,300米", "metre"), "4300");
    EXPECT_EQ(number("1 200 m", "metre"), "1200");
    EXPECT_EQ(number("3.5万吨", "tonne"), "35000");
    EXPECT_EQ(number("120人", "person"), "120");
    EXPECT_EQ(number("15 平方米", "sqm"), "15");
    EXPECT_EQ(number("300斤", "kg"), "none") << "half a kilogram each";
    EXPECT_EQ(number("4300米", "km"), "none");
    EXPECT_EQ(number("4300亩", "亩"), "4300");
}

} // namespace
} // namespace shanhai::kernel
