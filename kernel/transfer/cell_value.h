#pragma once

#include "base/json.h"
#include "kernel/schema/model.h"
#include "kernel/sheets/table_file.h"

namespace shanhai::kernel {

// What a column's header says about its numbers: 金额（万元） is 4, 占比（%） is a share in percent.
struct ColumnUnit {
    int powers_of_ten = 0;
    bool percent = false;
};

// A cell as the field's value, in the form of the HTTP interface; null for an empty one. Problems point to "/<field>":
// "import.not_a_date", "import.not_a_number", "import.not_yes_or_no", "import.cell_error", "import.no_files", and those of read_field.
Result<json::value> cell_value(const Field& field, const Cell& cell, const ColumnUnit& unit, const TableFile& file);

} // namespace shanhai::kernel
