#include "apps/shanhai/display_width.h"

#include <gtest/gtest.h>

namespace shanhai::apps {
namespace {

TEST(DisplayWidth, a_chinese_character_takes_two_columns) {
    EXPECT_EQ(display_width("abc"), 3u);
    EXPECT_EQ(display_width("山海"), 4u);
    EXPECT_EQ(display_width("（ＡＢ）"), 8u);
    EXPECT_EQ(display_width("𠀀"), 2u);
    EXPECT_EQ(display_width("e\u0301"), 1u);
    EXPECT_EQ(display_width(""), 0u);
}

TEST(DisplayWidth, padding_and_cutting) {
    EXPECT_EQ(padded_right("山", 4), "山  ");
    EXPECT_EQ(padded_left("5", 3), "  5");
    EXPECT_EQ(shortened("西藏日喀则市", 12), "西藏日喀则市");
    EXPECT_EQ(shortened("西藏日喀则市", 11), "西藏日喀则…");
    EXPECT_EQ(shortened("西藏日喀则市", 10), "西藏日喀…");
    EXPECT_EQ(shortened("abcdef", 4), "abc…");
}

} // namespace
} // namespace shanhai::apps
