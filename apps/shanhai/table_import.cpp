#include "apps/shanhai/table_import.h"

#include "api/problem/problem.h"
#include "api/routes/names.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/hash.h"
#include "base/text.h"
#include "kernel/transfer/import_template.h"
#include "kernel/transfer/marked_copy.h"
#include "kernel/transfer/table_import.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

Done write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    return file ? Done{} : refuse("file.unwritable", {}, {{"path", path}});
}

Result<std::string> bytes_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path)) return refuse("file.unreadable", {}, {{"path", path}});
    return std::string(std::istreambuf_iterator<char>(file), {});
}

class TableImporter {
public:
    TableImporter(kernel::Kernel& kernel, const TableImport& wanted, bool show_progress, Format format)
        : kernel_(kernel), type_(*kernel.schema().type(wanted.type)), wanted_(wanted), show_progress_(show_progress),
          format_(format), who_(kernel::Principal::administrator(wanted.actor)),
          names_(api::names_in(kernel.schema(), &type_, language())) {}

    Done write_blank() const {
        return write_bytes(wanted_.blank, TRY(kernel::import_template(kernel_, who_, type_.name, language())));
    }

    // False when rows were refused.
    Result<bool> import(const std::string& path) {
        std::string bytes = TRY(bytes_of_file(path));
        kernel::ImportOptions options;
        options.file_name = std::filesystem::path(path).filename().string();
        options.sheet = wanted_.sheet;
        options.digest = hex(sha256(bytes));
        options.dry_run = wanted_.dry_run;
        auto file = TRY(kernel::TableFile::of(std::move(bytes)));
        const auto report = [&]() -> Result<kernel::ImportReport> {
            ProgressLine line(say("import.file", {{"file", path}}), show_progress_);
            return kernel::import_table(kernel_, who_, type_.name, file, options, line.import_progress());
        }();
        if (!report) return std::unexpected(report.error());
        print(path, *report);
        if (report->problems.empty()) return true;
        if (!wanted_.marked.empty())
            TRY_DO(write_bytes(wanted_.marked, TRY(kernel::marked_copy(file, *report, language(), sentence()))));
        return false;
    }

private:
    std::function<std::string(const Problem&)> sentence() const {
        return [this](const Problem& problem) {
            return api::ProblemTable::built_in().sentence(problem, language(), names_);
        };
    }

    void print(const std::string& path, const kernel::ImportReport& report) const {
        json::object shown = kernel::report_json(report, type_, sentence());
        if (format_ == Format::json) {
            json::object line{{"file", path}};
            for (auto& [name, value] : shown) line[name] = std::move(value);
            std::cout << json::serialize(line) << '\n';
            std::cout.flush();
            return;
        }
        const auto problems = shown.at("problems").as_array();
        if (format_ == Format::csv) return sheet_of(problems).print(std::cout, format_);
        for (const auto* apart : {"problems", "columns", "other_sheets"}) shown.erase(apart);
        shown["file"] = path;
        print_object(std::cout, shown);
        if (!problems.empty()) print_problems(problems);
        if (report.more_problems) fmt::print(stderr, "{}\n", say("import.more"));
        std::vector<std::string> left;
        for (const auto& [name, hidden] : report.other_sheets)
            if (!hidden) left.push_back(name);
        if (!left.empty()) fmt::print(stderr, "{}\n", say("import.sheets_left", {{"sheets", join(left, ", ")}}));
        if (report.dry_run) fmt::print(stderr, "{}\n", say("import.dry_run"));
    }

    static void print_problems(const json::array& problems) {
        Sheet sheet({{"row", say("import.row"), Look::right},
                     {"column", say("import.column"), Look::text},
                     {"header", say("import.header"), Look::text},
                     {"detail", say("import.problem"), Look::text}});
        for (const auto& item : problems) {
            const auto& one = item.as_object();
            sheet.add({one.at("row"), one.at("column"), one.at("header"), one.at("detail")});
        }
        sheet.print(std::cout, Format::table);
    }

    kernel::Kernel& kernel_;
    const kernel::RecordType& type_;
    const TableImport& wanted_;
    bool show_progress_;
    Format format_;
    kernel::Principal who_;
    api::Names names_;
};

} // namespace

Result<int> import_tables(kernel::Kernel& kernel, const TableImport& wanted, const std::vector<std::string>& files,
                          bool show_progress, Format format) {
    TableImporter importer(kernel, wanted, show_progress, format);
    if (!wanted.blank.empty()) {
        TRY_DO(importer.write_blank());
        return 0;
    }
    int status = 0;
    for (const std::string& file : files) {
        const auto clean = importer.import(file);
        if (clean && *clean) continue;
        status = 1;
        if (clean) continue;
        fmt::print(stderr, "{}: ", file);
        report(clean.error(), &kernel.schema(), kernel.schema().type(wanted.type));
    }
    return status;
}

} // namespace shanhai::apps
