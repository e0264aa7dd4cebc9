#include "kernel/backup.h"

#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/texts.h"
#include "kernel/store/connection.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct Copy {
    std::string place; // where to, or where from
    Format format = Format::table;
};

void print(const kernel::CopyReport& report, Format format, std::string_view sentence, const std::string& place) {
    if (format == Format::json) {
        std::cout << json::serialize(json::object{{"entries", report.entries},
                                                  {"root", report.root},
                                                  {"files", report.files},
                                                  {"new_files", report.new_files},
                                                  {"seconds", report.seconds}})
                  << '\n';
        return;
    }
    fmt::print("{}\n", say(sentence, {{"path", place},
                                      {"entries", grouped(std::to_string(report.entries))},
                                      {"root", report.root},
                                      {"files", grouped(std::to_string(report.files))},
                                      {"new", grouped(std::to_string(report.new_files))},
                                      {"seconds", fmt::format("{:.1f}", report.seconds)}}));
}

// A copy is done when it says of itself that it is whole.
Result<int> verified(const kernel::OpenOptions& options) {
    auto reading = options;
    reading.read_only = true;
    const auto kernel = TRY(kernel::Kernel::open(std::move(reading)));
    const auto found = TRY(kernel->verify());
    for (const auto& finding : found.findings) fmt::print("  {}\n", finding);
    if (!found.ok) return refuse("store.copy_is_broken");
    return 0;
}

Result<int> backup(const Program& program, const Copy& command) {
    kernel::CopyReport report;
    {
        const auto kernel = TRY(program.open_for_reading());
        ProgressLine line(say("backup.working"), program.progress);
        report = TRY(kernel->backup(command.place, line.progress()));
    }
    print(report, command.format, "backup.done", command.place);
    return 0;
}

Result<int> restore(const Program& program, const Copy& command) {
    const auto options = TRY(program.options(false));
    kernel::CopyReport report;
    {
        ProgressLine line(say("restore.working"), program.progress);
        report = TRY(kernel::restore_store(options, command.place, line.progress()));
    }
    TRY_DO(verified(options));
    print(report, command.format, "restore.done", program.data);
    return 0;
}

Result<int> migrate(const Program& program, const Copy& command) {
    const auto from = TRY(program.options(false));
    auto to = from;
    to.store.clear();
    if (kernel::is_server_name(command.place))
        to.store = command.place; // the same folder, with another database
    else
        to.data = command.place;
    kernel::CopyReport report;
    {
        ProgressLine line(say("migrate.working"), program.progress);
        report = TRY(kernel::migrate_store(from, to, line.progress()));
    }
    TRY_DO(verified(to));
    print(report, command.format, "migrate.done", kernel::shown_store_name(command.place));
    return 0;
}

} // namespace

void add_backup(CLI::App& app, Program& program) {
    auto command = std::make_shared<Copy>();
    CLI::App* sub = app.add_subcommand("backup", say("backup.about"));
    sub->add_option("--out", command->place, say("backup.option.out"))->required()->type_name("DIR");
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return backup(program, *command); }; });
}

void add_restore(CLI::App& app, Program& program) {
    auto command = std::make_shared<Copy>();
    CLI::App* sub = app.add_subcommand("restore", say("restore.about"));
    sub->add_option("--from", command->place, say("restore.option.from"))->required()->type_name("DIR");
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return restore(program, *command); }; });
}

void add_migrate(CLI::App& app, Program& program) {
    auto command = std::make_shared<Copy>();
    CLI::App* sub = app.add_subcommand("migrate", say("migrate.about"));
    sub->add_option("--to", command->place, say("migrate.option.to"))->required()->type_name("DIR|URL");
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return migrate(program, *command); }; });
}

} // namespace shanhai::apps
