#include "kernel/sheets/worksheet_reader.h"

#include "base/date.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace shanhai::kernel {

namespace {

constexpr int last_row = 1'048'576;
constexpr int last_column = 16'383;

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec == std::errc::result_out_of_range && result.ptr == text.data() + text.size()) return 0;
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

// "2012-11-11T23:59:59.5Z" as a serial number.
std::optional<double> serial_of_iso(std::string_view text, Epoch epoch) {
    const auto date = Date::parse(text.substr(0, 10));
    if (!date) return std::nullopt;
    double part = 0;
    if (text.size() > 11 && text[10] == 'T') {
        const std::string_view time = text.substr(11, text.find_last_not_of("Zz") - 10);
        double unit = 1.0 / 24;
        for (const std::string_view step : split(time, ':')) {
            const auto number = number_of(step);
            if (!number) return std::nullopt;
            part += *number * unit;
            unit /= 60;
        }
    }
    return date->days() + (epoch == Epoch::of_1904 ? 24'107 : 25'569) + part;
}

SheetRange range_between(CellPlace from, CellPlace to) {
    return {std::min(from.row, to.row), std::max(from.row, to.row), std::min(from.column, to.column),
            std::max(from.column, to.column)};
}

std::optional<SheetRange> range_of(std::string_view reference) {
    const auto colon = reference.find(':');
    const auto from = cell_place(reference.substr(0, colon));
    const auto to = colon == std::string_view::npos ? from : cell_place(reference.substr(colon + 1));
    if (!from || !to) return std::nullopt;
    return range_between(*from, *to);
}

} // namespace

std::optional<CellPlace> cell_place(std::string_view reference) {
    CellPlace place;
    std::size_t at = 0;
    int column = 0;
    for (; at < reference.size() && at < 4; ++at) {
        char c = reference[at];
        if (c == '$') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + (c - 'A' + 1);
    }
    if (at < reference.size() && reference[at] == '$') ++at;
    if (column == 0 || column > last_column + 1 || at == reference.size()) return std::nullopt;
    const auto result = std::from_chars(reference.data() + at, reference.data() + reference.size(), place.row);
    if (result.ec != std::errc() || result.ptr != reference.data() + reference.size()) return std::nullopt;
    if (place.row < 1 || place.row > last_row) return std::nullopt;
    place.column = column - 1;
    return place;
}

void WorksheetReader::fail(const char* code) { stop = Problem{code, {}, {}, {}, {}}; }

void WorksheetReader::start(std::string_view name, const XmlAttributes& attributes) {
    if (in_cell_) {
        if (name == "v") {
            inside_ = Inside::value;
        } else if (name == "is") {
            inside_ = Inside::inline_text;
            has_inline_ = true;
            inline_.begin();
        } else if (inside_ == Inside::inline_text) {
            inline_.start(name);
        }
    } else if (in_row_) {
        if (name == "c") begin_cell(attributes);
    } else if (in_data_) {
        if (name == "row") begin_row(attributes);
    } else if (name == "sheetData") {
        in_data_ = true;
    } else if (name == "dimension") {
        if (const auto reference = attributes.plain("ref")) declared = range_of(*reference);
    }
}

void WorksheetReader::end(std::string_view name) {
    if (in_cell_) {
        if (name == "c")
            end_cell();
        else if (name == "v" || name == "is")
            inside_ = Inside::nothing;
        else if (inside_ == Inside::inline_text)
            inline_.end(name);
    } else if (in_row_) {
        if (name == "row") end_row();
    } else if (name == "sheetData") {
        in_data_ = false;
    }
}

void WorksheetReader::text(std::string_view piece) {
    if (inside_ == Inside::nothing) return;
    if (inside_ == Inside::inline_text) {
        if (!inline_.text(piece, limits_.cell_bytes)) fail("table.cell_too_long");
        return;
    }
    value_ += piece;
    if (value_.size() > limits_.cell_bytes) fail("table.cell_too_long");
}

