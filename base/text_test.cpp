#include "base/text.h"

#include <gtest/gtest.h>

#include <map>

namespace shanhai {
namespace {

TEST(Text, english_falls_back_to_chinese) {
    EXPECT_EQ((Text{"资金", "Funds"}).in("en"), "Funds");
    EXPECT_EQ((Text{"资金", ""}).in("en"), "资金");
    EXPECT_EQ((Text{"资金", "Funds"}).in("zh"), "资金");
}

TEST(Text, utf8_is_told_from_other_bytes) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("plain text longer than eight bytes"));
    EXPECT_TRUE(is_utf8("山东省援藏 €𠀀\xF4\x8F\xBF\xBF"));
    for (const char* wrong : {"\x80", "abcdefgh\xFF", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                              "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE5\xB1", "abc\xC3", "\xD6\xD0\xB9\xFA"})
        EXPECT_FALSE(is_utf8(wrong)) << to_hex(wrong);
}

TEST(Text, code_points_are_counted_not_bytes) {
    EXPECT_EQ(code_points("山a𠀀"), 3U);
    EXPECT_EQ(code_points(""), 0U);
}

TEST(Text, only_full_width_ascii_and_blank_are_folded) {
    EXPECT_EQ(fold_width("１２．５　万元，（甲）～"), "12.5 万元,(甲)~");
    EXPECT_EQ(fold_width("。、￥\xEF\xBC"), "。、￥\xEF\xBC");
}

TEST(Text, trims_splits_joins_and_replaces) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(join({"a", "b", "a"}, "、"), "a、b、a");
    EXPECT_EQ(join({}, "、"), "");
    EXPECT_EQ(replace_all("aXbXX", "X", "yX"), "ayXbyXyX");
    EXPECT_EQ(replace_all("abc", "", "x"), "abc");
    EXPECT_EQ(lower_ascii("ÀB山Z"), "Àb山z");
}

TEST(Text, blanks_of_any_script_are_trimmed_and_nothing_else) {
    EXPECT_EQ(trim("\u3000"), "");
    EXPECT_EQ(trim("\u3000 \u00A0\u2003\u200B\uFEFF\n"), "");
    EXPECT_EQ(trim(" \uFEFFname\u200D\u3000"), "\uFEFFname\u200D")
        << "what takes no room stays beside what was written";
    EXPECT_EQ(trim("\u3000更正\u3000金额\u3000"), "更正\u3000金额");
    EXPECT_EQ(trim("。\u3000，"), "。\u3000，");
    EXPECT_EQ(trim("\u3001"), "\u3001") << "its neighbour is no blank";
    EXPECT_EQ(trim("\u0420\u0120"), "\u0420\u0120") << "bytes that end like one";
    for (const char* stray : {"\x80", "\xA0", "\xE3\x80", "\x80\x80", "\xC2"}) EXPECT_EQ(trim(stray), stray);
}

TEST(Text, bytes_become_hex_and_base64) {
    EXPECT_EQ(to_hex(std::string_view("\x00\xAB", 2)), "00ab");
    // RFC 4648 section 10.
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(to_base64("f"), "Zg==");
    EXPECT_EQ(to_base64("fo"), "Zm8=");
    EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64url("\xFB\xFF"), "-_8");
}

TEST(Text, base64_is_read_back_and_has_one_spelling) {
    for (const char* bytes : {"", "f", "fo", "foo", "foob", "\xFF\xFE\xFD\x80"})
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    for (const char* bytes : {"", "f", "fo", "foo", "foob", "\xFF\xFE\xFD\x80"})
        EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    for (const char* wrong : {"Zg", "Zg=", "Zh==", "Z===", "====", "Zm 8=", "Zg==Zg==", "-_8="})
        EXPECT_FALSE(from_base64(wrong)) << wrong;
    for (const char* wrong : {"Zg==", "Z", "Zh", "+/8", "Zg g"}) EXPECT_FALSE(from_base64url(wrong)) << wrong;
}

TEST(Text, idle_zeros_go_behind_a_point_only) {
    EXPECT_EQ(without_idle_zeros("1.50"), "1.5");
    EXPECT_EQ(without_idle_zeros("2.00"), "2");
    EXPECT_EQ(without_idle_zeros("100"), "100");
    EXPECT_EQ(without_idle_zeros(""), "");
}

TEST(Text, keys_are_joined_in_their_order) {
    const std::map<std::string, int> map{{"b", 1}, {"a", 2}};
    EXPECT_EQ(join_keys(map, ", "), "a, b");
    EXPECT_EQ(join_keys(std::map<std::string, int>{}, ", "), "");
}

} // namespace
} // namespace shanhai
