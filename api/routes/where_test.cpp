#include "api/routes/where.h"

#include <gtest/gtest.h>

namespace shanhai::api {
namespace {

using Pairs = kernel::Where;

TEST(Where, reads_what_people_and_pages_write) {
    EXPECT_EQ(*parse_where("giver=山东省,year=2023"), (Pairs{{"giver", "山东省"}, {"year", "2023"}}));
    EXPECT_EQ(*parse_where(" giver = 山东省 , period = 2017/2019 "),
              (Pairs{{"giver", "山东省"}, {"period", "2017/2019"}}));
    EXPECT_EQ(*parse_where(R"(giver="a, \"b\" \\", year=2023)"), (Pairs{{"giver", R"(a, "b" \)"}, {"year", "2023"}}));
    EXPECT_EQ(*parse_where("region.province=540000"), (Pairs{{"region.province", "540000"}}));
    EXPECT_EQ(*parse_where("sector=\"\""), (Pairs{{"sector", ""}}));
    EXPECT_TRUE(parse_where("  ")->empty());
}

TEST(Where, refuses_the_rest) {
    for (const char* text :
         {"giver", "=山东", "giver=", "giver=a,", "giver=a,,b=c", "giver=\"a", "giver=\"a\"b", "gi ver=a", "山=东"}) {
        const auto where = parse_where(text);
        ASSERT_FALSE(where) << text;
        EXPECT_EQ(where.error().code, "figure.bad_where");
    }
}

TEST(By, is_a_list) {
    EXPECT_EQ(parse_by("giver, year"), (std::vector<std::string>{"giver", "year"}));
    EXPECT_TRUE(parse_by("").empty());
}

} // namespace
} // namespace shanhai::api
