#include "base/quantity.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

bool agrees(const char* computed, const char* printed, Qualifier qualifier, const char* precision = nullptr) {
    const Rational one_digit = precision ? *Rational::parse(precision) : last_digit(printed);
    return meaning(*Rational::parse(printed), one_digit, qualifier).contains(*Rational::parse(computed));
}

TEST(Quantity, a_rounded_value_agrees_within_half_of_its_last_digit) {
    EXPECT_TRUE(agrees("4475000000", "4480000000", Qualifier::exact)); // 44.8亿
    EXPECT_TRUE(agrees("4484999999.99", "4480000000", Qualifier::exact));
    EXPECT_FALSE(agrees("4485000000", "4480000000", Qualifier::exact));
    EXPECT_FALSE(agrees("4474999999.99", "4480000000", Qualifier::exact));
    EXPECT_TRUE(agrees("85.26", "85.3", Qualifier::exact));
    EXPECT_FALSE(agrees("85.24", "85.3", Qualifier::exact));
}

TEST(Quantity, a_count_agrees_with_itself_only) {
    EXPECT_TRUE(agrees("1000", "1000", Qualifier::exact, "1"));
    EXPECT_FALSE(agrees("1001", "1000", Qualifier::exact, "1"));
    EXPECT_FALSE(agrees("999", "1000", Qualifier::exact, "1"));
}

TEST(Quantity, nearly_stays_below) {
    EXPECT_TRUE(agrees("19000", "20000", Qualifier::nearly));
    EXPECT_TRUE(agrees("19999", "20000", Qualifier::nearly));
    EXPECT_FALSE(agrees("20000", "20000", Qualifier::nearly));
    EXPECT_FALSE(agrees("18999", "20000", Qualifier::nearly));
    EXPECT_TRUE(agrees("9000000000", "10000000000", Qualifier::nearly)); // 近100亿
    EXPECT_FALSE(agrees("8999999999", "10000000000", Qualifier::nearly));
    EXPECT_TRUE(agrees("73000", "74000", Qualifier::nearly)); // 近7.4万
    EXPECT_FALSE(agrees("72999", "74000", Qualifier::nearly));
    EXPECT_TRUE(agrees("1840", "1850", Qualifier::nearly));
    EXPECT_FALSE(agrees("1839", "1850", Qualifier::nearly));
}

TEST(Quantity, over_and_plus_lie_strictly_above_within_one_last_digit) {
    for (const Qualifier qualifier : {Qualifier::over, Qualifier::plus}) {
        EXPECT_FALSE(agrees("85", "85", qualifier));
        EXPECT_TRUE(agrees("85.01", "85", qualifier));
        EXPECT_FALSE(agrees("86", "85", qualifier));
        EXPECT_TRUE(agrees("39999999999", "30000000000", qualifier)); // 超300亿
        EXPECT_FALSE(agrees("40000000000", "30000000000", qualifier));
        EXPECT_TRUE(agrees("1501", "1500", qualifier)); // 1500余
        EXPECT_FALSE(agrees("1600", "1500", qualifier));
        EXPECT_TRUE(agrees("11", "10", qualifier)); // 10多
        EXPECT_TRUE(agrees("19", "10", qualifier));
        EXPECT_FALSE(agrees("20", "10", qualifier));
    }
}

TEST(Quantity, about_is_five_percent_around_and_at_least_has_no_end) {
    EXPECT_TRUE(agrees("95", "100", Qualifier::approx));
    EXPECT_TRUE(agrees("105", "100", Qualifier::approx));
    EXPECT_FALSE(agrees("105.01", "100", Qualifier::approx));
    EXPECT_TRUE(agrees("500", "500", Qualifier::at_least));
    EXPECT_TRUE(agrees("123456789", "500", Qualifier::at_least));
    EXPECT_FALSE(agrees("499.99", "500", Qualifier::at_least));
}

TEST(Quantity, the_last_digit_is_found_left_and_right_of_the_point) {
    EXPECT_EQ(last_digit("4480000000"), Rational(10'000'000));
    EXPECT_EQ(last_digit("85.3"), *Rational::parse("0.1"));
    EXPECT_EQ(last_digit("85.30"), *Rational::parse("0.1"));
    EXPECT_EQ(last_digit("20.0"), Rational(10));
    EXPECT_EQ(last_digit("122"), Rational(1));
    EXPECT_EQ(last_digit("0.05"), *Rational::parse("0.01"));
    EXPECT_EQ(last_digit("0"), Rational(1));
}

TEST(Quantity, qualifiers_have_names) {
    for (const char* name : {"exact", "nearly", "over", "plus", "approx", "at_least"})
        EXPECT_EQ(name_of(qualifier_named(name).value()), name);
    EXPECT_FALSE(qualifier_named("about"));
}

} // namespace
} // namespace shanhai
