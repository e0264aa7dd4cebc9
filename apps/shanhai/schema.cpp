#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "kernel/schema/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace shanhai::apps {

namespace {

struct Check {
    Format format = Format::table;
};

std::string argument(const Problem& problem, std::string_view name) {
    const auto found = std::ranges::find(problem.args, name, &std::pair<std::string, std::string>::first);
    return found == problem.args.end() ? std::string() : found->second;
}

int print_problems(const Problem& first, Format format) {
    if (format == Format::table) { // one line each, as editors and clerks know them: file:line: what
        fmt::print("{}\n", sentence_of(first));
        for (const Problem& other : first.also) fmt::print("{}\n", sentence_of(other));
        return 1;
    }
    Sheet sheet({{"file", ""}, {"line", ""}, {"code", ""}, {"detail", ""}});
    const auto add = [&](const Problem& one) {
        sheet.add({json::value(argument(one, "file")), json::value(argument(one, "line")), json::value(one.code),
                   json::value(sentence_of(one))});
    };
    add(first);
    for (const Problem& other : first.also) add(other);
    sheet.print(std::cout, format);
    return 1;
}

Result<int> check_schema(const Program& program, const Check& command) {
    const auto files = TRY(program.schema_files());
    const auto schema = kernel::load_schema(files);
    if (!schema) return print_problems(schema.error(), command.format);
    if (command.format == Format::table)
        fmt::print("{}\n", say("schema.good", {{"modules", std::to_string((*schema)->modules.size())},
                                               {"types", std::to_string((*schema)->types.size())},
                                               {"measures", std::to_string((*schema)->measures.size())},
                                               {"figures", std::to_string((*schema)->figures.size())}}));
    else
        Sheet({{"file", ""}, {"line", ""}, {"code", ""}, {"detail", ""}}).print(std::cout, command.format);
    return 0;
}

} // namespace

void add_schema(CLI::App& app, Program& program) {
    auto command = std::make_shared<Check>();
    CLI::App* sub = app.add_subcommand("schema", say("schema.about"));
    sub->require_subcommand(1);
    CLI::App* check = sub->add_subcommand("check", say("schema.check"));
    add_format(*check, command->format);
    check->callback(
        [&program, command] { program.run = [&program, command] { return check_schema(program, *command); }; });
}

} // namespace shanhai::apps
