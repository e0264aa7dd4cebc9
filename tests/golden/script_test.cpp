#include "tests/golden/script.h"

#include <gtest/gtest.h>

namespace shanhai::golden {
namespace {

const char* const sample = R"(# paid never exceeds disbursed
as finance@cona
> create project name="水 渠"  region=540228

# too much
> create payment amount=5
refused  funds.paid_exceeds_disbursed  /amount
> figure funds.paid by giver
山东省  1.00 CNY
河北省  2.00 CNY
restart

)";

TEST(Script, reads_steps_with_what_they_expect) {
    const auto script = parse_script(sample);
    ASSERT_TRUE(script);
    ASSERT_EQ(script->steps.size(), 5u);
    EXPECT_EQ(script->steps[0].words, (std::vector<std::string>{"as", "finance@cona"}));
    EXPECT_FALSE(script->steps[0].is_command);
    EXPECT_EQ(script->steps[1].words, (std::vector<std::string>{"create", "project", "name=水 渠", "region=540228"}));
    EXPECT_TRUE(script->steps[1].expected.empty());
    EXPECT_EQ(script->steps[2].before.size(), 2u);
    EXPECT_EQ(script->steps[2].line, 6);
    EXPECT_EQ(script->steps[3].expected.size(), 2u);
    EXPECT_EQ(script->steps[4].words, (std::vector<std::string>{"restart"}));
}

TEST(Script, is_written_as_it_was_read) { EXPECT_EQ(text_of(*parse_script(sample)), sample); }

TEST(Script, says_where_it_is_wrong) {
    EXPECT_FALSE(parse_script("ok\n"));
    EXPECT_FALSE(parse_script("> get $1\n\nok\n"));
    EXPECT_FALSE(parse_script("> create a name=\"b\n"));
    EXPECT_FALSE(parse_script(">\n"));
    EXPECT_EQ(parse_script("\n>\n").error().args[0].second, "2");
}

} // namespace
} // namespace shanhai::golden
