#include "kernel/transfer/import_sheet.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace shanhai::kernel {

namespace {

Result<std::size_t> sheet_named(const ImportWork& work, const std::string& wanted) {
    const auto& sheets = work.file.sheets();
    const auto named = std::ranges::find(sheets, wanted, &SheetInfo::name);
    if (named != sheets.end()) return static_cast<std::size_t>(named - sheets.begin());
    std::size_t place = 0;
    const auto read = std::from_chars(wanted.data(), wanted.data() + wanted.size(), place);
    if (read.ec == std::errc() && read.ptr == wanted.data() + wanted.size() && place >= 1 && place <= sheets.size())
        return place - 1;
    return refuse("table.no_sheet", {}, {{"sheet", wanted}, {"count", std::to_string(sheets.size())}});
}

Done take_sheet(ImportWork& work, std::size_t place) {
    work.report.header = TRY(find_header(work.file, place, work.type));
    work.report.place = place;
    work.report.sheet = work.file.sheets()[place].name;
    return {};
}

Done find_sheet(ImportWork& work) {
    const auto& sheets = work.file.sheets();
    if (!work.options.sheet.empty()) return take_sheet(work, TRY(sheet_named(work, work.options.sheet)));
    std::optional<Problem> first;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        if (sheets[i].hidden || !sheets[i].has_cells) continue;
        const auto taken = take_sheet(work, i);
        if (taken) return taken;
        if (!first) first = taken.error();
        if (taken.error().code != "import.no_header") return taken;
    }
    if (first) return std::unexpected(*std::move(first));
    return refuse("import.no_header", {}, {{"type", work.type.name}});
}

// What the file holds besides, so that nobody believes it was imported.
void note_other_sheets(ImportWork& work) {
    for (std::size_t i = 0; i < work.file.sheets().size(); ++i)
        if (const auto& sheet = work.file.sheets()[i]; i != work.report.place && sheet.has_cells)
            work.report.other_sheets.push_back({sheet.name, sheet.hidden});
}

void choose_key(ImportWork& work) {
    const auto has_column = [&work](std::string_view name) {
        return std::ranges::any_of(work.report.header.columns, [&](const HeaderColumn& column) {
            return column.field >= 0 && work.field_of(column).name == name;
        });
    };
    if (!work.type.key.empty() && has_column(work.type.key)) work.report.key = work.type.key;
    for (const Field& field : work.type.fields)
        if (work.report.key.empty() && field.unique && field.kind == FieldKind::text && !field.is_personal() &&
            has_column(field.name))
            work.report.key = field.name;
    if (work.report.key.empty() && std::ranges::any_of(work.report.header.columns, &HeaderColumn::number))
        work.report.key = "number";
}

} // namespace

Done choose_sheet(ImportWork& work) {
    TRY_DO(find_sheet(work));
    note_other_sheets(work);
    choose_key(work);
    return {};
}

} // namespace shanhai::kernel
