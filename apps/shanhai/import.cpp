#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/table_import.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct Import {
    std::string name;
    std::vector<std::string> files;
    std::string actor = "admin";
    Format format = Format::table;
    TableImport table; // what is said of tables
};

void print(const json::object& row, Format format) {
    if (format == Format::json)
        std::cout << json::serialize(row) << '\n';
    else if (format == Format::csv)
        sheet_of({row}).print(std::cout, format);
    else
        print_object(std::cout, row);
    std::cout.flush();
}

// What a file that was refused looks like among the others' reports.
json::object refusal_of(const std::string& file, const Problem& problem) {
    return {{"file", file},
            {"refused", {{"code", problem.code}, {"field", problem.field}, {"detail", sentence_of(problem)}}}};
}

Result<int> import(const Program& program, const Import& command) {
    const auto kernel = TRY(program.open_for_writing());
    const auto& importers = kernel->registrar().importers();
    const auto importer = importers.find(command.name);
    if (importer == importers.end() && kernel->schema().type(command.name) != nullptr) {
        TableImport table = command.table;
        table.type = command.name;
        table.actor = command.actor;
        return import_tables(*kernel, table, command.files, program.progress, command.format);
    }
    if (command.table.says_something()) return refuse("import.not_both");
    if (importer == importers.end())
        return refuse("import.unknown", {}, {{"name", command.name}, {"names", join_keys(importers, ", ")}});
    int status = 0;
    for (const std::string& file : command.files) {
        ProgressLine line(say("import.file", {{"file", file}}), program.progress);
        const auto result =
            importer->second(*kernel, kernel::Principal::administrator(command.actor), file, line.progress());
        if (result) {
            print(result->report, command.format);
            continue;
        }
        status = 1;
        if (command.format == Format::json) print(refusal_of(file, result.error()), command.format);
        fmt::print(stderr, "{}: ", file);
        report(result.error());
    }
    return status;
}

} // namespace

void add_import(CLI::App& app, Program& program) {
    auto command = std::make_shared<Import>();
    CLI::App* sub = app.add_subcommand("import", say("import.about"));
    sub->add_option("name", command->name, say("import.option.name"))->required()->type_name("NAME");
    sub->add_option("files", command->files, say("import.option.files"))->type_name("FILE");
    sub->add_option("--as", command->actor, say("option.as"))->type_name("USER")->capture_default_str();
    sub->add_flag("--dry-run", command->table.dry_run, say("import.option.dry_run"));
    sub->add_option("--sheet", command->table.sheet, say("import.option.sheet"))->type_name("N");
    sub->add_option("--marked", command->table.marked, say("import.option.marked"))->type_name("FILE");
    sub->add_option("--template", command->table.blank, say("import.option.template"))->type_name("FILE");
    add_format(*sub, command->format);
    sub->callback([&program, command] {
        if (command->files.empty() && command->table.blank.empty()) throw CLI::RequiredError("files");
        program.run = [&program, command] { return import(program, *command); };
    });
}

} // namespace shanhai::apps
