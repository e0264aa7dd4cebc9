#include "apps/shanhai/sheet.h"

#include "apps/shanhai/display_width.h"
#include "apps/shanhai/texts.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/text.h"

#include <algorithm>
#include <ostream>

namespace shanhai::apps {

namespace {

constexpr std::size_t widest_column = 60;

std::string csv_field(std::string text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return "\"" + replace_all(std::move(text), "\"", "\"\"") + "\"";
}

std::string on_one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

std::string shown(const json::value& value, const Column& column) {
    if (value.is_null()) return "—";
    if (value.is_bool()) return say(value.get_bool() ? "yes" : "no");
    if (column.look == Look::number) return grouped(plain(value));
    return shortened(on_one_line(for_reading(plain(value))), widest_column);
}

} // namespace

std::string for_reading(std::string text) {
    constexpr std::size_t of_seconds = 20, of_micros = 27; // "2024-03-01T08:00:00Z", "2024-03-01T08:00:00.000000Z"
    if ((text.size() != of_seconds && text.size() != of_micros) || text[10] != 'T' || !text.ends_with('Z')) return text;
    const auto moment = Moment::parse(text);
    if (!moment) return text;
    const auto seconds = text.substr(16, 3);
    return moment->shown() + (text.size() == of_seconds && seconds != ":00" ? seconds : "");
}

std::string grouped(std::string_view number) {
    const std::size_t sign = number.starts_with('-') ? 1 : 0;
    const std::size_t whole = std::min(number.find('.'), number.size()) - sign;
    const bool digits = whole > 0 && std::ranges::all_of(number.substr(sign),
                                                         [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    if (!digits) return std::string(number);
    std::string text(number.substr(0, sign));
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) text.push_back(',');
        text.push_back(number[sign + i]);
    }
    return text.append(number.substr(sign + whole));
}

std::string plain(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_array()) {
        std::vector<std::string> parts;
        for (const auto& element : value.get_array()) parts.push_back(plain(element));
        return join(parts, "; ");
    }
    if (!value.is_object()) return json::serialize(value);
    const json::object& object = value.get_object();
    for (const char* name : {"label", "name"})
        if (object.contains(name) && object.at(name).is_string()) return std::string(object.at(name).get_string());
    std::vector<std::string> parts;
    for (const auto& [key, member] : object) parts.push_back(std::string(key) + "=" + plain(member));
    return join(parts, ", ");
}

void Sheet::add(std::vector<json::value> cells) {
    check(cells.size() == columns_.size(), "a row does not fit its columns");
    rows_.push_back(std::move(cells));
}

void Sheet::print(std::ostream& out, Format format) const {
    switch (format) {
    case Format::json: return print_json(out);
    case Format::csv: return print_csv(out);
    case Format::table: return print_table(out);
    }
}

void Sheet::print_json(std::ostream& out) const {
    out << '[';
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        json::object row;
        for (std::size_t c = 0; c < columns_.size(); ++c) row[columns_[c].name] = rows_[i][c];
        out << (i ? ",\n" : "\n") << json::serialize(row);
    }
    out << (rows_.empty() ? "]\n" : "\n]\n");
}

void Sheet::print_csv(std::ostream& out) const {
    for (std::size_t c = 0; c < columns_.size(); ++c) out << (c ? "," : "") << csv_field(columns_[c].name);
    out << "\r\n";
    for (const auto& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) out << (c ? "," : "") << csv_field(plain(row[c]));
        out << "\r\n";
    }
}

void Sheet::print_table(std::ostream& out) const {
    std::vector<std::vector<std::string>> lines;
    std::vector<std::size_t> widths;
    for (const Column& column : columns_) widths.push_back(display_width(column.title));
    for (const auto& row : rows_) {
        auto& line = lines.emplace_back();
        for (std::size_t c = 0; c < row.size(); ++c) {
            line.push_back(shown(row[c], columns_[c]));
            widths[c] = std::max(widths[c], display_width(line.back()));
        }
    }
    const auto print_line = [&](const auto& text_of) {
        std::string line;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (c) line += "  ";
            line += columns_[c].look != Look::text ? padded_left(text_of(c), widths[c])
                                                   : padded_right(text_of(c), widths[c]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    print_line([&](std::size_t c) { return columns_[c].title; });
    print_line([&](std::size_t c) { return std::string(widths[c], '-'); });
    for (const auto& line : lines) print_line([&](std::size_t c) { return line[c]; });
}

} // namespace shanhai::apps
