#include "base/csv.h"

namespace shanhai {

namespace {

// Cuts well-formed UTF-8 into rows.
class CsvCutter {
public:
    CsvCutter(std::string_view text, char separator, const std::function<Done(const CsvRow&)>& handler)
        : text_(text), separator_(separator), handler_(handler) {}

    Done cut() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n') ++line_;
            if (quoted_)
                inside_quotes(c);
            else if (c == '"' && cell_.empty() && !was_quoted_)
                open_quote();
            else if (c == separator_)
                end_cell();
            else if (c == '\n')
                TRY_DO(end_row());
            else if (!before_end(c))
                cell_ += c;
        }
        if (quoted_) return refuse("csv.unclosed_quote", {}, {{"line", std::to_string(quote_line_)}});
        // What follows the last end of line is a row only when there is something.
        if (row_.cells.empty() && cell_.empty() && !was_quoted_) return {};
        return end_row();
    }

private:
    bool before_end(char c) const { return c == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'); }
    void inside_quotes(char c) {
        if (c != '"')
            cell_ += c;
        else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"')
            cell_ += text_[++at_];
        else
            quoted_ = false;
    }
    void open_quote() {
        quoted_ = was_quoted_ = true;
        quote_line_ = line_;
    }
    void end_cell() {
        row_.cells.push_back(std::move(cell_));
        cell_.clear();
        was_quoted_ = false;
    }
    Done end_row() {
        row_.blank = row_.cells.empty() && cell_.empty() && !was_quoted_;
        end_cell();
        TRY_DO(handler_(row_));
        row_ = {line_, {}, false};
        return {};
    }

    std::string_view text_;
    char separator_;
    const std::function<Done(const CsvRow&)>& handler_;
    std::size_t at_ = 0;
    int line_ = 1;
    CsvRow row_{1, {}, false};
    std::string cell_;
    bool quoted_ = false;     // inside quotes now
    bool was_quoted_ = false; // the cell began with a quote
    int quote_line_ = 0;
};

} // namespace

Done read_csv(std::string_view text, char separator, const std::function<Done(const CsvRow&)>& row) {
    if (!is_utf8(text)) return refuse("csv.not_utf8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return CsvCutter(text, separator, row).cut();
}

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
    std::vector<CsvRow> rows;
    TRY_DO(read_csv(text, ',', [&rows](const CsvRow& row) -> Done {
        if (!row.blank) rows.push_back(row);
        return {};
    }));
    return rows;
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    return "\"" + replace_all(std::string(text), "\"", "\"\"") + "\"";
}

} // namespace shanhai
