#include "base/csv.h"

namespace shanhai {

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
    if (!is_utf8(text)) return refuse("csv.not_utf8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<CsvRow> rows;
    int line = 1;
    CsvRow row{line, {}};
    std::string cell;
    bool quoted = false;
    int quote_line = 0;
    const auto end_row = [&] {
        row.cells.push_back(std::move(cell));
        cell.clear();
        if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
        row = {line, {}};
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (at + 1 < text.size() && text[at + 1] == '"')
                cell += text[++at];
            else
                quoted = false;
        } else if (c == '"' && cell.empty()) {
            quoted = true;
            quote_line = line;
        } else if (c == ',') {
            row.cells.push_back(std::move(cell));
            cell.clear();
        } else if (c == '\n') {
            if (cell.ends_with('\r')) cell.pop_back();
            end_row();
        } else {
            cell += c;
        }
    }
    if (quoted) return refuse("csv.unclosed_quote", {}, {{"line", std::to_string(quote_line)}});
    if (!cell.empty() || !row.cells.empty()) end_row();
    return rows;
}

} // namespace shanhai
