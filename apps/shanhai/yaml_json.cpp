#include "apps/shanhai/yaml_json.h"

#include "base/yaml.h"

#include <charconv>

namespace shanhai::apps {

namespace {

constexpr int deepest = 32;
constexpr std::size_t most_nodes = 100'000; // aliases repeat what they name

struct TooMuch {};

json::value scalar(const yaml::Node& node) {
    const std::string text = node.scalar();
    if (node.is_quoted()) return json::value(text);
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && std::to_string(number) == text;
    return whole ? json::value(number) : json::value(text);
}

json::value value_of(const yaml::Node& node, int depth, std::size_t& nodes) {
    if (depth > deepest || ++nodes > most_nodes) throw TooMuch{};
    if (node.is_sequence()) {
        json::array list;
        for (const auto& item : node.items()) list.push_back(value_of(item, depth + 1, nodes));
        return list;
    }
    if (node.is_mapping()) {
        json::object object;
        for (const auto& [key, value] : node.members()) object[key.text()] = value_of(value, depth + 1, nodes);
        return object;
    }
    return node.is_scalar() ? scalar(node) : json::value(nullptr);
}

} // namespace

Result<json::value> json_of_yaml(const std::string& file, const std::string& text) {
    std::string line = "1";
    try {
        std::size_t nodes = 0;
        return value_of(yaml::parse(text), 0, nodes);
    } catch (const yaml::Mistake& mistake) {
        line = std::to_string(mistake.line());
    } catch (const TooMuch&) {
        line = "1";
    }
    return refuse("schema.yaml", {}, {{"file", file}, {"line", line}});
}

} // namespace shanhai::apps
