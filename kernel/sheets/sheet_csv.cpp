#include "kernel/sheets/sheet_csv.h"

#include "base/csv.h"
#include "kernel/sheets/shown_decimal.h"

#include <cmath>

namespace shanhai::kernel {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;

std::string stored_date(const NumberFormat& format, double serial, Epoch epoch) {
    static const NumberFormat day = NumberFormat::parse("yyyy-mm-dd");
    static const NumberFormat moment = NumberFormat::parse("yyyy-mm-dd\"T\"hh:mm:ss");
    static const NumberFormat time = NumberFormat::parse("[hh]:mm:ss");
    if (!format.has_day()) return time.show(serial, epoch);
    return (format.has_time() && serial != std::floor(serial) ? moment : day).show(serial, epoch);
}

// Rows as lines of csv, missing rows and cells filled in.
class CsvLines {
public:
    CsvLines(const TableFile& file, const SheetRange& range, CellText form,
             const std::function<void(std::string_view)>& out)
        : file_(file), range_(range), form_(form), out_(out), next_row_(range.first_row) {}

    void add(const TableRow& row) {
        if (row.cells.empty() || row.number > range_.last_row) return;
        fill_to(row.number);
        int column = range_.first_column;
        for (const Cell& cell : row.cells) {
            for (; column < cell.column; ++column) text_ += ',';
            text_ += csv_cell(cell_text(file_, cell, form_));
        }
        for (; column < range_.last_column; ++column) text_ += ',';
        end_row();
    }

    void finish() {
        fill_to(range_.last_row + 1);
        out_(text_);
    }

private:
    void fill_to(int row) {
        while (next_row_ < row) {
            text_.append(static_cast<std::size_t>(range_.last_column - range_.first_column), ',');
            end_row();
        }
    }
    void end_row() {
        if (next_row_ < range_.last_row) text_ += "\r\n";
        ++next_row_;
        if (text_.size() < piece_bytes) return;
        out_(text_);
        text_.clear();
    }

    const TableFile& file_;
    SheetRange range_;
    CellText form_;
    const std::function<void(std::string_view)>& out_;
    int next_row_;
    std::string text_;
};

} // namespace

std::string cell_text(const TableFile& file, const Cell& cell, CellText form) {
    if (form == CellText::shown) return file.shown(cell);
    if (cell.kind == CellKind::text) return std::string(cell.text);
    if (cell.kind != CellKind::number) return file.shown(cell);
    if (!cell.format->is_date()) return stored_text(cell.number);
    const std::string date = stored_date(*cell.format, cell.number, file.epoch());
    return date.starts_with('#') ? stored_text(cell.number) : date;
}

Done write_csv(TableFile& file, std::size_t sheet, CellText form, const std::function<void(std::string_view)>& out) {
    const SheetRange range = TRY(file.range(sheet));
    if (range.area() > TableLimits{}.area) return refuse("table.too_many_cells");
    if (range.last_row == 0) return {};
    CsvLines lines(file, range, form, out);
    TRY_DO(file.read(sheet, [&lines](const TableRow& row) -> Done {
        lines.add(row);
        return {};
    }));
    lines.finish();
    return {};
}

} // namespace shanhai::kernel
