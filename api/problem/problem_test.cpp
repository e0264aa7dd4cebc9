#include "api/problem/problem.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <vector>

namespace shanhai::api {
namespace {

const char* const small_table = R"(
titles: {409: {zh: 不符, en: In conflict}}
words: {kind: {money: {zh: 金额, en: an amount}}}
problems:
  server.failed: {status: 500, zh: 出错, en: failed}
  record.wrong_kind: {status: 422, zh: "{field}应为{kind|kind}。", en: "{field} must be {kind|kind}."}
  record.not_found: {status: 404, zh: 没有, en: none}
  record.referenced: {status: 409, zh: "还有[ {count} 条]引用[（如 {example}）]。", en: "In use[ by {count}][, as {example}]."}
  json.too_large: {status: 413, zh: "上限 {limit|bytes}", en: "at most {limit|bytes}, as {{x}}"}
)";

Problem problem_of(std::string code, std::string field = {},
                   std::vector<std::pair<std::string, std::string>> args = {}) {
    return refuse(std::move(code), std::move(field), std::move(args)).error();
}

TEST(ProblemTable, sentences_are_filled_in_the_readers_language) {
    const auto table = ProblemTable::parse(small_table);
    const Problem problem = problem_of("record.wrong_kind", "/amount", {{"kind", "money"}});
    EXPECT_EQ(table.sentence(problem, "zh"), "amount应为金额。");
    EXPECT_EQ(table.sentence(problem, "en"), "amount must be an amount.");
    const Names names = [](std::string_view kind, std::string_view name) {
        return kind == "field" && name == "/amount" ? std::string("支付金额") : std::string();
    };
    EXPECT_EQ(table.sentence(problem, "zh", names), "支付金额应为金额。");
}

TEST(ProblemTable, optional_parts_go_when_nothing_is_known) {
    const auto table = ProblemTable::parse(small_table);
    EXPECT_EQ(table.sentence(problem_of("record.referenced"), "en"), "In use.");
    EXPECT_EQ(table.sentence(problem_of("record.referenced", {}, {{"example", "X"}}), "en"), "In use, as X.");
    EXPECT_EQ(table.sentence(problem_of("record.referenced", {}, {{"count", "3"}}), "zh"), "还有 3 条引用。");
}

TEST(ProblemTable, a_missing_part_of_a_request_is_not_a_missing_address) {
    const auto table = ProblemTable::parse(small_table);
    EXPECT_EQ(table.status(problem_of("record.not_found")), 404);
    EXPECT_EQ(table.status(problem_of("record.not_found", "/project")), 422);
}

TEST(ProblemTable, bytes_and_braces) {
    const auto table = ProblemTable::parse(small_table);
    EXPECT_EQ(table.sentence(problem_of("json.too_large", {}, {{"limit", "1048576"}}), "en"), "at most 1 MiB, as {x}");
    EXPECT_EQ(table.sentence(problem_of("json.too_large", {}, {{"limit", "300000"}}), "zh"), "上限 293 KiB");
}

TEST(ProblemTable, a_declared_rule_speaks_for_itself) {
    const auto table = ProblemTable::parse(small_table);
    Problem problem = problem_of("funds.paid_exceeds_disbursed", "/amount");
    problem.says = Text{.zh = "不得超过", .en = "too much"};
    EXPECT_EQ(table.status(problem), 409);
    const json::object document = table.document(problem, "en", "r1");
    EXPECT_EQ(document.at("code"), "funds.paid_exceeds_disbursed");
    EXPECT_EQ(document.at("detail"), "too much");
    EXPECT_EQ(document.at("title"), "In conflict");
    EXPECT_EQ(document.at("instance"), "r1");
    EXPECT_EQ(document.at("problems").as_array().size(), 1u);
}

TEST(ProblemTable, an_unknown_code_is_our_fault_and_shows_nothing) {
    const auto table = ProblemTable::parse(small_table);
    const Problem problem = problem_of("secret.internals", {}, {{"what", "SELECT"}});
    EXPECT_EQ(table.status(problem), 500);
    const std::string text = json::serialize(table.document(problem, "en", "r1"));
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    EXPECT_EQ(text.find("SELECT"), std::string::npos) << text;
}

TEST(ProblemTable, all_problems_of_a_request_are_listed) {
    const auto table = ProblemTable::parse(small_table);
    Problem problem = problem_of("record.wrong_kind", "/a", {{"kind", "money"}});
    problem.also.push_back(problem_of("record.wrong_kind", "/b", {{"kind", "money"}}));
    const auto document = table.document(problem, "zh", "r1");
    ASSERT_EQ(document.at("problems").as_array().size(), 2u);
    EXPECT_EQ(document.at("problems").as_array()[1].as_object().at("field"), "/b");
}

TEST(ProblemTable, the_built_in_table_has_both_languages_and_a_title_for_each_status) {
    const ProblemTable& table = ProblemTable::built_in();
    for (const auto& [code, entry] : table.entries()) {
        EXPECT_FALSE(entry.text.zh.empty() || entry.text.en.empty()) << code;
        EXPECT_NE(table.title(entry.status, "en"), std::to_string(entry.status)) << code;
        for (const std::string& text : {entry.text.zh, entry.text.en})
            EXPECT_EQ(std::ranges::count(text, '['), std::ranges::count(text, ']')) << code;
    }
}

// A refusal as it stands in the sources.
struct Use {
    std::string path, code;
    std::set<std::string> args;
};

std::vector<Use> uses_in_the_sources() {
    static const std::regex refusal(
        R"re((?:refuse(?:_with)?|\.add|problem|Problem\{\s*\.code =)\s*\(?(?:error,\s*)?"([a-z_]+\.[a-z_]+)"([^;]*);)re");
    static const std::regex argument(R"re(\{"([a-z_0-9]+)",)re");
    const std::filesystem::path root = SHANHAI_SOURCE_DIR;
    std::vector<Use> uses;
    for (const char* folder : {"base", "kernel", "api", "modules", "apps"}) {
        if (!std::filesystem::exists(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const std::string path = entry.path().string();
            if (entry.path().extension() != ".cpp" || path.ends_with("_test.cpp") || path.ends_with("_benchmark.cpp"))
                continue;
            std::ifstream file(path);
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            for (std::sregex_iterator found(text.begin(), text.end(), refusal), end; found != end; ++found) {
                Use& use = uses.emplace_back(Use{.path = path, .code = (*found)[1].str(), .args = {}});
                const std::string rest = (*found)[2].str();
                for (std::sregex_iterator arg(rest.begin(), rest.end(), argument); arg != end; ++arg)
                    use.args.insert((*arg)[1].str());
            }
        }
    }
    return uses;
}

// The placeholders of a sentence that stand outside of its optional parts.
std::set<std::string> needed_by(const std::string& sentence) {
    static const std::regex braces(R"(\{\{|\}\})"), optional(R"(\[[^\]]*\])"), placeholder(R"(\{([a-z_0-9]+)[|}])");
    const std::string text = std::regex_replace(std::regex_replace(sentence, braces, ""), optional, "");
    std::set<std::string> names;
    for (std::sregex_iterator found(text.begin(), text.end(), placeholder), end; found != end; ++found)
        names.insert((*found)[1].str());
    return names;
}

// Reads the sources: whoever adds a code adds its sentence, and gives it what it speaks of.
TEST(ProblemTable, every_code_in_the_sources_has_a_sentence_that_fits) {
    const auto& entries = ProblemTable::built_in().entries();
    std::set<std::string> findings;
    for (const Use& use : uses_in_the_sources()) {
        const auto entry = entries.find(use.code);
        if (entry == entries.end()) {
            findings.insert(use.code + " has no sentence  (" + use.path + ")");
            continue;
        }
        for (const std::string& sentence : {entry->second.text.zh, entry->second.text.en})
            for (const std::string& name : needed_by(sentence)) {
                const bool given_later =
                    name == "field" || (use.code.starts_with("schema.") && (name == "file" || name == "line"));
                if (!given_later && !use.args.contains(name))
                    findings.insert(use.code + " is not given {" + name + "}  (" + use.path + ")");
            }
    }
    std::string list;
    for (const auto& one : findings) list += "\n  " + one;
    EXPECT_TRUE(findings.empty()) << "data/problems.yaml and the sources differ:" << list;
}

} // namespace
} // namespace shanhai::api
