#include "modules/press/reading/code_points.h"
#include "modules/press/reading/numeral.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

std::string value(std::string_view text) {
    const auto number = numeral_at(wide(text), 0);
    return number ? number->value.text(4) : "none";
}

TEST(Numeral, chinese_arabic_and_mixed_forms) {
    EXPECT_EQ(value("44.8亿"), "4480000000.0000");
    EXPECT_EQ(value("1,322"), "1322.0000");
    EXPECT_EQ(value("一千零一十一"), "1011.0000");
    EXPECT_EQ(value("两千四百五"), "2450.0000");
    EXPECT_EQ(value("五亿零六"), "500000006.0000");
    EXPECT_EQ(value("5万4千6百"), "54600.0000");
    EXPECT_EQ(value("四千五百六十九万八千三百一十一亿"), "4569831100000000.0000");
    EXPECT_EQ(value("三点一四"), "3.1400");
    EXPECT_EQ(value("二十点一万"), "201000.0000");
    EXPECT_EQ(value("三分之一"), "0.3333");
    EXPECT_EQ(value("负一又二分之一"), "-1.5000");
    EXPECT_EQ(value("零下40"), "-40.0000");
    EXPECT_EQ(value("二〇二四"), "2024.0000");
    EXPECT_EQ(value("12.32e+14"), "1232000000000000.0000");
}

TEST(Numeral, what_is_left_over_is_noted) {
    const auto number = numeral_at(U"600余万", 0);
    ASSERT_TRUE(number);
    EXPECT_TRUE(number->more);
    EXPECT_EQ(number->value, Rational(6'000'000));
    EXPECT_EQ(number->end, 5U);
}

TEST(Numeral, two_digits_said_together_are_a_range) {
    const auto number = numeral_at(U"三五百人", 0);
    ASSERT_TRUE(number && number->high);
    EXPECT_EQ(number->value, Rational(300));
    EXPECT_EQ(*number->high, Rational(500));
    const auto thousands = numeral_at(U"一万六七", 0);
    ASSERT_TRUE(thousands && thousands->high);
    EXPECT_EQ(thousands->value, Rational(16'000));
    EXPECT_EQ(*thousands->high, Rational(17'000));
}

TEST(Numeral, mega_and_kilo_belong_to_their_units) {
    EXPECT_EQ(value("50兆瓦"), "50.0000");
    EXPECT_EQ(value("50兆"), "50000000000000.0000");
    EXPECT_EQ(value("2.3千克"), "2.3000");
    EXPECT_EQ(value("3千人"), "3000.0000");
}

TEST(Numeral, the_worth_of_the_last_digit_is_kept) {
    EXPECT_EQ(numeral_at(U"44.8亿", 0)->step, Rational(10'000'000));
    EXPECT_EQ(numeral_at(U"5104万", 0)->step, Rational(10'000));
    EXPECT_EQ(numeral_at(U"5000", 0)->step, Rational(1));
}

TEST(Numeral, numbers_that_nobody_counts_to_are_refused) {
    EXPECT_EQ(value("99999999999999999999999999999999999999"), "none");
    EXPECT_EQ(value("9999999999999999999999999亿亿亿亿"), "none");
    EXPECT_EQ(value("三亿亿亿亿亿亿亿"), "none");
    EXPECT_EQ(value("零"), "0.0000");
    EXPECT_EQ(value("人"), "none");
}

} // namespace
} // namespace shanhai::press
