#include "base/csv.h"

namespace shanhai {

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
    if (!is_utf8(text)) return refuse("csv.not_utf8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<CsvRow> rows;
    int line = 1;
    CsvRow row{line, {}};
    std::string cell;
    bool quoted = false;     // inside quotes now
    bool was_quoted = false; // the cell began with a quote
    int quote_line = 0;
    const auto end_cell = [&] {
        row.cells.push_back(std::move(cell));
        cell.clear();
        was_quoted = false;
    };
    const auto end_row = [&] {
        const bool empty = row.cells.empty() && cell.empty() && !was_quoted;
        end_cell();
        if (!empty) rows.push_back(std::move(row));
        row = {line, {}};
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool before_end = c == '\r' && (at + 1 == text.size() || text[at + 1] == '\n');
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (at + 1 < text.size() && text[at + 1] == '"')
                cell += text[++at];
            else
                quoted = false;
        } else if (c == '"' && cell.empty() && !was_quoted) {
            quoted = was_quoted = true;
            quote_line = line;
        } else if (c == ',') {
            end_cell();
        } else if (c == '\n') {
            end_row();
        } else if (!before_end) {
            cell += c;
        }
    }
    if (quoted) return refuse("csv.unclosed_quote", {}, {{"line", std::to_string(quote_line)}});
    end_row();
    return rows;
}

} // namespace shanhai
