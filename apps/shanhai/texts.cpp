#include "apps/shanhai/texts.h"

#include "assets/assets.h"
#include "base/text.h"
#include "base/yaml.h"

#include <map>

namespace shanhai::apps {

namespace {

std::string spoken = "zh";

const std::map<std::string, Text, std::less<>>& texts() {
    static const auto table = [] {
        std::map<std::string, Text, std::less<>> made;
        const assets::Asset* asset = assets::find("data/texts/cli.yaml");
        if (!asset) return made;
        for (const auto& item : yaml::parse(asset->bytes).members())
            made.emplace(item.first.text(), Text{.zh = item.second["zh"].text(), .en = item.second["en"].text()});
        return made;
    }();
    return table;
}

} // namespace

void speak(std::string_view language) { spoken = language == "en" ? "en" : "zh"; }

std::string_view language() { return spoken; }

std::string say(std::string_view key, const std::vector<std::pair<std::string_view, std::string>>& values) {
    const auto found = texts().find(key);
    std::string text = found == texts().end() ? std::string(key) : found->second.in(spoken);
    for (const auto& [name, value] : values) text = replace_all(std::move(text), "{" + std::string(name) + "}", value);
    return text;
}

} // namespace shanhai::apps
