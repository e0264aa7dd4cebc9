#pragma once

#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai {

// Comma-separated values as RFC 4180 describes them, in UTF-8, with or without a byte order mark; LF alone ends a line too.
// "csv.unclosed_quote" (args: line), "csv.not_utf8". Empty lines are left out; a line of "" is one empty cell.
struct CsvRow {
    int line = 0; // where it begins, from 1
    std::vector<std::string> cells;
    bool blank = false; // a line without anything
};
Result<std::vector<CsvRow>> parse_csv(std::string_view text);

// The same row by row, blank lines too, cut at `separator`. The handler may refuse and so end the reading.
Done read_csv(std::string_view text, char separator, const std::function<Done(const CsvRow&)>& row);

// A cell as RFC 4180 writes it: quoted when it must be.
std::string csv_cell(std::string_view text);

} // namespace shanhai
