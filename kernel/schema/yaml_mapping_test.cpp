#include "kernel/schema/yaml_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Reads one document, hands its mapping to `use`, and says what was found wrong, as "code file:line".
template <class Use>
std::vector<std::string> findings_of(const std::string& text, Use use) {
    Findings findings;
    if (const auto node = parse_yaml_mapping("f.yaml", text, findings)) {
        YamlMapping map(*node, "f.yaml", findings);
        use(map);
    }
    std::vector<std::string> found;
    if (findings.empty()) return found;
    const auto first = findings.as_problem();
    found.push_back(first.code + " " + first.field);
    for (const auto& problem : first.also) found.push_back(problem.code + " " + problem.field);
    return found;
}

TEST(YamlMapping, a_key_that_nobody_asked_for_is_reported_where_it_stands) {
    EXPECT_THAT(findings_of("a: 1\nb: 2\n", [](YamlMapping& map) { map.text("a"); }),
                ElementsAre("schema.unknown_key f.yaml:2"));
    EXPECT_THAT(findings_of("a: 1\nb: 2\n", [](YamlMapping& map) { map.has("a"), map.has("b"), map.has("c"); }),
                IsEmpty());
    EXPECT_THAT(findings_of("a: 1\n[x, y]: 2\n~: 3\n", [](YamlMapping& map) { map.text("a"); }),
                ElementsAre("schema.unknown_key f.yaml:2", "schema.unknown_key f.yaml:3"))
        << "also one that is no text";
}

TEST(YamlMapping, values_are_read_as_what_they_should_be) {
    const auto found =
        findings_of("t: x\nf: true\ni: -3\nw: {zh: 甲, en: A}\nv: 乙\nn: [p, q]\no: r\n", [](YamlMapping& map) {
            EXPECT_EQ(map.text("t"), "x");
            EXPECT_EQ(map.text("absent", "fallback"), "fallback");
            EXPECT_TRUE(map.flag("f"));
            EXPECT_TRUE(map.flag("absent", true));
            EXPECT_EQ(map.integer("i"), -3);
            EXPECT_EQ(map.integer("absent"), std::nullopt);
            EXPECT_EQ(map.words("w"), (Text{"甲", "A"}));
            EXPECT_EQ(map.words("v"), (Text{"乙", "乙"}));
            EXPECT_THAT(map.names("n"), ElementsAre("p", "q"));
            EXPECT_THAT(map.names("o"), ElementsAre("r"));
            EXPECT_THAT(map.entries("absent"), IsEmpty());
        });
    EXPECT_THAT(found, IsEmpty());
}

TEST(YamlMapping, values_of_another_shape_are_reported_and_read_as_nothing) {
    const auto found =
        findings_of("t: [x]\nf: yes\ni: 3.5\nw: {en: A}\nn: {p: q}\nm: [[p]]\ne: x\nr: ''\n", [](YamlMapping& map) {
            EXPECT_EQ(map.text("t"), "");
            EXPECT_FALSE(map.flag("f"));
            EXPECT_EQ(map.integer("i"), std::nullopt);
            EXPECT_EQ(map.words("w"), (Text{"", "A"}));
            EXPECT_THAT(map.names("n"), IsEmpty());
            EXPECT_THAT(map.names("m"), IsEmpty());
            EXPECT_THAT(map.entries("e"), IsEmpty());
            EXPECT_EQ(map.required("r"), "");
        });
    EXPECT_THAT(found,
                ElementsAre("schema.not_a_text f.yaml:1", "schema.not_a_flag f.yaml:2", "schema.not_a_number f.yaml:3",
                            "schema.missing_key f.yaml:4", "schema.not_a_list f.yaml:5", "schema.not_a_text f.yaml:6",
                            "schema.not_a_mapping f.yaml:7", "schema.missing_key f.yaml:1"));
}

TEST(YamlMapping, a_number_fits_an_int_or_is_none) {
    for (const std::string text : {"2147483648", "-2147483649", "0x10", "1e3", "''", "1 2", "99999999999999999999"})
        EXPECT_THAT(findings_of("i: " + text + "\n", [](YamlMapping& map) { map.integer("i"); }).size(), 1U) << text;
}

TEST(YamlMapping, entries_keep_their_order_and_report_what_stands_twice) {
    const auto found = findings_of("e:\n  z: 1\n  a: 2\n  z: 3\n  [k]: 4\n", [](YamlMapping& map) {
        const auto entries = map.entries("e");
        ASSERT_EQ(entries.size(), 2U);
        EXPECT_EQ(entries[0].first, "z");
        EXPECT_EQ(entries[0].second.scalar(), "1");
        EXPECT_EQ(entries[1].first, "a");
    });
    EXPECT_THAT(found, ElementsAre("schema.duplicate f.yaml:4", "schema.not_a_text f.yaml:5"));
}

} // namespace
} // namespace shanhai::kernel
