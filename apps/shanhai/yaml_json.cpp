#include "apps/shanhai/yaml_json.h"

#include <yaml-cpp/yaml.h>

#include <charconv>

namespace shanhai::apps {

namespace {

constexpr int deepest = 32;
constexpr std::size_t most_nodes = 100'000; // aliases repeat what they name

struct TooMuch {};

json::value scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return json::value(text); // in quotation marks
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && std::to_string(number) == text;
    return whole ? json::value(number) : json::value(text);
}

json::value value_of(const YAML::Node& node, int depth, std::size_t& nodes) {
    if (depth > deepest || ++nodes > most_nodes) throw TooMuch{};
    if (node.IsSequence()) {
        json::array list;
        for (const auto& item : node) list.push_back(value_of(item, depth + 1, nodes));
        return list;
    }
    if (node.IsMap()) {
        json::object object;
        for (const auto& member : node)
            object[member.first.as<std::string>()] = value_of(member.second, depth + 1, nodes);
        return object;
    }
    return node.IsScalar() ? scalar(node) : json::value(nullptr);
}

} // namespace

Result<json::value> json_of_yaml(const std::string& file, const std::string& text) {
    std::string line = "1";
    try {
        std::size_t nodes = 0;
        return value_of(YAML::Load(text), 0, nodes);
    } catch (const YAML::Exception& error) {
        line = std::to_string(error.mark.line + 1);
    } catch (const TooMuch&) {
        line = "1";
    }
    return refuse("schema.yaml", {}, {{"file", file}, {"line", line}});
}

} // namespace shanhai::apps
