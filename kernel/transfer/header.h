#pragma once

#include "kernel/schema/model.h"
#include "kernel/sheets/table_file.h"
#include "kernel/transfer/cell_value.h"

#include <map>
#include <string>
#include <vector>

namespace shanhai::kernel {

// Which column is which field.
struct HeaderColumn {
    int column = 0;      // from 0
    std::string text;    // as it stands
    int field = -1;      // index in RecordType::fields
    bool number = false; // the record's number, to find it by
    ColumnUnit unit;
};

struct Header {
    int row = 0; // from 1; what stands above are titles
    std::vector<HeaderColumn> columns;
    std::vector<std::string> unknown; // headers that no field has

    const HeaderColumn* at(int column) const;
};

// The row of a sheet that names the most fields, among its first 30 with cells; by label in either language, or by name; width,
// blanks, "*" and what stands in brackets do not matter. "import.no_header", "import.header_twice" (args: header, field).
Result<Header> find_header(TableFile& file, std::size_t sheet, const RecordType& type);

} // namespace shanhai::kernel
