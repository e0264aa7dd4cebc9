#pragma once

#include "kernel/sheets/table_file.h"

#include <functional>

namespace shanhai::kernel {

// What cells become in csv.
enum class CellText {
    shown, // as the spreadsheet shows them
    stored // numbers with all their digits, dates as 2024-03-01 or 2024-03-01T08:30:00
};

// The cell in that form.
std::string cell_text(const TableFile& file, const Cell& cell, CellText form);

// Writes one sheet as csv in UTF-8: what the sheet covers, from its first row and column on, rows cut by CR LF, none after the
// last. "table.too_many_cells", and whatever reading refuses; nothing is written then.
Done write_csv(TableFile& file, std::size_t sheet, CellText form, const std::function<void(std::string_view)>& out);

} // namespace shanhai::kernel
