// What is read from comma-separated values is read again from what is written of it.
#include "base/csv.h"

#include "base/check.h"
#include "base/text.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const auto rows = parse_csv({reinterpret_cast<const char*>(data), size});
    if (!rows) return 0;
    std::string written;
    int last_line = 0;
    for (const auto& row : *rows) {
        check_or_abort(row.line > last_line, "rows begin in lines of their own");
        last_line = row.line;
        check_or_abort(!row.cells.empty(), "a row has a cell");
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            written += (i == 0 ? "\"" : ",\"") + replace_all(row.cells[i], "\"", "\"\"") + "\"";
        written += "\r\n";
    }
    const auto again = parse_csv(written);
    check_or_abort(again.has_value() && again->size() == rows->size(), "what was written is read");
    for (std::size_t i = 0; i < rows->size(); ++i)
        check_or_abort((*again)[i].cells == (*rows)[i].cells, "cells come back as they were");
    return 0;
}
