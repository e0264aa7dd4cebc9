#include "apps/shanhai/report_lines.h"

#include "apps/shanhai/display_width.h"
#include "apps/shanhai/texts.h"

#include <algorithm>
#include <ostream>

namespace shanhai::apps {

namespace {

bool is_rows(const json::value& value) {
    return value.is_array() && !value.get_array().empty() &&
           std::ranges::all_of(value.get_array(), [](const json::value& row) { return row.is_object(); });
}

bool is_number(const json::value& value) {
    return value.is_number() || (value.is_string() && grouped(value.get_string()) != value.get_string());
}

} // namespace

Sheet sheet_of(const json::array& rows) {
    std::vector<Column> columns;
    for (const auto& row : rows)
        for (const auto& [name, value] : row.as_object()) {
            const std::string spelled(name);
            auto known = std::ranges::find(columns, spelled, &Column::name);
            if (known == columns.end()) known = columns.insert(known, {.name = spelled, .title = spelled});
            if (is_number(value)) known->look = Look::number;
        }
    Sheet sheet(columns);
    for (const auto& row : rows) {
        std::vector<json::value> cells;
        for (const Column& column : columns) {
            const json::value* value = row.as_object().if_contains(column.name);
            cells.push_back(value ? *value : json::value(nullptr));
        }
        sheet.add(std::move(cells));
    }
    return sheet;
}

void print_object(std::ostream& out, const json::object& object) {
    std::size_t widest = 0;
    for (const auto& [name, value] : object) widest = std::max(widest, display_width(name));
    for (const auto& [name, value] : object) {
        if (value.is_array() && value.get_array().empty()) continue;
        if (is_rows(value)) {
            out << std::string(name) << ":\n";
            sheet_of(value.get_array()).print(out, Format::table);
        } else if (value.is_array()) {
            out << std::string(name) << ":\n";
            for (const auto& element : value.get_array()) out << "  " << for_reading(plain(element)) << '\n';
        } else {
            out << padded_right(std::string(name), widest) << "  "
                << (value.is_null()   ? "—"
                    : value.is_bool() ? say(value.get_bool() ? "yes" : "no")
                                      : for_reading(plain(value)))
                << '\n';
        }
    }
}

} // namespace shanhai::apps
