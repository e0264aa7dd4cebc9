#include "kernel/transfer/marked_copy.h"

#include "kernel/sheets/shown_decimal.h"
#include "kernel/transfer/workbook_writer.h"

#include <map>

namespace shanhai::kernel {

namespace {

constexpr unsigned red = 0xFFC7CE;
constexpr unsigned head = 0xD9E8F6;
constexpr int days_between_epochs = 1'462;

using Marks = std::map<int, std::map<int, std::string>>; // row → column (-1: the row) → what is wrong

Marks marks_of(const ImportReport& report, const std::function<std::string(const Problem&)>& sentence) {
    Marks marks;
    for (const RowProblem& one : report.problems) {
        std::string& text = marks[one.row][one.column];
        text += (text.empty() ? "" : "\n") + sentence(one.problem);
    }
    return marks;
}

void write_cell(WorkbookWriter& writer, const TableFile& file, int row, const Cell& cell, bool marked) {
    CellStyle style;
    if (marked) style.fill = red;
    if (cell.kind == CellKind::number && cell.format != nullptr && !cell.format->is_general())
        style.number_format = cell.format->code();
    // The copy counts days from 1900.
    const bool from_1904 = file.epoch() == Epoch::of_1904 && cell.format != nullptr && cell.format->is_date();
    if (cell.kind == CellKind::number)
        writer.number(row, cell.column, cell.number + (from_1904 ? days_between_epochs : 0), style);
    else if (cell.kind == CellKind::boolean)
        writer.boolean(row, cell.column, cell.number != 0, style);
    else if (cell.kind != CellKind::empty || marked)
        writer.text(row, cell.column, file.shown(cell), style);
}

} // namespace

Result<std::string> marked_copy(TableFile& file, const ImportReport& report, std::string_view language,
                                const std::function<std::string(const Problem&)>& sentence) {
    const Marks marks = marks_of(report, sentence);
    const SheetRange range = TRY(file.range(report.place));
    const int behind = range.last_column + 1;
    WorkbookWriter writer;
    writer.begin_sheet(report.sheet);
    writer.column_width(behind, behind, 60);
    TRY_DO(file.read(report.place, [&](const TableRow& row) -> Done {
        const auto found = marks.find(row.number);
        const int at = row.number - 1;
        for (const Cell& cell : row.cells) {
            const bool marked = found != marks.end() && found->second.contains(cell.column);
            write_cell(writer, file, at, cell, marked);
        }
        if (row.number == report.header.row)
            writer.text(at, behind, language == "en" ? "Problems" : "问题", {"", true, false, head});
        if (found == marks.end()) return {};
        std::string all;
        for (const auto& [column, text] : found->second) {
            all += (all.empty() ? "" : "\n") + (column < 0 ? text : column_letters(column) + "：" + text);
            if (column >= 0) writer.comment(at, column, text);
        }
        writer.text(at, behind + (row.number == report.header.row ? 1 : 0), all, {"", false, true, red});
        return {};
    }));
    return writer.finish();
}

} // namespace shanhai::kernel
