#include "base/rational.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace shanhai {
namespace {

Rational fraction(__int128 top, __int128 bottom) { return Rational::of(top, bottom).value(); }

TEST(Rational, is_kept_reduced_with_a_positive_bottom) {
    EXPECT_EQ(fraction(6, -4), fraction(-3, 2));
    EXPECT_EQ(fraction(0, -7), Rational());
    EXPECT_FALSE(Rational::of(1, 0));
}

TEST(Rational, reads_decimals) {
    EXPECT_EQ(Rational::parse("3.24").value(), fraction(81, 25));
    EXPECT_EQ(Rational::parse("-0.5").value(), fraction(-1, 2));
    EXPECT_EQ(Rational::parse("+7").value(), Rational(7));
    for (const char* wrong :
         {"", "-", ".", "1.2.3", "1e3", " 1", "1,000", "9999999999999999999999999999999999999999999999"})
        EXPECT_FALSE(Rational::parse(wrong)) << wrong;
}

TEST(Rational, thirds_add_up_to_one) {
    const Rational third = fraction(1, 3);
    EXPECT_EQ(add(add(third, third).value(), third).value(), Rational(1));
    EXPECT_EQ(subtract(third, fraction(1, 2)).value(), fraction(-1, 6));
    EXPECT_EQ(multiply(fraction(2, 3), fraction(9, 4)).value(), fraction(3, 2));
    EXPECT_EQ(divide(fraction(2, 3), fraction(-4, 9)).value(), fraction(-3, 2));
    EXPECT_FALSE(divide(third, Rational()));
}

TEST(Rational, says_so_when_it_overflows) {
    const __int128 huge = __int128{1} << 126;
    EXPECT_FALSE(multiply(fraction(huge, 1), Rational(4)));
    EXPECT_FALSE(add(fraction(huge, 1), fraction(huge, 1)));
    EXPECT_EQ(multiply(fraction(huge, 3), fraction(3, huge)).value(), Rational(1));
}

TEST(Rational, compares_fractions_whose_products_would_overflow) {
    const __int128 huge = (__int128{1} << 126) - 1;
    EXPECT_LT(compare(fraction(huge - 1, huge), fraction(huge, huge - 1)), 0);
    EXPECT_GT(compare(fraction(huge, huge - 1), Rational(1)), 0);
    EXPECT_LT(compare(fraction(-huge, 7), fraction(1, huge)), 0);
    EXPECT_EQ(compare(fraction(huge, 3), fraction(huge, 3)), 0);
}

TEST(Rational, orders_small_fractions_as_doubles_do) {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> top(-40, 40);
    std::uniform_int_distribution<int> bottom(1, 40);
    for (int i = 0; i < 20'000; ++i) {
        const int a = top(random), b = bottom(random), c = top(random), d = bottom(random);
        const int expected = a * d < c * b ? -1 : a * d > c * b ? 1 : 0;
        const int found = compare(fraction(a, b), fraction(c, d));
        ASSERT_EQ((found > 0) - (found < 0), expected) << a << "/" << b << " " << c << "/" << d;
    }
}

TEST(Rational, text_rounds_half_away_from_zero) {
    EXPECT_EQ(fraction(324, 380).text(4), "0.8526");
    EXPECT_EQ(fraction(1, 8).text(2), "0.13");
    EXPECT_EQ(fraction(-1, 8).text(2), "-0.13");
    EXPECT_EQ(fraction(5, 2).text(0), "3");
    EXPECT_EQ(fraction(999, 1000).text(2), "1.00");
    EXPECT_EQ(fraction(-1, 1000).text(2), "0.00");
    EXPECT_EQ(fraction(199999, 2).text(0), "100000");
    const __int128 huge = (__int128{1} << 126) - 1;
    EXPECT_EQ(fraction(huge, huge - 1).text(3), "1.000");
    EXPECT_EQ(fraction(huge - 1, huge).text(3), "1.000");
}

TEST(Rational, has_an_approximate_double) {
    EXPECT_DOUBLE_EQ(fraction(1, 3).approximate(), 1.0 / 3);
    EXPECT_TRUE(Rational().is_zero());
}

} // namespace
} // namespace shanhai
