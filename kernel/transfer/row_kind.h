#pragma once

#include "kernel/sheets/table_file.h"
#include "kernel/transfer/header.h"

namespace shanhai::kernel {

enum class RowKind { blank, data, total, note, header_again };

// What a row below the header is: 合计 rows and "填表人：" lines are no records.
RowKind row_kind(const TableRow& row, const Header& header, const TableFile& file);

} // namespace shanhai::kernel
