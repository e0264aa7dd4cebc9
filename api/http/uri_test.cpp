#include "api/http/uri.h"
#include "base/text.h"

#include <gtest/gtest.h>

namespace shanhai::api::http {
namespace {

TEST(Uri, escapes_are_undone_once) {
    EXPECT_EQ(percent_decoded("%E5%B1%B1%20%2F"), "山 /");
    EXPECT_EQ(percent_decoded("%252F"), "%2F");
    EXPECT_EQ(percent_decoded("a+b"), "a+b");
    EXPECT_EQ(percent_decoded("a+b", true), "a b");
    EXPECT_EQ(percent_decoded("山东省"), "山东省"); // unescaped, as curl sends it
}

TEST(Uri, what_is_no_text_is_refused) {
    for (const std::string text : {"%", "%4", "%zz", "%00", "%0A", "%ff", "%c0%af", "%ed%a0%80"})
        EXPECT_FALSE(percent_decoded(text)) << text;
}

TEST(Uri, encoding_is_undone_by_decoding) {
    const std::string text = "a b/山&=?%+";
    EXPECT_EQ(percent_decoded(percent_encoded(text)), text);
    EXPECT_EQ(percent_encoded("山"), "%E5%B1%B1");
}

TEST(Query, keeps_order_and_repetition) {
    const auto query = Query::parse("where=giver%3D%E5%B1%B1%E4%B8%9C&where=year=2023&&flag&limit=5");
    ASSERT_TRUE(query);
    ASSERT_EQ(query->all().size(), 4u);
    EXPECT_EQ(query->all()[0].second, "giver=山东");
    EXPECT_EQ(query->all()[1].second, "year=2023");
    EXPECT_TRUE(query->is_set("flag"));
    EXPECT_FALSE(query->is_set("other"));
    EXPECT_EQ(*query->number("limit"), 5u);
}

TEST(Query, refuses_what_it_cannot_read) {
    EXPECT_FALSE(Query::parse("a=%zz"));
    EXPECT_FALSE(Query::parse("%=1"));
    std::string many;
    for (int i = 0; i < 101; ++i) many += "a=1&";
    EXPECT_FALSE(Query::parse(many));
    EXPECT_EQ(Query::parse("limit=five")->number("limit").error().code, "list.bad_number");
    EXPECT_EQ(Query::parse("limit=-1")->number("limit").error().code, "list.bad_number");
    EXPECT_EQ(Query::parse("limit=99999999999999999999")->number("limit").error().code, "list.bad_number");
}

} // namespace
} // namespace shanhai::api::http