// Rows and cells that do not say where they stand follow the one before.
void WorksheetReader::begin_row(const XmlAttributes& attributes) {
    int number = row_number_ + 1;
    if (const auto written = attributes.plain("r")) {
        const auto place = cell_place("A" + std::string(*written));
        if (!place) return fail("table.bad_reference");
        number = place->row;
    }
    if (number > last_row) return fail("table.bad_reference");
    row_number_ = number;
    column_ = -1;
    drafts_.clear();
    row_text_.clear();
    in_row_ = true;
}

void WorksheetReader::begin_cell(const XmlAttributes& attributes) {
    int column = column_ + 1;
    if (const auto reference = attributes.plain("r")) {
        const auto place = cell_place(*reference);
        if (!place) return fail("table.bad_reference");
        column = place->column;
    }
    if (column > last_column) return fail("table.bad_reference");
    if (++count_ > limits_.cells) return fail("table.too_many_cells");
    column_ = column;
    type_ = attributes.plain("t").value_or("n");
    style_ = -1;
    if (const auto style = attributes.plain("s")) std::from_chars(style->data(), style->data() + style->size(), style_);
    value_.clear();
    has_inline_ = false;
    inside_ = Inside::nothing;
    in_cell_ = true;
}

void WorksheetReader::end_cell() {
    in_cell_ = false;
    Draft draft;
    draft.cell.column = column_;
    draft.order = drafts_.size();
    draft.cell.format = styles_.format(style_);
    if (has_inline_ && (type_ == "inlineStr" || value_.empty()))
        set_text(draft, CellKind::text, inline_.take());
    else if (!value_.empty())
        set_value(draft);
    if (row_text_.size() > 16 * limits_.cell_bytes) return fail("table.cell_too_long");
    drafts_.push_back(draft);
}

void WorksheetReader::set_value(Draft& draft) {
    if (type_ == "s") {
        const auto index = number_of(trim(value_));
        const auto shared =
            index && *index >= 0 && *index < 4e9 ? texts_.at(static_cast<std::size_t>(*index)) : std::nullopt;
        if (!shared) return fail("table.shared_text_missing");
        if (shared->empty()) return;
        draft.cell.kind = CellKind::text;
        draft.cell.text = *shared;
    } else if (type_ == "str" || type_ == "inlineStr") {
        set_text(draft, CellKind::text, without_escapes(value_));
    } else if (type_ == "e") {
        set_text(draft, CellKind::error, trim(value_));
    } else if (type_ == "b") {
        const auto written = trim(value_);
        draft.cell.kind = CellKind::boolean;
        draft.cell.number = written == "1" || written == "true" ? 1 : 0;
    } else {
        set_number(draft);
    }
}

void WorksheetReader::set_number(Draft& draft) {
    const auto written = trim(value_);
    const bool iso = type_ == "d";
    const auto number = iso ? serial_of_iso(written, epoch_) : number_of(written);
    if (!number || (iso && !draft.cell.format->is_date())) return set_text(draft, CellKind::text, written);
    draft.cell.kind = CellKind::number;
    draft.cell.number = *number;
}

void WorksheetReader::set_text(Draft& draft, CellKind kind, std::string_view text) {
    if (text.empty()) return;
    draft.cell.kind = kind;
    draft.own_text = true;
    draft.begin = row_text_.size();
    draft.length = text.size();
    row_text_ += text;
}

void WorksheetReader::end_row() {
    in_row_ = false;
    const auto place = [](const Draft& draft) { return std::pair(draft.cell.column, draft.order); };
    if (!std::ranges::is_sorted(drafts_, {}, place)) std::ranges::sort(drafts_, {}, place);
    cells_.clear();
    for (Draft& draft : drafts_) {
        if (draft.own_text) draft.cell.text = std::string_view(row_text_).substr(draft.begin, draft.length);
        if (!cells_.empty() && cells_.back().column == draft.cell.column)
            cells_.back() = draft.cell; // said twice: the last holds
        else
            cells_.push_back(draft.cell);
    }
    const auto done = row_({row_number_, cells_});
    if (!done) stop = done.error();
}

} // namespace shanhai::kernel
