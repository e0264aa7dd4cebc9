#include "api/routes/list_filter.h"
#include "apps/shanhai/assignments.h"
#include "apps/shanhai/output_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"
#include "kernel/transfer/list_export.h"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

struct Export {
    std::string name;
    std::string out;
    std::vector<std::string> filters;
    Format format = Format::table;
};

Result<json::object> write_file(const kernel::Exporter& exporter, kernel::Kernel& kernel, const std::string& path,
                                const kernel::Progress& progress) {
    return write_whole(path, [&](const std::string& unfinished) -> Result<json::object> {
        std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
        if (!file) return refuse("file.unwritable", {}, {{"path", path}});
        auto report = exporter(kernel, kernel::Principal::administrator(), file, progress);
        file.close();
        return file || !report ? report : refuse("file.unwritable", {}, {{"path", path}});
    });
}

void print(const json::object& report, Format format) {
    if (format == Format::json)
        std::cout << json::serialize(report) << '\n';
    else if (format == Format::csv)
        sheet_of({report}).print(std::cout, Format::csv);
    else
        print_object(std::cout, report);
}

// The list of a record type; the file's ending says which form is wanted.
Result<int> export_list(const Program& program, kernel::Kernel& kernel, const Export& command) {
    const std::string ending = std::filesystem::path(command.out).extension().string();
    const auto form = kernel::list_form_named(ending);
    if (!form) return refuse("export.unknown", {}, {{"name", command.out}, {"names", "….xlsx, ….csv, ….jsonl"}});
    kernel::ListExport wanted;
    wanted.form = *form;
    wanted.language = std::string(language());
    for (const std::string& text : command.filters) {
        const auto [path, value] = TRY(assignment_of(text));
        wanted.query.filters.push_back(TRY(api::parse_filter(path, value)));
    }
    ProgressLine line(say("export.file", {{"file", command.out}}), program.progress);
    const auto report = TRY(write_whole(command.out, [&](const std::string& unfinished) -> Result<json::object> {
        const auto head = TRY(kernel::export_list(kernel, kernel::Principal::administrator(), command.name, wanted,
                                                  unfinished, line.progress()));
        return json::object{
            {"file", command.out}, {"records", head.count}, {"entries", head.tree.size}, {"at", head.at.iso()}};
    }));
    print(report, command.format);
    return 0;
}

Result<int> export_to_file(const Program& program, const Export& command) {
    const auto kernel = TRY(program.open_for_reading());
    const auto& exporters = kernel->registrar().exporters();
    const auto exporter = exporters.find(command.name);
    if (exporter == exporters.end() && kernel->schema().type(command.name) != nullptr)
        return export_list(program, *kernel, command);
    if (exporter == exporters.end())
        return refuse("export.unknown", {}, {{"name", command.name}, {"names", join_keys(exporters, ", ")}});
    ProgressLine line(say("export.file", {{"file", command.out}}), program.progress);
    if (command.out == "-") {
        TRY_DO(exporter->second.write(*kernel, kernel::Principal::administrator(), std::cout, line.progress()));
        return 0;
    }
    const json::object report = TRY(write_file(exporter->second.write, *kernel, command.out, line.progress()));
    print(report, command.format);
    return 0;
}

} // namespace

void add_export(CLI::App& app, Program& program) {
    auto command = std::make_shared<Export>();
    CLI::App* sub = app.add_subcommand("export", say("export.about"));
    sub->add_option("name", command->name, say("export.option.name"))->required()->type_name("NAME");
    sub->add_option("filters", command->filters, say("export.option.filters"))->type_name("FIELD=OP.VALUE");
    sub->add_option("--out,-o", command->out, say("export.option.out"))->required()->type_name("FILE");
    add_format(*sub, command->format);
    sub->callback(
        [&program, command] { program.run = [&program, command] { return export_to_file(program, *command); }; });
}

} // namespace shanhai::apps
