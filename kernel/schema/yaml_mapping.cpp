#include "kernel/schema/yaml_mapping.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace shanhai::kernel {

namespace {

// A module file is a page or two; a megabyte is a mistake or an attack.
constexpr std::size_t most_yaml_bytes = 1 << 20;
constexpr int most_yaml_depth = 24;
// With every alias written out: a few lines of aliases of aliases would otherwise become a billion nodes.
constexpr int most_yaml_nodes = 100'000;

// The depth of flow brackets and of indentation, before the parser recurses over them.
bool too_deep(const std::string& text) {
    int depth = 0;
    int deepest = 0;
    for (char c : text) {
        if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
        if (c == '}' || c == ']') depth = std::max(0, depth - 1);
    }
    if (deepest > most_yaml_depth) return true;
    std::size_t line_start = 0;
    while (line_start < text.size()) {
        auto first = text.find_first_not_of(" -", line_start);
        auto end = text.find('\n', line_start);
        if (first == std::string::npos) break;
        if (first < end && first - line_start > std::size_t{4} * most_yaml_depth) return true;
        if (end == std::string::npos) break;
        line_start = end + 1;
    }
    return false;
}

// Bytes that are no text: the parser would take a zero byte for the mark of another encoding and read on in that.
bool has_control_bytes(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t'; });
}

// Takes the nodes below this one from `left`; false when there are more, or when they lie too deep (an alias of itself).
bool few_enough(const YAML::Node& node, int depth, int& left) {
    if (--left < 0 || depth > most_yaml_depth) return false;
    if (node.IsSequence())
        return std::all_of(node.begin(), node.end(),
                           [&](const auto& item) { return few_enough(item, depth + 1, left); });
    return !node.IsMap() || std::all_of(node.begin(), node.end(), [&](const auto& item) {
        return few_enough(item.first, depth + 1, left) && few_enough(item.second, depth + 1, left);
    });
}

class Unheard final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

// What stands behind the first document would be dropped silently. Looks for one more only: on some malformed texts the
// parser finds another document for ever (YAML::LoadAll of yaml-cpp 0.7 does not return).
bool has_second_document(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Unheard unheard;
    return parser.HandleNextDocument(unheard) && parser.HandleNextDocument(unheard);
}

} // namespace

void Findings::add(std::string code, const Source& where, std::vector<std::pair<std::string, std::string>> args) {
    args.emplace_back("file", where.file);
    args.emplace_back("line", std::to_string(where.line));
    problems_.push_back(
        Problem{std::move(code), where.file + ":" + std::to_string(where.line), std::move(args), std::nullopt, {}});
}

Problem Findings::as_problem() const {
    Problem first = problems_.front();
    first.also.assign(problems_.begin() + 1, problems_.end());
    return first;
}

YamlMapping::YamlMapping(const YAML::Node& node, std::string file, Findings& findings)
    : node_(node), file_(std::move(file)), findings_(findings) {
    if (!node_.IsMap()) findings_.add("schema.not_a_mapping", source());
}

YamlMapping::~YamlMapping() {
    if (!node_.IsMap()) return;
    std::set<std::string> seen;
    for (const auto& item : node_) {
        const auto& key = item.first.Scalar();
        if (!asked_.contains(key))
            findings_.add("schema.unknown_key", source_of(item.first), {{"key", key}});
        else if (!seen.insert(key).second)
            findings_.add("schema.duplicate", source_of(item.first), {{"name", key}});
    }
}

Source YamlMapping::source_of(const YAML::Node& node) const {
    const auto mark = node.Mark();
    return {file_, mark.line >= 0 ? mark.line + 1 : 1};
}

Source YamlMapping::at(const std::string& key) const {
    if (!node_.IsMap()) return source();
    const auto found = node_[key];
    return found ? source_of(found) : source();
}

bool YamlMapping::has(const std::string& key) {
    asked_.insert(key);
    return node_.IsMap() && static_cast<const YAML::Node&>(node_)[key];
}

YAML::Node YamlMapping::node(const std::string& key) {
    return has(key) ? static_cast<const YAML::Node&>(node_)[key] : YAML::Node(YAML::NodeType::Undefined);
}

std::string YamlMapping::text(const std::string& key, std::string fallback) {
    if (!has(key)) return fallback;
    const auto value = node(key);
    if (value.IsScalar()) return value.Scalar();
    findings_.add("schema.not_a_text", source_of(value), {{"key", key}});
    return fallback;
}

