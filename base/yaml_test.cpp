#include "base/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::yaml {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "line: what" of the mistake that `use` makes.
template <class Use>
std::string mistake_of(Use use) {
    try {
        use();
    } catch (const Mistake& mistake) {
        return std::to_string(mistake.line()) + ": " + mistake.what();
    }
    return "none";
}

TEST(Yaml, a_document_is_walked_in_its_order) {
    const Node node = parse("# of the demo\nb: [一, \"2\"]\na: {x: true, y: -7}\n");
    std::vector<std::string> keys;
    for (const auto& [key, value] : node.members()) keys.push_back(key.text() + " " + std::to_string(value.line()));
    EXPECT_THAT(keys, ElementsAre("b 2", "a 3"));
    EXPECT_EQ(node["b"][0].text(), "一");
    EXPECT_FALSE(node["b"][0].is_quoted());
    EXPECT_TRUE(node["b"][1].is_quoted());
    EXPECT_EQ(node["b"].items().size(), 2U);
    EXPECT_TRUE(node["a"]["x"].flag());
    EXPECT_EQ(node["a"]["y"].whole(), -7);
}

TEST(Yaml, a_node_outlives_the_text_and_the_root) {
    Node kept;
    {
        const std::string text = "a: {b: c}";
        kept = parse(text)["a"]["b"];
    }
    EXPECT_EQ(kept.text(), "c");
}

TEST(Yaml, what_is_not_there_is_none_and_what_is_empty_is_null) {
    const Node node = parse("a:\nb: ~\nc: ''\nd: '~'\ne: null\n");
    EXPECT_FALSE(node["x"]);
    EXPECT_FALSE(node["x"]["y"][3]);
    EXPECT_FALSE(node[0]) << "a mapping has no numbered items";
    for (const char* key : {"a", "b", "e"}) {
        EXPECT_TRUE(node[key]) << key;
        EXPECT_TRUE(node[key].is_null()) << key;
        EXPECT_FALSE(node[key].is_scalar()) << key;
        EXPECT_EQ(node[key].scalar(), "") << key;
    }
    EXPECT_TRUE(node["c"].is_scalar());
    EXPECT_EQ(node["d"].text(), "~");
    EXPECT_THAT(node["c"].items(), IsEmpty());
    EXPECT_THAT(node["c"].members(), IsEmpty());
    for (const char* empty : {"", "# nothing\n", "---\n...\n"}) EXPECT_FALSE(parse(empty).is_mapping()) << empty;
}

TEST(Yaml, an_alias_is_the_node_it_names) {
    const Node node = parse("a: &one {x: 1}\nb: *one\nc: &self [*self]\n");
    EXPECT_EQ(node["b"]["x"].whole(), 1);
    EXPECT_TRUE(node["c"][0][0][0].is_sequence());
}

TEST(Yaml, mistakes_name_their_line) {
    EXPECT_THAT(mistake_of([] { parse("a: 1\nb: [1\nc: 2\n"); }), HasSubstr("3: "));
    EXPECT_THAT(mistake_of([] { parse("a: 1\n}\n"); }), HasSubstr("2: "));
    EXPECT_THAT(mistake_of([] { parse("a: *nobody\n"); }), HasSubstr("1: "));
    EXPECT_EQ(mistake_of([] { parse("a: 1\n---\nb: 2\n"); }), "3: more than one document");
    EXPECT_EQ(mistake_of([] { parse("a:\n  b: x\n")["a"]["b"].whole(); }), "2: not a whole number: x");
    EXPECT_EQ(mistake_of([] { parse("a: 08x\n")["a"].whole(); }), "1: not a whole number: 08x");
    EXPECT_EQ(mistake_of([] { parse("\na: yes\n")["a"].flag(); }), "2: neither true nor false: yes");
    EXPECT_EQ(mistake_of([] { parse("\na: [x]\n")["a"].text(); }), "2: a text is missing");
    EXPECT_EQ(mistake_of([] { parse("a: 1\n")["b"].text(); }), "1: a text is missing");
}

} // namespace
} // namespace shanhai::yaml
