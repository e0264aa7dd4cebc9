#include "base/money.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

std::string code_of(std::string_view text) {
    const auto read = Money::parse(text);
    return read ? "read as " + read->plain() : read.error().code;
}

std::string read(std::string_view text) {
    const auto money = Money::parse(text);
    return money ? money->plain() : money.error().code;
}

TEST(Money, reads_what_people_type) {
    EXPECT_EQ(read("3.8亿"), "380000000.00");
    EXPECT_EQ(read("1,200.50"), "1200.50");
    EXPECT_EQ(read("１２万元"), "120000.00");
    EXPECT_EQ(read("-5"), "-5.00");
    EXPECT_EQ(read("  160 万 元 "), "1600000.00");
    EXPECT_EQ(read("44.8亿元"), "4480000000.00");
    EXPECT_EQ(read("3.24亿"), "324000000.00");
    EXPECT_EQ(read("5千万"), "50000000.00");
    EXPECT_EQ(read("1.2万亿元"), "1200000000000.00");
    EXPECT_EQ(read("1.234567万"), "12345.67");
    EXPECT_EQ(read("0.1"), "0.10");
    EXPECT_EQ(read("+1,234,567"), "1234567.00");
}

TEST(Money, refuses_a_third_decimal) {
    EXPECT_EQ(code_of("0.001"), "money.too_precise");
    EXPECT_EQ(code_of("1.200"), "money.too_precise");
    EXPECT_EQ(code_of("1.2345678万"), "money.too_precise");
}

TEST(Money, refuses_what_is_not_an_amount) {
    for (const char* wrong : {"",     "元",       "万",    ".",   ".5", "5.",  "1.2.3", "12a",  "1,20", "1,2000", "12,",
                              ",123", "1234,567", "1.2,3", "--5", "5-", "1e3", "五万",  "0x10", "NaN",  "5万5"})
        EXPECT_EQ(code_of(wrong), "money.unreadable") << wrong;
}

TEST(Money, refuses_more_than_it_can_hold) {
    EXPECT_EQ(read("92233720368547758.07"), "92233720368547758.07");
    EXPECT_EQ(code_of("92233720368547758.08"), "money.too_large");
    EXPECT_EQ(code_of("-99999999999999999999999999999999999999999999"), "money.too_large");
    EXPECT_EQ(code_of("1000000万亿"), "money.too_large");
}

TEST(Money, adds_and_compares) {
    EXPECT_EQ(Money::fen(150) + Money::fen(-50), Money::fen(100));
    EXPECT_EQ(Money::fen(1) - Money::fen(2), -Money::fen(1));
    EXPECT_LT(Money::fen(-1), Money::fen(0));
}

TEST(Scaled, text_and_number_are_the_same) {
    EXPECT_EQ(scaled_text(8530, 2), "85.30");
    EXPECT_EQ(scaled_text(-5, 2), "-0.05");
    EXPECT_EQ(scaled_text(0, 3), "0.000");
    EXPECT_EQ(scaled_text(7, 0), "7");
    EXPECT_EQ(scaled_text(INT64_MIN, 2), "-92233720368547758.08");
    EXPECT_EQ(parse_scaled("85.3", 2).value(), 8530);
    EXPECT_EQ(parse_scaled("-0.05", 2).value(), -5);
    EXPECT_EQ(parse_scaled("+1.", 1).value(), 10);
    EXPECT_EQ(parse_scaled(".5", 1).value(), 5);
    EXPECT_EQ(parse_scaled("1.2300000000000000000000000", 2).value(), 123);
    EXPECT_EQ(parse_scaled("0000000000000000000000000000000007", 0).value(), 7);
}

TEST(Scaled, refuses_what_does_not_fit) {
    EXPECT_EQ(parse_scaled("1.234", 2).error().code, "decimal.too_precise");
    EXPECT_EQ(parse_scaled("9223372036854775808", 0).error().code, "decimal.too_large");
    EXPECT_EQ(parse_scaled("92233720368547759", 2).error().code, "decimal.too_large");
    for (const char* wrong : {"", ".", "-", "1e3", "1,000", " 1", "1.2.3", "+-1"})
        EXPECT_EQ(parse_scaled(wrong, 2).error().code, "decimal.unreadable") << wrong;
}

} // namespace
} // namespace shanhai
