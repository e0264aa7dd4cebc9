#include "apps/shanhai/input_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/code_point_starts.h"
#include "base/markup.h"
#include "kernel/module/module.h"

#include <fmt/format.h>

#include <iostream>
#include <optional>

// shanhai check FILE|-: every number of a text, judged.
namespace shanhai::apps {

namespace {

struct Check {
    std::string file;
    std::string format = "text";
};

// More than any text may have, so that the module says that it is too much.
constexpr std::size_t most_bytes = 16 << 20;

std::string text_of(const json::object& object, const char* name) {
    const auto& value = object.at(name);
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_int64()) return std::to_string(value.as_int64());
    if (value.is_double()) return fmt::format("{}", value.as_double());
    return {};
}

// A sign beside each colour: who sees no colours sees these.
std::string_view sign_of(std::string_view verdict) {
    if (verdict == "agrees") return "✓";
    if (verdict == "differs") return "≠";
    return verdict == "contradicts" ? "⚠" : "?";
}

// Texts broken in the middle of a number are printed on one line.
std::string on_one_line(std::string text) {
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    return text;
}

// The figure it was compared with, or those that may be meant.
std::string figure_of(const json::object& quantity) {
    if (const auto figure = text_of(quantity, "figure"); !figure.empty()) return figure;
    std::string candidates;
    for (const auto& name : quantity.at("candidates").as_array())
        candidates += (candidates.empty() ? "" : " ") + std::string(name.as_string()) + "?";
    return candidates.empty() ? "-" : candidates;
}

std::string reading_of(const json::object& quantity) {
    std::string said = text_of(quantity, "value") + " " + text_of(quantity, "unit");
    const auto qualifier = text_of(quantity, "qualifier");
    if (qualifier != "exact") said += " (" + qualifier + ")";
    return said;
}

void print_html(const json::object& answer) {
    const std::string text = text_of(answer, "text");
    const auto starts = code_point_starts(text);
    std::cout
        << "<!doctype html>\n<html lang=\"zh\"><meta charset=\"utf-8\"><title>" << escaped_xml(say("check.title"))
        << "</title>\n<style>body{max-width:48rem;margin:2rem auto;font:1rem/1.8 sans-serif;white-space:pre-wrap}"
           "mark.agrees{background:#d3f0d6}mark.differs{background:#ffd9d5}mark.contradicts{background:#ffe7b3}mark.untied{background:#e6e9ee}"
           "</style>\n<body>";
    std::size_t at = 0;
    for (const auto& item : answer.at("quantities").as_array()) {
        const auto& quantity = item.as_object();
        const auto begin = static_cast<std::size_t>(quantity.at("start").to_number<std::int64_t>());
        const auto end = static_cast<std::size_t>(quantity.at("end").to_number<std::int64_t>());
        if (begin < at || quantity.at("value").is_null() || text_of(quantity, "kind") != "quantity") continue;
        const auto verdict = text_of(quantity, "verdict");
        std::cout << escaped_xml(std::string_view(text).substr(starts[at], starts[begin] - starts[at]))
                  << "<mark class=\"" << verdict << "\" title=\""
                  << escaped_xml(reading_of(quantity) + " · " +
                                 text_of(quantity.at("because").as_object(), language() == "en" ? "en" : "zh"))
                  << "\">" << escaped_xml(std::string_view(text).substr(starts[begin], starts[end] - starts[begin]))
                  << "<sup>" << sign_of(verdict) << "</sup></mark>";
        at = end;
    }
    std::cout << escaped_xml(std::string_view(text).substr(starts[at])) << "</body></html>\n";
}

void print_text(const json::object& answer) {
    for (const auto& item : answer.at("quantities").as_array()) {
        const auto& quantity = item.as_object();
        if (quantity.at("value").is_null() || text_of(quantity, "kind") != "quantity") continue;
        fmt::print("{} {}\t{}\t{}\t{}\n", sign_of(text_of(quantity, "verdict")), on_one_line(text_of(quantity, "text")),
                   reading_of(quantity), figure_of(quantity),
                   text_of(quantity.at("because").as_object(), language() == "en" ? "en" : "zh"));
    }
    for (const auto& item : answer.at("relations").as_array()) {
        const auto& relation = item.as_object();
        if (text_of(relation, "verdict") == "contradicts")
            fmt::print("⚠ {}: {}\n", text_of(relation, "kind"), text_of(relation, "arithmetic"));
    }
    const auto& counts = answer.at("counts").as_object();
    fmt::print("{}\n", say("check.counts", {{"agrees", text_of(counts, "agrees")},
                                            {"differs", text_of(counts, "differs")},
                                            {"untied", text_of(counts, "untied")},
                                            {"contradicts", text_of(counts, "contradicts")}}));
}

Result<int> check_file(const Program& program, const Check& command) {
    const std::string bytes = TRY(bytes_of(command.file, most_bytes));
    const auto kernel = TRY(program.open_for_reading());
    const auto& checker = kernel->registrar().text_checker();
    if (!checker) return refuse("check.unavailable");
    const json::object answer = TRY(checker(*kernel, kernel::Principal::administrator(), bytes));
    if (command.format == "json")
        std::cout << json::serialize(answer) << '\n';
    else if (command.format == "html")
        print_html(answer);
    else
        print_text(answer);
    const auto& counts = answer.at("counts").as_object();
    return counts.at("differs").to_number<int>() + counts.at("contradicts").to_number<int>() > 0 ? 1 : 0;
}

} // namespace

void add_check(CLI::App& app, Program& program) {
    auto command = std::make_shared<Check>();
    CLI::App* sub = app.add_subcommand("check", say("check.about"));
    sub->add_option("file", command->file, say("check.option.file"))->required()->type_name("FILE|-");
    sub->add_option("--format", command->format, say("check.option.format"))
        ->check(CLI::IsMember({"text", "json", "html"}).description(""))
        ->type_name("text|json|html");
    sub->callback([&program, command] { program.run = [&program, command] { return check_file(program, *command); }; });
}

} // namespace shanhai::apps
