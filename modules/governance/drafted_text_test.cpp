#include "modules/governance/drafted_text.h"

#include <gtest/gtest.h>

namespace shanhai::governance {
namespace {

DraftedText drafted(const std::string& best, const std::string& first, const std::string& second) {
    DraftedText text;
    text.add("best", best);
    if (!first.empty()) text.add("7", first);
    if (!second.empty()) text.add("9", second);
    return text;
}

const auto before = drafted("最高 50%。", "\n1. 甲组 50%", "\n2. 乙组 40%");
const auto now = drafted("最高 60%。", "\n2. 甲组 50%", "\n1. 乙组 60%");

TEST(DraftedText, what_nobody_touched_is_drafted_anew) {
    const auto reordered = drafted("最高 60%。", "\n1. 乙组 60%", "\n2. 甲组 50%");
    EXPECT_EQ(refreshed(before.text(), before, reordered), reordered.text());
}

TEST(DraftedText, an_edited_sentence_stays_and_the_numbers_beside_it_live) {
    EXPECT_EQ(refreshed("本期总体向好，最高 50%。\n1. 甲组 50%\n2. 乙组表现突出", before, now),
              "本期总体向好，最高 60%。\n2. 甲组 50%\n2. 乙组表现突出");
}

TEST(DraftedText, what_says_nothing_any_more_vanishes_from_an_edited_text) {
    EXPECT_EQ(refreshed("改。最高 50%。\n1. 甲组 50%\n2. 乙组 40%", before, drafted("最高 60%。", "", "\n1. 乙组 60%")),
              "改。最高 60%。\n1. 乙组 60%");
}

TEST(DraftedText, what_one_piece_says_now_is_not_taken_for_another) {
    DraftedText one, other;
    one.add("a", "甲 1");
    one.add("b", "乙 2");
    other.add("a", "乙 2");
    other.add("b", "丙 3");
    EXPECT_EQ(refreshed("甲 1，乙 2。", one, other), "乙 2，丙 3。");
}

TEST(DraftedText, a_text_of_somebody_alone_is_not_touched) {
    EXPECT_EQ(refreshed("全部重写。", before, now), "全部重写。");
    EXPECT_EQ(refreshed("全部重写。", {}, now), "全部重写。");
}

TEST(DraftedText, is_kept_as_json) {
    EXPECT_EQ(DraftedText::from_json(before.as_json()).pieces, before.pieces);
    EXPECT_TRUE(DraftedText::from_json({}).pieces.empty());
    EXPECT_TRUE(DraftedText::from_json(json::array{1, json::array{"a"}}).pieces.empty());
}

} // namespace
} // namespace shanhai::governance
