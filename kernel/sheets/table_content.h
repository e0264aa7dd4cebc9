#pragma once

#include "kernel/sheets/table_file.h"

// The two kinds of files behind TableFile.
namespace shanhai::kernel {

struct TableFile::Content {
    virtual ~Content() = default;
    virtual bool is_csv() const = 0;
    virtual Done read(std::size_t sheet, const RowHandler& row) = 0;
    virtual Result<SheetRange> range(std::size_t sheet) = 0;

    std::vector<SheetInfo> sheets;
    Epoch epoch = Epoch::of_1900;
};

Result<std::unique_ptr<TableFile::Content>> open_workbook(std::string bytes, const TableLimits& limits);
Result<std::unique_ptr<TableFile::Content>> open_csv(std::string bytes, const TableLimits& limits);

// Makes the range cover the row's cells.
void widen(SheetRange& range, const TableRow& row);

} // namespace shanhai::kernel
