#include "kernel/bulletins/content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string read(const std::string& json) {
    const auto content = read_content(parse_own_json(json));
    if (content) return "read";
    std::string said;
    const auto say = [&](const Problem& problem) {
        said += problem.code + " " + problem.field;
        for (const auto& [name, value] : problem.args)
            if (name == "what" || name == "block") said += " " + value;
        said += "; ";
    };
    say(content.error());
    for (const auto& other : content.error().also) say(other);
    return said;
}

TEST(Content, blocks_of_all_kinds_are_read) {
    const auto content = read_content(parse_own_json(R"({"language": "en", "where": {"year": 2024}, "blocks": [
        {"kind": "heading", "text": "Money", "level": 2},
        {"kind": "text", "text": "In all {{funds.paid}}."},
        {"kind": "figures", "figures": ["funds.paid", {"figure": "funds.idle", "where": {"giver": "山东省"}}]},
        {"kind": "table", "figures": ["funds.paid"], "by": ["region.province", "year"], "where": {"from": "2020-01-01"}},
        {"kind": "chart", "figure": "funds.paid", "by": "year", "form": "line"}]})"));
    ASSERT_TRUE(content.has_value()) << content.error().field;
    EXPECT_EQ(content->language, "en");
    EXPECT_THAT(content->where, ElementsAre(Pair("year", "2024")));
    ASSERT_EQ(content->blocks.size(), 5);
    EXPECT_EQ(content->blocks[0].level, 2);
    EXPECT_EQ(content->blocks[1].pieces.size(), 3);
    EXPECT_THAT(content->blocks[2].figures[1].where, ElementsAre(Pair("giver", "山东省")));
    EXPECT_THAT(content->blocks[3].by, ElementsAre("region.province", "year"));
    EXPECT_TRUE(content->blocks[4].as_line);
}

TEST(Content, every_problem_names_its_block_and_field) {
    EXPECT_EQ(
        read(
            R"({"blocks": [{"kind": "heading"}, {"kind": "song"}, {"kind": "chart", "figure": "a.b", "by": ["x", "y"]}, 7]})"),
        "bulletin.bad_content /content/blocks/0/text missing 1; "
        "bulletin.bad_content /content/blocks/1/kind no_choice 2; "
        "bulletin.bad_content /content/blocks/2/by too_many 3; "
        "bulletin.bad_content /content/blocks/3 no_object 4; ");
    EXPECT_EQ(read(R"({"blocks": [{"kind": "figures", "figures": [{"figure": "a.b", "were": {}}, 1]}]})"),
              "bulletin.bad_content /content/blocks/0/figures/0/were not_known 1; "
              "bulletin.bad_content /content/blocks/0/figures/1 no_figure 1; ");
    EXPECT_EQ(read(R"({"blocks": [{"kind": "text", "text": "支付{{funds.paid year=}}"}]})"),
              "bulletin.bad_placeholder /content/blocks/0/text 1; ");
    EXPECT_EQ(read("[]"), "bulletin.bad_content /content no_object; ");
    EXPECT_EQ(read("{}"), "bulletin.bad_content /content/blocks missing; ");
}

TEST(Content, a_placeholder_says_figure_and_slice) {
    const auto pieces = read_pieces("计{{ funds.paid giver=\"山东省, 青岛市\", year=2024 }}，{一}。").value();
    ASSERT_EQ(pieces.size(), 3);
    EXPECT_EQ(pieces[1].number.figure, "funds.paid");
    EXPECT_THAT(pieces[1].number.where, ElementsAre(Pair("giver", "山东省, 青岛市"), Pair("year", "2024")));
    EXPECT_EQ(pieces[2].words, "，{一}。");
    for (const auto* wrong : {"{{", "{{}}", "{{funds.paid", "{{资金}}", "{{a b}}", "{{a b=\"c}}", "{{a =c}}"})
        EXPECT_EQ(read_pieces(wrong).error().code, "bulletin.bad_placeholder") << wrong;
}

TEST(Content, an_inner_slice_goes_before_the_outer) {
    const Where outer = {{"year", "2024"}, {"giver", "山东省"}};
    EXPECT_THAT(narrowed(outer, {{"giver", "青岛市"}}), ElementsAre(Pair("year", "2024"), Pair("giver", "青岛市")));
    EXPECT_THAT(narrowed(outer, {{"from", "2023-01-01"}}),
                ElementsAre(Pair("giver", "山东省"), Pair("from", "2023-01-01")));
}

} // namespace
} // namespace shanhai::kernel
