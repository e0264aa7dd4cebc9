#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "kernel/sheets/sheet_csv.h"

#include <algorithm>
#include <charconv>
#include <iostream>

namespace shanhai::apps {

namespace {

struct Table {
    std::string file;
    std::string sheet = "1";
    bool list = false;
    bool stored = false;
    Format format = Format::table; // of the list
};

// A sheet's place from 1, or its name.
Result<std::size_t> place_of(const kernel::TableFile& file, const std::string& wanted) {
    const auto& sheets = file.sheets();
    const auto named = std::ranges::find(sheets, wanted, &kernel::SheetInfo::name);
    if (named != sheets.end()) return static_cast<std::size_t>(named - sheets.begin());
    std::size_t place = 0;
    const auto read = std::from_chars(wanted.data(), wanted.data() + wanted.size(), place);
    const bool number = read.ec == std::errc() && read.ptr == wanted.data() + wanted.size();
    if (number && place >= 1 && place <= sheets.size()) return place - 1;
    return refuse("table.no_sheet", {}, {{"sheet", wanted}, {"count", std::to_string(sheets.size())}});
}

Result<int> list_sheets(kernel::TableFile& file, Format format) {
    Sheet sheet({{"sheet", say("table.sheet"), Look::number},
                 {"name", say("table.name"), Look::text},
                 {"hidden", say("table.hidden"), Look::text},
                 {"rows", say("table.rows"), Look::number},
                 {"columns", say("table.columns"), Look::number}});
    for (std::size_t i = 0; i < file.sheets().size(); ++i) {
        const auto& info = file.sheets()[i];
        const auto range = TRY(file.range(i));
        const bool empty = range.last_row == 0;
        sheet.add({i + 1, json::value(info.name), info.hidden, empty ? 0 : range.last_row - range.first_row + 1,
                   empty ? 0 : range.last_column - range.first_column + 1});
    }
    sheet.print(std::cout, format);
    return 0;
}

Result<int> print(const Table& command) {
    auto file = TRY(kernel::TableFile::open(command.file));
    if (command.list) return list_sheets(file, command.format);
    const auto place = TRY(place_of(file, command.sheet));
    bool anything = false;
    TRY_DO(kernel::write_csv(file, place, command.stored ? kernel::CellText::stored : kernel::CellText::shown,
                             [&anything](std::string_view piece) {
                                 anything = anything || !piece.empty();
                                 std::cout << piece;
                             }));
    if (anything) std::cout << "\r\n";
    std::cout.flush();
    return 0;
}

} // namespace

void add_table(CLI::App& app, Program& program) {
    auto command = std::make_shared<Table>();
    CLI::App* sub = app.add_subcommand("table", say("table.about"));
    sub->add_option("file", command->file, say("table.option.file"))->required()->type_name("FILE");
    sub->add_option("--sheet", command->sheet, say("table.option.sheet"))->type_name("N")->capture_default_str();
    sub->add_flag("--values", command->stored, say("table.option.values"));
    sub->add_flag("--list", command->list, say("table.option.list"));
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [command] { return print(*command); }; });
}

} // namespace shanhai::apps
