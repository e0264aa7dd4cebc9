#include "apps/demo/voucher.h"

#include <gtest/gtest.h>

namespace shanhai::demo {

TEST(Voucher, says_that_it_is_synthetic_and_shows_what_was_paid) {
    const auto svg = drawn({"YS-000012", *Date::parse("2024-03-01"), "甲 & 乙 <公司>", "水渠", 160000050});
    EXPECT_NE(svg.find("合成演示凭证"), std::string::npos);
    EXPECT_NE(svg.find("YS-000012"), std::string::npos);
    EXPECT_NE(svg.find("CNY 1,600,000.50"), std::string::npos);
    EXPECT_NE(svg.find("甲 &amp; 乙 &lt;公司&gt;"), std::string::npos);
}

TEST(Voucher, groups_small_and_large_sums) {
    EXPECT_NE(drawn({"a", *Date::parse("2024-03-01"), "", "", 5}).find("CNY 0.05<"), std::string::npos);
    EXPECT_NE(drawn({"a", *Date::parse("2024-03-01"), "", "", 99999}).find("CNY 999.99<"), std::string::npos);
    EXPECT_NE(drawn({"a", *Date::parse("2024-03-01"), "", "", 123456789012}).find("CNY 1,234,567,890.12<"),
              std::string::npos);
}

} // namespace shanhai::demo
