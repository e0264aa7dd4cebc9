#pragma once

#include "base/result.h"
#include "kernel/sheets/number_format.h"
#include "kernel/sheets/package.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Tables that people bring: xlsx and csv, read row by row.
namespace shanhai::kernel {

enum class CellKind { empty, text, number, boolean, error };

struct Cell {
    int column = 0; // from 0
    CellKind kind = CellKind::empty;
    double number = 0;                    // of numbers; 0 or 1 of booleans
    std::string_view text;                // of texts and errors; valid while the row is handled
    const NumberFormat* format = nullptr; // of numbers and texts of a workbook
};

struct TableRow {
    int number = 0;              // from 1, as the spreadsheet shows it; of csv the record's place
    std::span<const Cell> cells; // by column; those that are not there are left out
};

struct SheetInfo {
    std::string name;
    bool hidden = false;
    bool has_cells = true; // a sheet that is all chart has none
};

// A rectangle of cells; none when `last_row` is 0.
struct SheetRange {
    int first_row = 0, last_row = 0;       // from 1
    int first_column = 0, last_column = 0; // from 0
    std::uint64_t area() const;
};

class TableFile {
public:
    using RowHandler = std::function<Done(const TableRow&)>;

    // "table.empty_file", "table.too_large", "table.encrypted", "table.old_excel", "table.binary", "table.not_a_table",
    // "table.damaged", "table.no_workbook", "table.bomb", "table.xml", "table.doctype", "csv.encoding" …
    static Result<TableFile> of(std::string bytes, const TableLimits& limits = {});
    // The same, and "file.unreadable".
    static Result<TableFile> open(const std::filesystem::path& path, const TableLimits& limits = {});

    TableFile(TableFile&&) noexcept;
    TableFile& operator=(TableFile&&) noexcept;
    ~TableFile();

    bool is_csv() const;
    Epoch epoch() const;
    const std::vector<SheetInfo>& sheets() const;
    // Rows in the order of their numbers. "table.too_many_cells", and what reading its part may refuse.
    Done read(std::size_t sheet, const RowHandler& row);
    // What the sheet covers: its cells, also formatted ones without a value, and what it declares. Reads it once.
    Result<SheetRange> range(std::size_t sheet);

    // The cell as the spreadsheet shows it.
    std::string shown(const Cell& cell) const;

    struct Content;

private:
    explicit TableFile(std::unique_ptr<Content> content);
    std::unique_ptr<Content> content_;
};

} // namespace shanhai::kernel
