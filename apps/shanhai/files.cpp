#include "apps/shanhai/program.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct Tidy {
    bool dry_run = false;
    Format format = Format::table;
};

json::object object_of(const kernel::TidyReport::Collected& file) {
    return {{"sha256", file.sha256}, {"name", file.name}, {"size", file.size}, {"because", file.because}};
}

Result<int> tidy(const Program& program, const Tidy& command) {
    const auto kernel = TRY(program.open_for_writing());
    const auto report = TRY(kernel->tidy_files(command.dry_run));
    json::array rows;
    for (const auto& file : report.collected) {
        rows.push_back(object_of(file));
        if (!command.dry_run) spdlog::info("file {} removed: {}", file.sha256, file.because);
    }
    if (command.format != Format::table) {
        sheet_of(rows).print(std::cout, command.format);
        return 0;
    }
    if (!rows.empty()) sheet_of(rows).print(std::cout, Format::table);
    fmt::print("{}\n", say(command.dry_run ? "files.would" : "files.done",
                           {{"count", std::to_string(rows.size())}, {"kept", std::to_string(report.kept)}}));
    return 0;
}

} // namespace

void add_files(CLI::App& app, Program& program) {
    CLI::App* files = app.add_subcommand("files", say("files.about"));
    files->require_subcommand(1);
    auto command = std::make_shared<Tidy>();
    CLI::App* sub = files->add_subcommand("tidy", say("files.tidy"));
    sub->add_flag("--dry-run", command->dry_run, say("files.option.dry_run"));
    sub->add_option("--grace-days", program.files.grace_days, say("files.option.grace_days"))
        ->type_name("N")
        ->check(CLI::Range(0, 36'500))
        ->capture_default_str();
    sub->add_option("--retention-years", program.files.retention_years, say("files.option.retention_years"))
        ->type_name("N")
        ->check(CLI::Range(0, 200))
        ->capture_default_str();
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return tidy(program, *command); }; });
}

} // namespace shanhai::apps
