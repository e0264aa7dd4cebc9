#include "base/check.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <random>

namespace shanhai {
namespace {

std::string canonical(std::string_view text) {
    const auto value = parse_json(text);
    return value ? canonical_json(*value) : value.error().code;
}

TEST(CanonicalJson, is_the_example_of_rfc_8785) {
    EXPECT_EQ(canonical(R"({
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]})"),
              R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
              R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(CanonicalJson, sorts_keys_by_utf16_code_units) {
    // RFC 8785 section 3.2.3.
    EXPECT_EQ(canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
                        R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",)"
                        R"("\u00f6":"Latin Small Letter O With Diaeresis"})"),
              "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
              "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
              "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
    EXPECT_EQ(canonical(R"({"b":1,"aa":2,"a":3,"":4})"), R"({"":4,"a":3,"aa":2,"b":1})");
}

TEST(CanonicalJson, writes_numbers_as_ecmascript_does) {
    // RFC 8785 appendix B: the bits of a double and its text.
    const std::pair<std::uint64_t, const char*> samples[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : samples) EXPECT_EQ(canonical_json(std::bit_cast<double>(bits)), text);
}

TEST(CanonicalJson, keeps_all_digits_of_integers) {
    EXPECT_EQ(canonical("[9007199254740993,-9223372036854775808,18446744073709551615]"),
              "[9007199254740993,-9223372036854775808,18446744073709551615]");
}

TEST(CanonicalJson, reads_back_as_the_same_text) {
    std::mt19937_64 random(11);
    for (int i = 0; i < 20'000; ++i) {
        const double value = std::bit_cast<double>(random());
        if (!std::isfinite(value)) continue;
        const std::string text = canonical_json(value);
        ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
        ASSERT_EQ(canonical(text), text);
    }
}

TEST(CanonicalJson, escapes_only_what_it_must) {
    EXPECT_EQ(canonical_json("\b\t\n\f\r\x01\x1f\x7f/山\"\\"), "\"\\b\\t\\n\\f\\r\\u0001\\u001f\x7f/山\\\"\\\\\"");
    EXPECT_EQ(canonical("[ { } , [ ] ]"), "[{},[]]");
}

TEST(ParseJson, reads_fractions_to_the_nearest_double) {
    for (const char* text : {"0.1", "85.35", "2.2250738585072011e-308", "123456789.123456789", "7.2057594037927933e16"})
        EXPECT_EQ(parse_json(text).value().as_double(), std::strtod(text, nullptr)) << text;
    EXPECT_EQ(parse_json("1e-400").value().as_double(), 0.0);
}

TEST(ParseJson, refuses_a_key_that_stands_twice) {
    EXPECT_EQ(canonical(R"({"amount":1,"amount":2})"), "json.duplicate_key");
    EXPECT_EQ(canonical(R"([{"a":{"b":1,"\u0062":2}}])"), "json.duplicate_key");
    EXPECT_EQ(canonical(R"([{"a":1},{"a":1}])"), R"([{"a":1},{"a":1}])");
}

TEST(ParseJson, refuses_too_much_and_too_deep) {
    EXPECT_EQ(parse_json("[1,2,3]", {.bytes = 6}).error().code, "json.too_large");
    EXPECT_TRUE(parse_json("[[1]]", {.depth = 2}));
    EXPECT_EQ(parse_json("[[[1]]]", {.depth = 2}).error().code, "json.too_deep");
    EXPECT_EQ(canonical(std::string(100'000, '[')), "json.too_deep");
}

TEST(ParseJson, names_the_place_of_an_error) {
    const auto read = parse_json(R"({"a": 01})");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "json.malformed");
    EXPECT_EQ(read.error().args.at(0), (std::pair<std::string, std::string>{"position", "7"}));
    for (const char* wrong :
         {"", "{", "[1,]", "1 2", "nul", "\"\\ud800\"", "'a'", "[1]x", "1e400", "// a\n1", "\"\n\""})
        EXPECT_EQ(canonical(wrong), "json.malformed") << wrong;
}

TEST(ParseJson, what_the_program_wrote_itself_is_json_or_the_store_is_damaged) {
    EXPECT_EQ(parse_own_json("[1.5]").as_array().size(), 1U);
    for (const char* damaged : {"", "{", "[1]x", "\"\xFF\""}) EXPECT_THROW(parse_own_json(damaged), BrokenInvariant);
}

TEST(ParseJson, refuses_bytes_that_are_not_utf8) { EXPECT_EQ(canonical("\"\xFF\""), "json.not_utf8"); }

} // namespace
} // namespace shanhai
