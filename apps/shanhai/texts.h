#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The words of the command line, in the reader's language: data/texts/cli.yaml.
namespace shanhai::apps {

// "zh" or "en"; set once at start.
void speak(std::string_view language);
std::string_view language();

// The text of that key, {placeholders} filled. A key without a text is shown as it is: a test sees to it that none is.
std::string say(std::string_view key, const std::vector<std::pair<std::string_view, std::string>>& values = {});

} // namespace shanhai::apps