std::string YamlMapping::required(const std::string& key) {
    auto value = text(key);
    if (value.empty()) findings_.add("schema.missing_key", source(), {{"key", key}});
    return value;
}

bool YamlMapping::flag(const std::string& key, bool fallback) {
    const auto value = text(key, fallback ? "true" : "false");
    if (value != "true" && value != "false") findings_.add("schema.not_a_flag", at(key), {{"key", key}});
    return value == "true";
}

std::optional<int> YamlMapping::integer(const std::string& key) {
    if (!has(key)) return std::nullopt;
    const auto value = text(key);
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc{} && end == value.data() + value.size()) return number;
    findings_.add("schema.not_a_number", at(key), {{"key", key}});
    return std::nullopt;
}

Text YamlMapping::words(const std::string& key) {
    if (!has(key)) return {};
    const auto value = node(key);
    if (value.IsScalar()) return {value.Scalar(), value.Scalar()};
    YamlMapping both(value, file_, findings_);
    auto zh = both.required("zh");
    auto en = both.text("en");
    return {std::move(zh), std::move(en)};
}

std::vector<std::string> YamlMapping::names(const std::string& key) {
    if (!has(key)) return {};
    const auto value = node(key);
    if (value.IsScalar()) return {value.Scalar()};
    std::vector<std::string> result;
    if (!value.IsSequence()) findings_.add("schema.not_a_list", source_of(value), {{"key", key}});
    for (const auto& item : value) {
        if (value.IsSequence() && item.IsScalar())
            result.push_back(item.Scalar());
        else if (value.IsSequence())
            findings_.add("schema.not_a_text", source_of(item), {{"key", key}});
    }
    return result;
}

std::vector<std::pair<std::string, YAML::Node>> YamlMapping::entries(const std::string& key) {
    if (!has(key)) return {};
    return yaml_entries(node(key), file_, findings_);
}

std::vector<std::pair<std::string, YAML::Node>> yaml_entries(const YAML::Node& node, const std::string& file,
                                                             Findings& findings) {
    std::vector<std::pair<std::string, YAML::Node>> result;
    std::set<std::string> seen;
    const auto line = [&](const YAML::Node& at) { return Source{file, std::max(0, at.Mark().line) + 1}; };
    if (!node.IsMap()) {
        findings.add("schema.not_a_mapping", line(node));
        return result;
    }
    for (const auto& item : node) {
        if (!item.first.IsScalar()) {
            findings.add("schema.not_a_text", line(item.first), {{"key", "?"}});
            continue;
        }
        const auto& name = item.first.Scalar();
        if (seen.insert(name).second)
            result.emplace_back(name, item.second);
        else
            findings.add("schema.duplicate", line(item.first), {{"name", name}});
    }
    return result;
}

std::vector<YAML::Node> yaml_items(const YAML::Node& node, const std::string& key, const std::string& file,
                                   Findings& findings) {
    std::vector<YAML::Node> result;
    if (!node.IsDefined() || node.IsNull()) return result;
    if (!node.IsSequence())
        findings.add("schema.not_a_list", {file, std::max(0, node.Mark().line) + 1}, {{"key", key}});
    else
        for (const auto& item : node) result.push_back(item);
    return result;
}

std::optional<YAML::Node> parse_yaml_mapping(const std::string& file, const std::string& text, Findings& findings) {
    if (text.size() > most_yaml_bytes || !is_utf8(text) || has_control_bytes(text) || too_deep(text)) {
        findings.add("schema.yaml", {file, 1}, {{"what", "too large, too deep or not text in UTF-8"}});
        return std::nullopt;
    }
    try {
        const auto node = YAML::Load(text);
        int left = most_yaml_nodes;
        if (has_second_document(text))
            findings.add("schema.yaml", {file, 1}, {{"what", "more than one document"}});
        else if (!node.IsMap())
            findings.add("schema.not_a_mapping", {file, 1});
        else if (!few_enough(node, 0, left))
            findings.add("schema.yaml", {file, 1}, {{"what", "too large or too deep when its aliases are followed"}});
        else
            return node;
    } catch (const YAML::Exception& error) {
        findings.add("schema.yaml", {file, std::max(0, error.mark.line) + 1}, {{"what", error.msg}});
    }
    return std::nullopt;
}

} // namespace shanhai::kernel
