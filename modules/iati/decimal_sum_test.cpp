#include "modules/iati/decimal_sum.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>

namespace shanhai::iati {
namespace {

std::string sum(std::initializer_list<const char*> decimals) {
    DecimalSum total;
    for (const char* decimal : decimals) total.add(decimal);
    return total.text();
}

TEST(DecimalSum, adds_without_losing_a_digit) {
    EXPECT_EQ(sum({}), "0.00");
    EXPECT_EQ(sum({"0.1", "0.2"}), "0.30");
    EXPECT_EQ(sum({"100", "23.45"}), "123.45");
    EXPECT_EQ(sum({"1", "-3.125"}), "-2.125");
    EXPECT_EQ(sum({"-0.001", "+.001"}), "0.00");
    EXPECT_EQ(sum({"99999999999999999999999999.99", "0.01"}), "100000000000000000000000000.00");
    EXPECT_EQ(sum({"0.000000000000000000000000001", "007."}), "7.000000000000000000000000001");
    EXPECT_EQ(sum({"5", "-5", "-5"}), "-5.00");
}

TEST(DecimalSum, agrees_with_integers) {
    std::mt19937_64 random(3);
    std::uniform_int_distribution<std::int64_t> cents(-1'000'000'000'000, 1'000'000'000'000);
    DecimalSum total;
    std::int64_t expected = 0;
    for (int i = 0; i < 5000; ++i) {
        const std::int64_t value = cents(random);
        expected += value;
        const std::int64_t magnitude = value < 0 ? -value : value;
        char text[40];
        std::snprintf(text, sizeof text, "%s%lld.%02lld", value < 0 ? "-" : "", static_cast<long long>(magnitude / 100),
                      static_cast<long long>(magnitude % 100));
        total.add(text);
        const std::int64_t shown = expected < 0 ? -expected : expected;
        std::snprintf(text, sizeof text, "%s%lld.%02lld", expected < 0 ? "-" : "", static_cast<long long>(shown / 100),
                      static_cast<long long>(shown % 100));
        ASSERT_EQ(total.text(), text);
    }
}

TEST(Decimal, is_what_the_schema_calls_decimal) {
    for (const char* good : {"0", "-1", "+1.", ".5", "00.00"}) EXPECT_TRUE(is_decimal(good)) << good;
    for (const char* wrong : {"", ".", "-", "1e3", "1,000", " 1", "1.2.3", "NaN"})
        EXPECT_FALSE(is_decimal(wrong)) << wrong;
}

TEST(Decimal, is_rounded_half_away_from_zero) {
    EXPECT_EQ(rounded_decimal("1.005", 2), 101);
    EXPECT_EQ(rounded_decimal("1.0049999999999999999999999", 2), 100);
    EXPECT_EQ(rounded_decimal("-1.005", 2), -101);
    EXPECT_EQ(rounded_decimal("-7", 2), -700);
    EXPECT_EQ(rounded_decimal(".995", 2), 100);
    EXPECT_EQ(rounded_decimal("92233720368547758.07", 2), INT64_MAX);
    EXPECT_EQ(rounded_decimal("92233720368547758.075", 2), std::nullopt);
    EXPECT_EQ(rounded_decimal("99999999999999999999", 2), std::nullopt);
    EXPECT_EQ(rounded_decimal("x", 2), std::nullopt);
}

} // namespace
} // namespace shanhai::iati
