#include "modules/trade/gs1/check_digit.h"

#include <gtest/gtest.h>

#include <string>

namespace shanhai::trade {
namespace {

// The example of GS1's own description: 629104150021 takes 3.
TEST(CheckDigit, is_that_of_the_published_example) { EXPECT_EQ(check_digit_behind("629104150021"), '3'); }

// Codes that stand in EPCIS documents of GS1 and of others.
TEST(CheckDigit, published_codes_are_accepted) {
    for (const char* code : {"09506000134352", "9506000134352", "4012345999990", "96385074", "036000291452"})
        EXPECT_TRUE(is_gtin(code)) << code;
    for (const char* code : {"4012345000115", "9521141111116", "0614141073467"}) EXPECT_TRUE(is_gln(code)) << code;
    for (const char* code : {"106141412345678908", "340123451111111111", "040123450000001112"})
        EXPECT_TRUE(is_sscc(code)) << code;
}

TEST(CheckDigit, each_single_wrong_digit_is_found) {
    const std::string right = "4012345999990";
    for (std::size_t i = 0; i < right.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string wrong = right;
            wrong[i] = digit;
            EXPECT_EQ(is_gtin(wrong), wrong == right) << wrong;
        }
    }
}

TEST(CheckDigit, other_lengths_and_letters_are_refused) {
    for (const char* code : {"", "0", "00", "401234599999", "40123459999900", "401234599999O", "４012345999990"})
        EXPECT_FALSE(is_gtin(code) && is_gln(code)) << code;
    EXPECT_EQ(check_digit_behind(""), std::nullopt);
    EXPECT_EQ(check_digit_behind("12a"), std::nullopt);
}

} // namespace
} // namespace shanhai::trade
