#include "kernel/schema/yaml_mapping.h"

#include <algorithm>
#include <charconv>

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

// Bytes that are no text.
bool has_control_bytes(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t'; });
}

// Takes the nodes below this one from `left`; false when there are more, or when they lie too deep (an alias of itself).
bool few_enough(const yaml::Node& node, int depth, int& left) {
    if (--left < 0 || depth > most_yaml_depth) return false;
    return std::ranges::all_of(node.items(), [&](const auto& item) { return few_enough(item, depth + 1, left); }) &&
           std::ranges::all_of(node.members(), [&](const auto& item) {
               return few_enough(item.first, depth + 1, left) && few_enough(item.second, depth + 1, left);
           });
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

YamlMapping::YamlMapping(const yaml::Node& node, std::string file, Findings& findings)
    : line_(node.line()), file_(std::move(file)), findings_(findings) {
    if (!node.is_mapping()) findings_.add("schema.not_a_mapping", source());
    for (const auto& [key, value] : node.members()) members_.push_back({key.scalar(), key, value});
}

YamlMapping::YamlMapping(std::string key, yaml::Node value, std::string file, Findings& findings)
    : members_{{std::move(key), value, value}}, line_(value.line()), file_(std::move(file)), findings_(findings) {}

YamlMapping::~YamlMapping() {
    std::set<std::string> seen;
    for (const auto& [name, key, value] : members_) {
        if (!asked_.contains(name))
            findings_.add("schema.unknown_key", source_of(key), {{"key", name}});
        else if (!seen.insert(name).second)
            findings_.add("schema.duplicate", source_of(key), {{"name", name}});
    }
}

const YamlMapping::Member* YamlMapping::member(const std::string& key) const {
    const auto found = std::ranges::find(members_, key, &Member::name);
    return found == members_.end() ? nullptr : &*found;
}

Source YamlMapping::at(const std::string& key) const {
    const Member* found = member(key);
    return found != nullptr ? source_of(found->value) : source();
}

bool YamlMapping::has(const std::string& key) {
    asked_.insert(key);
    return member(key) != nullptr;
}

yaml::Node YamlMapping::node(const std::string& key) { return has(key) ? member(key)->value : yaml::Node(); }

std::string YamlMapping::text(const std::string& key, std::string fallback) {
    if (!has(key)) return fallback;
    const auto value = node(key);
    if (value.is_scalar()) return value.scalar();
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
    if (value.is_scalar()) return {value.scalar(), value.scalar()};
    YamlMapping both(value, file_, findings_);
    auto zh = both.required("zh");
    auto en = both.text("en");
    return {std::move(zh), std::move(en)};
}

std::vector<std::string> YamlMapping::names(const std::string& key) {
    if (!has(key)) return {};
    const auto value = node(key);
    if (value.is_scalar()) return {value.scalar()};
    std::vector<std::string> result;
    if (!value.is_sequence()) findings_.add("schema.not_a_list", source_of(value), {{"key", key}});
    for (const auto& item : value.items()) {
        if (item.is_scalar())
            result.push_back(item.scalar());
        else
            findings_.add("schema.not_a_text", source_of(item), {{"key", key}});
    }
    return result;
}

std::vector<std::pair<std::string, yaml::Node>> YamlMapping::entries(const std::string& key) {
    if (!has(key)) return {};
    return yaml_entries(node(key), file_, findings_);
}

std::vector<std::pair<std::string, yaml::Node>> yaml_entries(const yaml::Node& node, const std::string& file,
                                                             Findings& findings) {
    std::vector<std::pair<std::string, yaml::Node>> result;
    std::set<std::string> seen;
    if (!node.is_mapping()) findings.add("schema.not_a_mapping", {file, node.line()});
    for (const auto& [key, value] : node.members()) {
        if (!key.is_scalar())
            findings.add("schema.not_a_text", {file, key.line()}, {{"key", "?"}});
        else if (seen.insert(key.scalar()).second)
            result.emplace_back(key.scalar(), value);
        else
            findings.add("schema.duplicate", {file, key.line()}, {{"name", key.scalar()}});
    }
    return result;
}

std::vector<yaml::Node> yaml_items(const yaml::Node& node, const std::string& key, const std::string& file,
                                   Findings& findings) {
    if (node && !node.is_null() && !node.is_sequence())
        findings.add("schema.not_a_list", {file, node.line()}, {{"key", key}});
    return node.items();
}

std::optional<yaml::Node> parse_yaml_mapping(const std::string& file, const std::string& text, Findings& findings) {
    if (text.size() > most_yaml_bytes || !is_utf8(text) || has_control_bytes(text) || too_deep(text)) {
        findings.add("schema.yaml", {file, 1}, {{"what", "too large, too deep or not text in UTF-8"}});
        return std::nullopt;
    }
    try {
        const auto node = yaml::parse(text);
        int left = most_yaml_nodes;
        if (!node.is_mapping())
            findings.add("schema.not_a_mapping", {file, 1});
        else if (!few_enough(node, 0, left))
            findings.add("schema.yaml", {file, 1}, {{"what", "too large or too deep when its aliases are followed"}});
        else
            return node;
    } catch (const yaml::Mistake& mistake) {
        findings.add("schema.yaml", {file, mistake.line()}, {{"what", mistake.what()}});
    }
    return std::nullopt;
}

} // namespace shanhai::kernel
