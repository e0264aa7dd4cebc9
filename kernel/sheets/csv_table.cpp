#include "base/csv.h"
#include "kernel/sheets/table_content.h"
#include "kernel/sheets/text_encoding.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

// The separator that Excel's first line "sep=;" names, else what the first line has: a comma, or only tabs or semicolons.
char separator_of(std::string_view text) {
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    if (line.size() == 5 && line.starts_with("sep=")) return line[4];
    bool quoted = false;
    std::size_t commas = 0;
    std::size_t tabs = 0;
    std::size_t semicolons = 0;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        commas += c == ',' ? 1 : 0;
        tabs += c == '\t' ? 1 : 0;
        semicolons += c == ';' ? 1 : 0;
    }
    if (tabs > commas) return '\t';
    return semicolons > 0 && commas == 0 ? ';' : ',';
}

class CsvTable : public TableFile::Content {
public:
    CsvTable(std::string text, const TableLimits& limits) : text_(std::move(text)), limits_(limits) {
        separator_ = separator_of(text_);
        if (text_.starts_with("sep=") && text_.size() > 5 && (text_[5] == '\r' || text_[5] == '\n'))
            begin_ = std::min(text_.find('\n'), text_.size() - 1) + 1;
        sheets.push_back({"", false, true});
    }

    bool is_csv() const override { return true; }

    Done read(std::size_t, const TableFile::RowHandler& row) override {
        std::vector<Cell> cells;
        int number = 0;
        std::uint64_t count = 0;
        return read_csv(std::string_view(text_).substr(begin_), separator_, [&](const CsvRow& one) -> Done {
            cells.clear();
            count += one.cells.size();
            if (count > limits_.cells || one.cells.size() > most_columns) return refuse("table.too_many_cells");
            for (std::size_t i = 0; i < one.cells.size() && !one.blank; ++i) {
                Cell cell;
                cell.column = static_cast<int>(i);
                cell.kind = one.cells[i].empty() ? CellKind::empty : CellKind::text;
                cell.text = one.cells[i];
                cells.push_back(cell);
            }
            return row({++number, cells});
        });
    }

    // From the first row and column on, however empty: a csv file has no other places.
    Result<SheetRange> range(std::size_t sheet) override {
        SheetRange range;
        TRY_DO(read(sheet, [&range](const TableRow& row) -> Done {
            widen(range, row);
            range.first_row = 1;
            range.last_row = row.number;
            return {};
        }));
        range.first_column = 0;
        return range;
    }

private:
    static constexpr std::size_t most_columns = 16'384;

    std::string text_;
    TableLimits limits_;
    char separator_ = ',';
    std::size_t begin_ = 0;
};

} // namespace

Result<std::unique_ptr<TableFile::Content>> open_csv(std::string bytes, const TableLimits& limits) {
    return std::make_unique<CsvTable>(TRY(utf8_of_file(std::move(bytes))), limits);
}

} // namespace shanhai::kernel
