#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

struct Export {
    std::string name;
    std::string out;
    Format format = Format::table;
};

// Whole or not at all: written beside the target, then renamed over it.
Result<json::object> write_file(const kernel::Exporter& exporter, kernel::Kernel& kernel, const std::string& path,
                                const kernel::Progress& progress) {
    const std::string unfinished = path + ".unfinished";
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    const auto unwritable = [&] {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        return refuse("file.unwritable", {}, {{"path", path}});
    };
    if (!file) return unwritable();
    auto report = exporter(kernel, kernel::Principal::administrator(), file, progress);
    file.close();
    if (!report) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        return report;
    }
    std::error_code error;
    if (file) std::filesystem::rename(unfinished, path, error);
    if (!file || error) return unwritable();
    return report;
}

Result<int> export_to_file(const Program& program, const Export& command) {
    const auto kernel = TRY(program.open_for_reading());
    const auto& exporters = kernel->registrar().exporters();
    const auto exporter = exporters.find(command.name);
    if (exporter == exporters.end()) {
        std::vector<std::string> names;
        for (const auto& [name, one] : exporters) names.push_back(name);
        return refuse("export.unknown", {}, {{"name", command.name}, {"names", join(names, ", ")}});
    }
    ProgressLine line(say("export.file", {{"file", command.out}}), program.progress);
    if (command.out == "-") {
        TRY_DO(exporter->second(*kernel, kernel::Principal::administrator(), std::cout, line.progress()));
        return 0;
    }
    const json::object report = TRY(write_file(exporter->second, *kernel, command.out, line.progress()));
    if (command.format == Format::json)
        std::cout << json::serialize(report) << '\n';
    else if (command.format == Format::csv)
        sheet_of({report}).print(std::cout, Format::csv);
    else
        print_object(std::cout, report);
    return 0;
}

} // namespace

void add_export(CLI::App& app, Program& program) {
    auto command = std::make_shared<Export>();
    CLI::App* sub = app.add_subcommand("export", say("export.about"));
    sub->add_option("name", command->name, say("export.option.name"))->required()->type_name("NAME");
    sub->add_option("--out,-o", command->out, say("export.option.out"))->required()->type_name("FILE");
    add_format(*sub, command->format);
    sub->callback(
        [&program, command] { program.run = [&program, command] { return export_to_file(program, *command); }; });
}

} // namespace shanhai::apps
