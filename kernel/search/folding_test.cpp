#include "kernel/search/folding.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

std::string folded(std::string_view text) { return to_utf8(fold(text).text); }

TEST(Folding, width_case_accents_and_traditional_characters_do_not_matter) {
    EXPECT_EQ(folded("白朗縣"), "白朗县");
    EXPECT_EQ(folded("ＡＢＣ１２３"), "abc123");
    EXPECT_EQ(folded("Café ZÜRICH"), "cafe zurich");
    EXPECT_EQ(folded("發展計劃"), folded("发展计划"));
    EXPECT_EQ(folded("㎡"), "m2");
    EXPECT_EQ(folded("①"), "1");
    EXPECT_EQ(folded("ｱ"), "ア");
}

TEST(Folding, what_is_no_letter_or_digit_is_one_blank) {
    EXPECT_EQ(folded("  白朗、江孜——（2024）。 "), "白朗 江孜 2024");
    EXPECT_EQ(folded("ZF-2024-000012"), "zf 2024 000012");
    EXPECT_EQ(folded("　。，"), "");
    EXPECT_EQ(folded(""), "");
    EXPECT_EQ(folded("a×b"), "a b");
}

TEST(Folding, every_character_knows_its_place) {
    const auto text = fold("（㎡）白");
    EXPECT_EQ(to_utf8(text.text), "m2 白");
    EXPECT_EQ(text.place, (std::vector<std::uint32_t>{1, 1, 2, 3}));
}

TEST(Folding, bytes_that_are_no_text_are_blanks) {
    EXPECT_EQ(folded("a\xff\xfe b"), "a b");
    EXPECT_EQ(folded("\xe7\x99"), "");       // half of 白
    EXPECT_EQ(folded("\xed\xa0\x80x"), "x"); // a surrogate
    EXPECT_EQ(folded("\xc0\xaf"
                     "x"),
              "x");                // an overlong form
    EXPECT_EQ(folded("𠀀"), "𠀀"); // beyond the basic plane
    EXPECT_EQ(folded("😀"), "");
}

TEST(Folding, folding_twice_changes_nothing) {
    for (char32_t c = 1; c < 0x30000; c += c < 0x3400 ? 1 : 7) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        const auto once = folded(to_utf8({&c, 1}));
        EXPECT_EQ(folded(once), once) << std::hex << static_cast<unsigned>(c);
    }
}

TEST(Folding, runs_are_of_one_kind) {
    const auto text = fold("第3号 abc县").text;
    std::vector<std::string> found;
    for (const auto& run : runs_of(text))
        found.push_back(to_utf8(std::u32string_view(text).substr(run.begin, run.size())));
    EXPECT_EQ(found, (std::vector<std::string>{"第", "3", "号", "abc", "县"}));
}

} // namespace
} // namespace shanhai::kernel
