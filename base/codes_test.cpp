#include "base/codes.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

TEST(OrganisationCode, its_check_character_is_computed) {
    EXPECT_TRUE(is_organisation_code("91350100M000100Y43")); // the example of GB 32100-2015
    EXPECT_EQ(organisation_check("91350100M000100Y4"), '3');
}

TEST(OrganisationCode, samples_with_a_wrong_check_are_refused) {
    for (const char* wrong : {"91350200M000000510", "91350128M00000019A", "91350100M000100Y44", "91350100m000100Y43",
                              "9135010OM000100Y43", "91350100M000100Y4", "91350100M000100Y433", ""})
        EXPECT_FALSE(is_organisation_code(wrong)) << wrong;
    EXPECT_EQ(organisation_check("91350100I000100Y4"), '\0');
    EXPECT_EQ(organisation_check("short"), '\0');
}

TEST(DivisionCode, its_zeros_tell_its_level) {
    EXPECT_EQ(division_level("370000"), DivisionLevel::province);
    EXPECT_EQ(division_level("370200"), DivisionLevel::prefecture);
    EXPECT_EQ(division_level("370202"), DivisionLevel::county);
    EXPECT_EQ(division_level("429004"), DivisionLevel::county);
    for (const char* wrong : {"", "37", "000000", "370002", "37020a", "370202001"})
        EXPECT_EQ(division_level(wrong), DivisionLevel::none) << wrong;
}

TEST(DivisionCode, its_parent_is_one_level_up) {
    EXPECT_EQ(division_parent("370202"), "370200");
    EXPECT_EQ(division_parent("370200"), "370000");
    EXPECT_EQ(division_parent("370000"), "");
    EXPECT_EQ(division_parent("nonsense"), "");
}

TEST(DivisionCode, a_county_under_its_province_has_no_prefecture) {
    EXPECT_EQ(division_parent("429004"), "420000"); // 仙桃市
    EXPECT_EQ(division_parent("659002"), "650000"); // 阿拉尔市
}

} // namespace
} // namespace shanhai
