#include "tests/golden/script.h"

#include "base/text.h"

#include <algorithm>

namespace shanhai::golden {

namespace {

bool is_directive(std::string_view line) {
    const std::string_view word = line.substr(0, line.find(' '));
    return word == "as" || word == "now" || word == "restart" || word == "verify";
}

// Words are separated by spaces; quotes keep spaces and go.
std::optional<std::vector<std::string>> words_of(std::string_view text) {
    std::vector<std::string> words;
    bool in_word = false, in_quotes = false;
    for (const char c : text) {
        if (c == '"') {
            in_quotes = !in_quotes;
            if (!in_word) words.emplace_back();
            in_word = true;
        } else if (c == ' ' && !in_quotes) {
            in_word = false;
        } else {
            if (!in_word) words.emplace_back();
            in_word = true;
            words.back().push_back(c);
        }
    }
    if (in_quotes) return std::nullopt;
    return words;
}

std::unexpected<Problem> wrong(int line, std::string what) {
    return refuse("golden.script", {}, {{"line", std::to_string(line)}, {"what", std::move(what)}});
}

} // namespace

Result<Script> parse_script(std::string_view text) {
    Script script;
    std::vector<std::string> waiting; // comments that belong to the next step, or to the end
    int number = 0;
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (const std::string_view raw : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(raw);
        const bool command = line.starts_with('>');
        if (line.empty() || line.starts_with('#')) {
            waiting.emplace_back(raw);
        } else if (command || is_directive(line)) {
            auto words = words_of(command ? line.substr(1) : line);
            if (!words) return wrong(number, "a quote does not end");
            if (words->empty()) return wrong(number, "a step without a word");
            script.steps.push_back({.line = number,
                                    .before = std::exchange(waiting, {}),
                                    .text = std::string(raw),
                                    .words = *std::move(words),
                                    .is_command = command,
                                    .expected = {}});
        } else if (script.steps.empty() || !waiting.empty()) {
            return wrong(number, "an expectation belongs right below its step");
        } else {
            script.steps.back().expected.emplace_back(line);
        }
    }
    script.after = std::move(waiting);
    return script;
}

std::string text_of(const Script& script) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& lines) {
        for (const auto& line : lines) text += line + "\n";
    };
    for (const Step& step : script.steps) {
        add(step.before);
        text += step.text + "\n";
        add(step.expected);
    }
    add(script.after);
    return text;
}

} // namespace shanhai::golden
