#pragma once

#include "apps/shanhai/sheet.h"
#include "base/result.h"
#include "kernel/kernel.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace shanhai::apps {

// What the options before the command say, and what a command needs to do its work.
struct Program {
    std::string data = "var/data";
    std::string store;   // "postgres://…"; empty: what the data directory says
    std::string modules; // a folder of modules to use instead of those inside the program
    bool progress = false;
    kernel::FileSettings files;
    Clock clock = system_now;

    // What the chosen command does; its value is the exit status: 0 done, 1 found something wrong.
    std::function<Result<int>()> run;

    // "schema.no_modules", "file.unreadable" of `--modules`.
    Result<std::vector<kernel::SchemaFile>> schema_files() const;
    Result<kernel::OpenOptions> options(bool read_only) const;
    Result<std::unique_ptr<kernel::Kernel>> open_for_reading() const;
    Result<std::unique_ptr<kernel::Kernel>> open_for_writing() const;
};

// Adds `--format table|json|csv` to a command.
void add_format(CLI::App& command, Format& format);
// `--limit N`, from 1 to `most`, and `--after CURSOR`.
void add_paging(CLI::App& command, std::size_t& limit, std::string& after, int most);

// Says on standard error what was refused, in the reader's language, with everything that was found.
void report(const Problem& problem, const kernel::Schema* schema = nullptr, const kernel::RecordType* type = nullptr);
std::string sentence_of(const Problem& problem);

// The files of a folder of modules, as the schema's loader wants them: "modules/funds/schema/payment.yaml".
// "file.unreadable".
Result<std::vector<kernel::SchemaFile>> schema_files_in(const std::filesystem::path& folder);
std::vector<kernel::SchemaFile> schema_files_inside();

// Each command, in a file of its own.
void add_init(CLI::App& app, Program& program);
void add_serve(CLI::App& app, Program& program);
void add_import(CLI::App& app, Program& program);
void add_export(CLI::App& app, Program& program);
void add_table(CLI::App& app, Program& program);
void add_figures(CLI::App& app, Program& program);
void add_lineage(CLI::App& app, Program& program);
void add_changes(CLI::App& app, Program& program);
void add_search(CLI::App& app, Program& program);
void add_escalate(CLI::App& app, Program& program);
void add_jobs(CLI::App& app, Program& program);
void add_verify(CLI::App& app, Program& program);
void add_log(CLI::App& app, Program& program);
void add_backup(CLI::App& app, Program& program);
void add_restore(CLI::App& app, Program& program);
void add_migrate(CLI::App& app, Program& program);
void add_files(CLI::App& app, Program& program);
void add_record(CLI::App& app, Program& program);
void add_series(CLI::App& app, Program& program);
void add_schema(CLI::App& app, Program& program);
void add_user(CLI::App& app, Program& program);
void add_check(CLI::App& app, Program& program);
void add_decode(CLI::App& app, Program& program);
void add_classify(CLI::App& app, Program& program);
void add_bulletin(CLI::App& app, Program& program);
void add_study(CLI::App& app, Program& program);

// The whole program: reads the arguments, does it, answers with the exit status.
int run(int argc, const char* const* argv);

} // namespace shanhai::apps
