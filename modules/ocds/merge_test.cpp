#include "modules/ocds/merge.h"
#include "modules/ocds/release_schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace shanhai::ocds {
namespace {

// tests/data/ocds, see SOURCE.txt there.
std::string file_text(const std::string& name) {
    std::ifstream file(SHANHAI_SOURCE_DIR "/tests/data/ocds/" + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<json::object> releases_in(const json::value& list) {
    std::vector<json::object> releases;
    for (const json::value& release : list.as_array()) releases.push_back(release.as_object());
    return releases;
}

TEST(Merge, compiles_the_published_pairs) {
    const json::value standard = parse_own_json(release_schema_text);
    const json::value properties = parse_own_json(file_text("merge-schema.json"));
    std::stringstream lines(file_text("merge.jsonl"));
    int pairs = 0;
    for (std::string line; std::getline(lines, line); ++pairs) {
        const json::value pair = parse_own_json(line);
        const std::string file(pair.at("file").as_string());
        const json::value& schema = file.starts_with("schema/") ? properties : standard;
        const json::object compiled = compile_releases(releases_in(pair.at("releases")), schema.as_object());
        EXPECT_EQ(canonical_json(compiled), canonical_json(pair.at("compiled"))) << file;
    }
    EXPECT_EQ(pairs, 30);
}

TEST(Merge, compiles_the_standards_fictional_process) {
    const json::value schema = parse_own_json(release_schema_text);
    const json::value releases = parse_own_json(file_text("sample-releases.json"));
    json::object expected =
        parse_own_json(file_text("sample-record.json")).at("records").at(0).at("compiledRelease").as_object();
    json::object compiled = compile_releases(releases_in(releases.at("releases")), schema.as_object());
    expected.erase("id"); // the sample's is made up otherwise
    compiled.erase("id");
    EXPECT_EQ(canonical_json(compiled), canonical_json(expected));
}

TEST(Merge, releases_of_the_same_date_keep_their_order) {
    const json::object schema;
    const auto release = [](const char* date, const char* title) {
        return json::object{{"ocid", "ocds-213czf-1"}, {"id", title}, {"date", date}, {"title", title}};
    };
    const json::object compiled =
        compile_releases({release("2024-01-02T00:00:00Z", "b"), release("2024-01-02T00:00:00Z", "c"),
                          release("2024-01-01T00:00:00Z", "a")},
                         schema);
    EXPECT_EQ(compiled.at("title").as_string(), "c");
    EXPECT_EQ(compiled.at("id").as_string(), "ocds-213czf-1-2024-01-02T00:00:00Z");
}

TEST(Merge, a_later_description_takes_away_with_null) {
    json::object sooner{{"tender", {{"id", "1"}, {"title", "甲"}}}};
    lay_over(sooner, {{"tender", {{"title", nullptr}, {"status", "complete"}}}}, {});
    EXPECT_EQ(canonical_json(sooner), R"({"tender":{"id":"1","status":"complete"}})");
}

} // namespace
} // namespace shanhai::ocds
