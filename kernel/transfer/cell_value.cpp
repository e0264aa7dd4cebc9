#include "kernel/transfer/cell_value.h"

#include "base/text.h"
#include "kernel/records/field_codec.h"
#include "kernel/sheets/sheet_csv.h"
#include "kernel/sheets/shown_decimal.h"
#include "kernel/transfer/office_values.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

std::unexpected<Problem> unreadable(const char* code, const Field& field, const std::string& text) {
    return refuse(code, "/" + field.name, {{"text", text}});
}

bool is_share(const Field& field) { return field.unit == "percent" || field.unit == "%"; }

bool has_three_decimals(std::string_view text) {
    const auto point = text.find('.');
    if (point == std::string_view::npos) return false;
    const auto digits = text.substr(point + 1);
    return std::min(digits.find_first_not_of("0123456789"), digits.size()) >= 3;
}

Result<json::value> number_value(const Field& field, const Cell& cell, const ColumnUnit& unit, const TableFile& file) {
    std::optional<OfficeNumber> number;
    if (cell.kind == CellKind::number && !cell.format->is_date()) {
        number = office_number(stored_text(cell.number));
        if (number && cell.format->is_percent()) {
            number->decimal = shifted(number->decimal, 2);
            number->percent = true;
        }
    } else if (cell.kind == CellKind::text) {
        number = office_number(cell.text, field.unit);
    }
    if (!number) return unreadable("import.not_a_number", field, file.shown(cell));
    // 1.200 may be meant as twelve hundred: the reader of amounts says so.
    if (field.kind == FieldKind::money && cell.kind == CellKind::text && !number->scaled && !number->percent &&
        has_three_decimals(cell.text))
        return json::value(json::string(std::string(trim(cell.text))));
    // 85% is 85 of a field that is counted in percent, 0.85 of any other.
    if (number->percent && !is_share(field)) number->decimal = shifted(number->decimal, -2);
    if (!number->percent && unit.percent && !is_share(field)) number->decimal = shifted(number->decimal, -2);
    if (!number->percent && !number->scaled) number->decimal = shifted(number->decimal, unit.powers_of_ten);
    return json::value(json::string(number->decimal));
}

Result<json::value> date_value(const Field& field, const Cell& cell, const TableFile& file) {
    std::optional<Date> date;
    if (cell.kind == CellKind::number && cell.format->is_date() && cell.format->has_day())
        date = office_date(cell_text(file, cell, CellText::stored));
    else if (cell.kind == CellKind::number && !cell.format->is_date())
        date = office_date(stored_text(cell.number)); // 20230403; 2023.4
    else if (cell.kind == CellKind::text)
        date = office_date(cell.text);
    if (!date) return unreadable("import.not_a_date", field, file.shown(cell));
    return json::value(json::string(date->iso()));
}

// Names of choices, whatever their width and however they are spaced.
std::string folded(std::string_view text) { return replace_all(lower_ascii(fold_width(trim(text))), " ", ""); }

json::value choice_value(const Field& field, const std::string& text) {
    const std::string wanted = folded(text);
    for (const Choice& choice : field.choices)
        if (folded(choice.title.zh) == wanted || folded(choice.title.en) == wanted || folded(choice.name) == wanted)
            return json::string(choice.name);
    return json::string(text);
}

// "城关区 #1234", as lists are exported where a name is not enough, is record 1234.
std::string reference_in(const std::string& text) {
    const auto mark = text.rfind(" #");
    if (mark == std::string::npos) return text;
    const auto digits = std::string_view(text).substr(mark + 2);
    const bool is_id = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    return is_id ? "#" + std::string(digits) : text;
}

// "凭证.pdf sha256:9f86…", as lists are exported, or the bare digest: a file that was uploaded before.
Result<json::value> file_in(const Field& field, const std::string& text) {
    constexpr std::string_view mark = "sha256:";
    const auto at = text.rfind(mark);
    const std::string digest = at == std::string::npos ? text : text.substr(at + mark.size());
    const std::string name(at == std::string::npos ? std::string_view() : trim(std::string_view(text).substr(0, at)));
    const bool is_digest = digest.size() == 64 && digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_digest) return unreadable("import.no_files", field, text);
    json::object file{{"sha256", digest}};
    if (!name.empty()) file["name"] = name;
    return json::value(std::move(file));
}

// What csv_text (list_export.cpp) put before a text that a spreadsheet would have run.
std::string without_guard(const std::string& text) {
    const bool guarded =
        text.size() > 1 && text[0] == '\'' && std::string_view("=+-@").find(text[1]) != std::string_view::npos;
    return guarded ? text.substr(1) : text;
}

Result<json::value> converted(const Field& field, const Cell& cell, const ColumnUnit& unit, const TableFile& file) {
    const std::string text = cell_text(file, cell, CellText::stored);
    switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money: return number_value(field, cell, unit, file);
    case FieldKind::date: return date_value(field, cell, file);
    case FieldKind::boolean: {
        const auto yes = cell.kind == CellKind::boolean ? std::optional(cell.number != 0) : office_boolean(text);
        if (!yes) return unreadable("import.not_yes_or_no", field, text);
        return json::value(*yes);
    }
    case FieldKind::choice: return choice_value(field, text);
    case FieldKind::ref: return json::value(json::string(reference_in(text)));
    case FieldKind::file: return file_in(field, text);
    case FieldKind::json: return unreadable("import.no_files", field, text);
    default: return json::value(json::string(file.is_csv() ? without_guard(text) : text));
    }
}

} // namespace

Result<json::value> cell_value(const Field& field, const Cell& cell, const ColumnUnit& unit, const TableFile& file) {
    if (cell.kind == CellKind::empty || (cell.kind == CellKind::text && trim(fold_width(cell.text)).empty()))
        return json::value(nullptr);
    if (cell.kind == CellKind::error) return unreadable("import.cell_error", field, std::string(cell.text));
    auto value = TRY(converted(field, cell, unit, file));
    TRY(read_field(field, value)); // what the field itself forbids
    return value;
}

} // namespace shanhai::kernel
