#include "modules/press/reading/clean_text.h"
#include "modules/press/reading/code_points.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

std::string cleaned(std::string_view text) { return to_utf8(clean(wide(text)).chars); }

TEST(CleanText, spaces_inside_numbers_go_and_words_of_english_stay_apart) {
    EXPECT_EQ(cleaned("资金40 . 99亿元，5104 万"), "资金40.99亿元，5104万");
    EXPECT_EQ(cleaned("two new schools"), "two new schools");
    EXPECT_EQ(cleaned("产量达 3 . 6 万吨，投资 1 , 286 . 5 万元"), "产量达3.6万吨，投资1,286.5万元");
    EXPECT_EQ(cleaned("服务 800 - 1000 人次、 ４ — ５ 万户， 达 ２ ． ４ 亿元"),
              "服务800-1000人次、4—5万户，达2.4亿元");
    EXPECT_EQ(cleaned("in 2023, 12 schools"), "in 2023, 12 schools");
}

TEST(CleanText, a_line_broken_inside_a_number_is_joined) {
    EXPECT_EQ(cleaned("投资38.\n5亿元"), "投资38.5亿元");
    EXPECT_EQ(cleaned("投资5\n.6亿元"), "投资5.6亿元");
    EXPECT_EQ(cleaned("资金达到了3\n8.5亿元"), "资金达到了38.5亿元");
    EXPECT_EQ(cleaned("占比为1\n2%"), "占比为12%");
    EXPECT_EQ(cleaned("附件3\n12个项目"), "附件3\n12个项目");
    EXPECT_EQ(cleaned("1.\n2023年"), "1.\n2023年");
    EXPECT_EQ(cleaned("见第3.\n4、任务"), "见第3.\n4、任务");
    EXPECT_EQ(cleaned("opened in 2023.\n12 schools"), "opened in 2023.\n12 schools");
}

TEST(CleanText, full_width_digits_are_folded_and_the_comma_of_a_sentence_is_none_of_thousands) {
    EXPECT_EQ(cleaned("１，３８５个，８５．３％"), "1,385个，85.3%");
}

TEST(CleanText, lines_broken_inside_a_sentence_are_joined_and_headings_stand_alone) {
    EXPECT_EQ(
        cleaned(
            "聚焦扩大就业\n一是加大招商引资力度。以济南招商服务站为\n\n载体，开展多元化、常态化招商，组织3次大型招\n商引资活动。"),
        "聚焦扩大就业\n一是加大招商引资力度。以济南招商服务站为载体，开展多元化、常态化招商，组织3次大型招商引资活动。");
}

TEST(CleanText, doubled_characters_of_bad_extraction_are_single_again) {
    EXPECT_EQ(cleaned("勇勇做做新新时时代代泰泰山山"), "勇做新时代泰山");
    EXPECT_EQ(cleaned("11223344"), "1234"); // doubled digits look the same
    EXPECT_EQ(cleaned("人人平等"), "人人平等");
    EXPECT_EQ(cleaned("３３．．６６万万吨吨"), "3.6万吨");
    EXPECT_EQ(cleaned("投投资资１１，，２２８８６６．．５５万万元元"), "投资1,286.5万元");
    EXPECT_EQ(cleaned("年年产产３３．．６６万万吨吨、、增增长长９９．．００％％"), "年产3.6万吨、增长9.0%");
}

TEST(CleanText, every_character_knows_where_it_stood) {
    const auto text = clean(U"共 ４０ . ９9亿元");
    EXPECT_EQ(to_utf8(text.chars), "共40.99亿元");
    EXPECT_EQ(text.given(1, 7), (std::pair<std::size_t, std::size_t>{2, 10}));
}

TEST(CleanText, nothing_but_spaces_is_empty) {
    EXPECT_TRUE(clean(U" \n\t\n").chars.empty());
    EXPECT_TRUE(clean(U"").chars.empty());
}

} // namespace
} // namespace shanhai::press
