#include "api/problem/problem.h"

#include "assets/assets.h"
#include "base/yaml.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace shanhai::api {

namespace {

constexpr std::string_view type_prefix = "https://shanhai.example/problems/";
constexpr std::string_view fallback = "server.failed";
constexpr std::size_t most_problems = 100; // whoever made more mistakes needs no longer list

Text text_of(const yaml::Node& node) { return {.zh = node["zh"].text(), .en = node["en"].text()}; }

// "1048576" → "1 MiB", "300000" → "293 KiB".
std::string bytes_shown(const std::string& digits) {
    std::uint64_t bytes = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    if (error != std::errc{} || end != digits.data() + digits.size()) return digits;
    if (bytes >= (1 << 20) && bytes % (1 << 20) == 0) return std::to_string(bytes >> 20) + " MiB";
    return std::to_string((bytes + 1023) >> 10) + " KiB";
}

// The name behind the last slash of a pointer: "/lines/3/amount" → "amount".
std::string last_part(std::string_view pointer) {
    const auto slash = pointer.rfind('/');
    return std::string(slash == std::string_view::npos ? pointer : pointer.substr(slash + 1));
}

// What kind of name an argument of that name carries; empty: none that people have other words for.
std::string_view kind_of(std::string_view argument) {
    if (argument == "type" || argument == "state" || argument == "transition") return argument;
    return argument == "from" ? "state" : std::string_view{};
}

} // namespace

ProblemTable ProblemTable::parse(const std::string& text) {
    ProblemTable table;
    table.add(text, "problems.yaml");
    if (!table.knows(fallback)) throw std::runtime_error("problems.yaml: server.failed is missing");
    return table;
}

void ProblemTable::add(const std::string& text, const std::string& file) {
    const yaml::Node document = yaml::parse(text);
    for (const auto& item : document["titles"].members())
        titles_.emplace(static_cast<int>(item.first.whole()), text_of(item.second));
    for (const auto& list : document["words"].members())
        for (const auto& word : list.second.members())
            words_[list.first.text()].emplace(word.first.text(), text_of(word.second));
    for (const auto& item : document["problems"].members()) {
        const auto code = item.first.text();
        if (!entries_.emplace(code, Entry{static_cast<int>(item.second["status"].whole()), text_of(item.second)})
                 .second)
            throw std::runtime_error(std::string(file).append(": ").append(code).append(" is there twice"));
    }
}

const ProblemTable& ProblemTable::built_in() {
    static const ProblemTable table = [] {
        const assets::Asset* asset = assets::find("data/problems.yaml");
        if (!asset) throw std::runtime_error("data/problems.yaml is not inside the program");
        ProblemTable made = parse(std::string(asset->bytes));
        for (const assets::Asset& other : assets::all())
            if (other.path.starts_with("modules/") && other.path.ends_with("/problems.yaml"))
                made.add(std::string(other.bytes), std::string(other.path));
        return made;
    }();
    return table;
}

int ProblemTable::status(const Problem& problem) const {
    const auto found = entries_.find(problem.code);
    if (found == entries_.end()) return problem.says ? 409 : 500;
    return found->second.status == 404 && !problem.field.empty() ? 422 : found->second.status;
}

std::string ProblemTable::title(int status, std::string_view language) const {
    const auto found = titles_.find(status);
    return found == titles_.end() ? std::to_string(status) : found->second.in(language);
}

std::string ProblemTable::sentence(const Problem& problem, std::string_view language, const Names& names) const {
    if (problem.says && !problem.says->empty()) return fill(problem.says->in(language), problem, language, names);
    auto found = entries_.find(problem.code);
    if (found == entries_.end()) found = entries_.find(fallback);
    return fill(found->second.text.in(language), problem, language, names);
}

// Replaces {placeholders}; an optional [part] goes when a placeholder inside has nothing to say. Parts are not nested.
std::string ProblemTable::fill(std::string_view pattern, const Problem& problem, std::string_view language,
                               const Names& names) const {
    std::string filled;
    std::size_t part_at = std::string::npos; // where the open part began
    bool part_empty = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
            filled.push_back(c);
            ++i;
        } else if (c == '{' && pattern.find('}', i) != std::string_view::npos) {
            const auto end = pattern.find('}', i);
            const std::string value = argument(pattern.substr(i + 1, end - i - 1), problem, language, names);
            if (value.empty()) part_empty = true;
            // Somebody named nothing: “” would look like a fault of ours.
            const bool must_show = value.empty() && part_at == std::string::npos;
            filled.append(must_show ? (language == "en" ? "(empty)" : "（空）") : value);
            i = end;
        } else if (c == '[' && part_at == std::string::npos) {
            part_at = filled.size();
            part_empty = false;
        } else if (c == ']' && part_at != std::string::npos) {
            if (part_empty) filled.resize(part_at);
            part_at = std::string::npos;
        } else {
            filled.push_back(c);
        }
    }
    return filled;
}

std::string ProblemTable::argument(std::string_view placeholder, const Problem& problem, std::string_view language,
                                   const Names& names) const {
    const auto bar = placeholder.find('|');
    const std::string_view name = placeholder.substr(0, bar);
    const auto given = std::ranges::find(problem.args, name, &std::pair<std::string, std::string>::first);
    if (given == problem.args.end()) {
        if (name != "field" || problem.field.empty()) return {};
        const std::string label = names ? names("field", problem.field) : std::string();
        return label.empty() ? last_part(problem.field) : label;
    }
    const std::string& value = given->second;
    if (const std::string_view kind = kind_of(name); names && !kind.empty()) {
        const std::string label = names(kind, value);
        return label.empty() ? value : label;
    }
    if (bar == std::string_view::npos) return value;
    const std::string_view list = placeholder.substr(bar + 1);
    if (list == "bytes") return bytes_shown(value);
    const auto words = words_.find(list);
    if (words == words_.end()) return value;
    const auto word = words->second.find(value);
    return word == words->second.end() ? value : word->second.in(language);
}

json::object ProblemTable::document(const Problem& problem, std::string_view language, std::string_view instance,
                                    const Names& names) const {
    const int http_status = status(problem);
    const bool known = knows(problem.code) || problem.says;
    const std::string code = known ? problem.code : std::string(fallback);
    json::array all;
    const auto row = [&](const Problem& one) {
        const bool shown = knows(one.code) || one.says;
        all.push_back(json::object{{"code", shown ? one.code : std::string(fallback)},
                                   {"field", one.field},
                                   {"detail", sentence(one, language, names)}});
    };
    row(problem);
    for (const Problem& other : problem.also) {
        if (all.size() == most_problems) break;
        row(other);
    }
    return {{"type", std::string(type_prefix) + code},
            {"title", title(http_status, language)},
            {"status", http_status},
            {"code", code},
            {"field", problem.field},
            {"detail", sentence(problem, language, names)},
            {"problems", std::move(all)},
            {"instance", instance}};
}

} // namespace shanhai::api
