#pragma once

#include "base/result.h"
#include "base/yaml.h"
#include "kernel/schema/model.h"

#include <set>
#include <string>
#include <vector>

namespace shanhai::kernel {

// Everything that is wrong with the files, so that a person mends them in one go.
class Findings {
public:
    void add(std::string code, const Source& where, std::vector<std::pair<std::string, std::string>> args = {});
    bool empty() const { return problems_.empty(); }
    // The first problem, with the others in `also`.
    Problem as_problem() const;

private:
    std::vector<Problem> problems_;
};

// A YAML mapping that knows where it stands and which of its keys were asked for.
// The destructor reports every key nobody asked for: a misspelt option must not pass silently.
class YamlMapping {
public:
    YamlMapping(const yaml::Node& node, std::string file, Findings& findings);
    // The mapping {key: value} of which only the value was written.
    YamlMapping(std::string key, yaml::Node value, std::string file, Findings& findings);
    YamlMapping(const YamlMapping&) = delete;
    YamlMapping& operator=(const YamlMapping&) = delete;
    ~YamlMapping();

    bool has(const std::string& key);
    yaml::Node node(const std::string& key);
    // A scalar as text; the fallback when it is absent.
    std::string text(const std::string& key, std::string fallback = {});
    // Reports "schema.missing_key" when it is absent.
    std::string required(const std::string& key);
    bool flag(const std::string& key, bool fallback = false);
    std::optional<int> integer(const std::string& key);
    // {zh: …, en: …}, or one scalar for both.
    Text words(const std::string& key);
    // A scalar or a list of scalars.
    std::vector<std::string> names(const std::string& key);
    // Key → node, in the order of the file; reports keys that stand twice.
    std::vector<std::pair<std::string, yaml::Node>> entries(const std::string& key);

    Source at(const std::string& key) const;
    Source source() const { return {file_, line_}; }
    Source source_of(const yaml::Node& node) const { return {file_, node.line()}; }
    Findings& findings() { return findings_; }
    const std::string& file() const { return file_; }

private:
    struct Member {
        std::string name; // empty: not a text
        yaml::Node key, value;
    };
    const Member* member(const std::string& key) const;

    std::vector<Member> members_;
    int line_;
    std::string file_;
    Findings& findings_;
    std::set<std::string> asked_;
};

// One YAML document that is a mapping. "schema.yaml" with the line when it is not.
std::optional<yaml::Node> parse_yaml_mapping(const std::string& file, const std::string& text, Findings& findings);
// The entries of a mapping node in order; duplicates are reported.
std::vector<std::pair<std::string, yaml::Node>> yaml_entries(const yaml::Node& node, const std::string& file,
                                                             Findings& findings);
// The items of a sequence node; none when it is absent. `key`: where it stands, for "schema.not_a_list".
std::vector<yaml::Node> yaml_items(const yaml::Node& node, const std::string& key, const std::string& file,
                                   Findings& findings);

} // namespace shanhai::kernel
