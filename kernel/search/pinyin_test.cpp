#include "base/text.h"
#include "kernel/search/pinyin.h"
#include "kernel/search/place_readings.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

using ::testing::Contains;
using ::testing::Eq;

SpelledName spelled(std::string_view text) { return spell(fold(text).text); }
std::string initials(std::string_view text) { return initials_of(spelled(text)).front(); }
std::string syllables(std::string_view text) { return syllables_of(spelled(text)).front(); }

TEST(Pinyin, names_are_spelled_as_people_type_them) {
    EXPECT_EQ(initials("白朗"), "bl");
    EXPECT_EQ(syllables("白朗县"), "bailangxian");
    EXPECT_EQ(initials("K2 观景台"), "k2gjt");
    EXPECT_EQ(initials("西藏日喀则市"), "xzrkzs");
}

TEST(Pinyin, places_are_read_as_places) {
    for (const auto& [name, reading] : {std::pair("重庆", "chongqing"),
                                        {"六安", "luan"},
                                        {"厦门", "xiamen"},
                                        {"长沙", "changsha"},
                                        {"西藏", "xizang"},
                                        {"乐清", "yueqing"},
                                        {"乐亭", "laoting"},
                                        {"蚌埠", "bengbu"},
                                        {"大城县", "daichengxian"},
                                        {"尉犁", "yuli"},
                                        {"长子县", "zhangzixian"},
                                        {"八宿", "basu"},
                                        {"扎囊", "zhanang"},
                                        {"加查", "jiacha"},
                                        {"喀什", "kashi"}})
        EXPECT_EQ(syllables(name), reading) << name;
}

TEST(Pinyin, where_a_reading_is_open_both_are_accepted) {
    EXPECT_THAT(syllables_of(spelled("长安")), Contains("changan"));
    EXPECT_THAT(syllables_of(spelled("长安")), Contains("zhangan"));
    EXPECT_THAT(initials_of(spelled("重阳")), Contains("cy"));
    EXPECT_THAT(initials_of(spelled("重阳")), Contains("zy"));
    EXPECT_THAT(syllables_of(spelled("绿洲")), Contains("lvzhou"));
    EXPECT_THAT(syllables_of(spelled("绿洲")), Contains("luzhou"));
}

TEST(Pinyin, how_far_typed_letters_reach) {
    const auto name = spelled("白朗县");
    EXPECT_THAT(reached_by_initials(name, "bl"), Eq(2U));
    EXPECT_EQ(reached_by_initials(name, "bs"), std::nullopt);
    EXPECT_EQ(reached_by_initials(name, "blxx"), std::nullopt);
    EXPECT_THAT(reached_by_syllables(name, "bail"), Eq(2U));
    EXPECT_THAT(reached_by_syllables(name, "bailang"), Eq(2U));
    EXPECT_THAT(reached_by_syllables(name, "bailangx"), Eq(3U));
    EXPECT_EQ(reached_by_syllables(name, "bailong"), std::nullopt);
    EXPECT_EQ(reached_by_syllables(name, "bailangxians"), std::nullopt);
}

TEST(Pinyin, ranks_are_left_off) {
    const auto stem = [](std::string_view text) { return length_without_rank(fold(text).text); };
    EXPECT_EQ(stem("白朗县"), 2U);
    EXPECT_EQ(stem("日喀则市"), 3U);
    EXPECT_EQ(stem("阿里地区"), 2U);
    EXPECT_EQ(stem("甘南藏族自治州"), 4U);
    EXPECT_EQ(stem("索县"), 2U); // one character is no name
    EXPECT_EQ(stem("日喀则"), 3U);
}

TEST(Pinyin, every_reading_has_a_syllable_a_character) {
    for (const auto& [name, reading] : place_readings())
        EXPECT_EQ(to_utf32(name).size(), split(reading, ' ').size()) << name;
    for (const auto& [character, readings] : open_readings()) EXPECT_EQ(to_utf32(character).size(), 1U) << character;
}

// The common characters of GB 2312, the first level of which is ordered by reading.
TEST(Pinyin, every_common_character_has_a_reading) {
    for (char32_t c = 0x4E00; c < 0x9FA6; ++c) {
        const auto name = spell({&c, 1});
        if (name.empty()) continue;
        for (const auto& syllable : name.front().syllables) {
            EXPECT_LE(syllable.size(), 6U) << static_cast<unsigned>(c);
            EXPECT_TRUE(std::ranges::all_of(syllable, [](char l) { return l >= 'a' && l <= 'z'; })) << syllable;
        }
    }
    for (const std::string_view text : {"我们在雪域高原建设水渠学校医院", "萬與專業叢東絲丟兩嚴喪"})
        EXPECT_EQ(spelled(text).size(), to_utf32(text).size()) << text;
}

} // namespace
} // namespace shanhai::kernel
