#include "kernel/transfer/header.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

constexpr int most_rows_above = 30;

// "金额（万元） *" → "金额", its bracket "万元".
struct Caption {
    std::string name;
    std::string bracket;
};

Caption caption_of(std::string_view text) {
    std::string plain = lower_ascii(fold_width(text));
    for (const std::string_view blank : {" ", "\n", "\r", "\t", "*", ":", "_", "\xC2\xA0"})
        plain = replace_all(plain, blank, "");
    Caption caption{plain, {}};
    const auto open = plain.find_first_of("([");
    if (open != std::string::npos && open > 0) {
        const auto close = plain.find_first_of(")]", open);
        caption.bracket = plain.substr(open + 1, close == std::string::npos ? close : close - open - 1);
        caption.name = plain.substr(0, open);
    }
    return caption;
}

ColumnUnit unit_of(const std::string& bracket) {
    constexpr std::array<std::pair<std::string_view, int>, 8> units = {
        {{"万元", 4}, {"亿元", 8}, {"千元", 3}, {"百万元", 6}, {"万", 4}, {"亿", 8}, {"万人民币", 4}, {"10kyuan", 4}}};
    for (const auto& [name, power] : units)
        if (bracket == name || bracket == "单位" + std::string(name)) return {power, false};
    return {0, bracket == "%" || bracket == "percent"};
}

class Names {
public:
    explicit Names(const RecordType& type) {
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            for (const auto& name : {field.label.zh, field.label.en, field.name})
                if (!name.empty()) known_.try_emplace(caption_of(name).name, static_cast<int>(i));
            // A label that has a bracket of its own is also known with it.
            for (const auto& name : {field.label.zh, field.label.en}) {
                const auto caption = caption_of(name);
                if (!caption.bracket.empty()) known_[caption.name + "(" + caption.bracket + ")"] = static_cast<int>(i);
            }
        }
        if (!type.number.empty())
            for (const auto* name : {"编号", "number"}) known_.try_emplace(name, number);
    }

    static constexpr int number = -2;

    HeaderColumn column_of(int column, const std::string& text) const {
        HeaderColumn found;
        found.column = column;
        found.text = text;
        const Caption caption = caption_of(text);
        auto known = known_.find(caption.name + "(" + caption.bracket + ")");
        if (known == known_.end()) known = known_.find(caption.name);
        if (known == known_.end()) return found;
        found.number = known->second == number;
        found.field = found.number ? -1 : known->second;
        found.unit = unit_of(caption.bracket);
        return found;
    }

private:
    std::map<std::string, int> known_;
};

bool says_something(const HeaderColumn& column) { return column.field >= 0 || column.number; }

Header header_of(const TableRow& row, const TableFile& file, const Names& names) {
    Header header;
    header.row = row.number;
    for (const Cell& cell : row.cells) {
        if (cell.kind != CellKind::text) continue;
        const std::string text = file.shown(cell);
        if (trim(text).empty()) continue;
        auto column = names.column_of(cell.column, text);
        if (says_something(column))
            header.columns.push_back(std::move(column));
        else
            header.unknown.push_back(text);
    }
    return header;
}

} // namespace

const HeaderColumn* Header::at(int column) const {
    const auto found = std::ranges::find(columns, column, &HeaderColumn::column);
    return found == columns.end() ? nullptr : &*found;
}

Result<Header> find_header(TableFile& file, std::size_t sheet, const RecordType& type) {
    const Names names(type);
    Header best;
    int seen = 0;
    bool enough = false;
    const auto read = file.read(sheet, [&](const TableRow& row) -> Done {
        if (row.cells.empty()) return {};
        Header header = header_of(row, file, names);
        if (header.columns.size() > best.columns.size()) best = std::move(header);
        enough = ++seen >= most_rows_above;
        return enough ? refuse("") : Done{}; // what follows need not be read
    });
    if (!read && !enough) return std::unexpected(read.error());
    if (best.columns.empty()) return refuse("import.no_header", {}, {{"type", type.name}});
    for (std::size_t i = 0; i < best.columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (best.columns[i].field == best.columns[j].field && best.columns[i].number == best.columns[j].number)
                return refuse("import.header_twice", {},
                              {{"header", best.columns[i].text},
                               {"other", best.columns[j].text},
                               {"row", std::to_string(best.row)}});
    return best;
}

} // namespace shanhai::kernel
