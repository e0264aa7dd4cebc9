#include "kernel/bulletins/xlsx_paper.h"

#include "kernel/bulletins/office_style.h"
#include "kernel/transfer/workbook_writer.h"

#include <cstdlib>
#include <initializer_list>

namespace shanhai::kernel {

namespace {

const CellStyle head{"", true, true, 0xD9E8F6};

void write_head(WorkbookWriter& writer, std::string_view language, std::initializer_list<std::string_view> keys) {
    int column = 0;
    for (const auto key : keys) writer.text(0, column++, form_word(key, language), head);
    writer.freeze(1);
}

// Spreadsheets know fifteen digits; longer ones stay text, so that none is lost.
void write_value(WorkbookWriter& writer, int row, int column, const std::string& value) {
    std::size_t digits = 0;
    for (const char c : value) digits += c >= '0' && c <= '9' ? 1U : 0U;
    const auto point = value.find('.');
    if (value.empty())
        writer.text(row, column, "—");
    else if (digits > 15)
        writer.text(row, column, value);
    else
        writer.number(
            row, column, std::strtod(value.c_str(), nullptr),
            {point == std::string::npos ? "0" : "0." + std::string(value.size() - point - 1, '0'), false, false, 0});
}

void write_numbers(WorkbookWriter& writer, const Paper& paper) {
    writer.begin_sheet(form_word("numbers", paper.language));
    writer.column_width(0, 0, 34);
    writer.column_width(1, 1, 30);
    writer.column_width(2, 2, 22);
    writer.column_width(3, 4, 16);
    writer.column_width(5, 5, 60);
    write_head(writer, paper.language, {"figure", "slice", "value", "unit", "shown", "lineage"});
    int row = 0;
    for (const auto& number : paper.numbers) {
        writer.text(++row, 0, number.title);
        writer.text(row, 1, slice_words(number.slice));
        write_value(writer, row, 2, number.value);
        writer.text(row, 3, unit_word(number.unit, paper.language));
        writer.text(row, 4, number.shown);
        writer.text(row, 5, number.lineage);
    }
}

void write_revised(WorkbookWriter& writer, const Paper& paper) {
    if (paper.revised.empty()) return;
    writer.begin_sheet(form_word("revised", paper.language));
    writer.column_width(0, 1, 32);
    writer.column_width(2, 3, 20);
    write_head(writer, paper.language, {"figure", "slice", "then", "now"});
    int row = 0;
    for (const auto& one : paper.revised) {
        writer.text(++row, 0, one.title);
        writer.text(row, 1, slice_words(one.slice));
        writer.text(row, 2, one.then);
        writer.text(row, 3, one.now);
    }
}

void write_notes(WorkbookWriter& writer, const Print& print) {
    writer.begin_sheet(form_word("notes", print.paper().language));
    writer.column_width(0, 0, 100);
    int row = 0;
    writer.text(row, 0, print.paper().title, {"", true, true, 0});
    for (const auto& line : end_lines(print)) writer.text(++row, 0, line, {"", false, true, 0});
    if (print.bulletin.sealed) writer.text(++row, 0, print.bulletin.sealed->signature, {"", false, true, 0});
}

} // namespace

Result<std::string> xlsx_paper(const Print& print) {
    WorkbookWriter writer;
    write_numbers(writer, print.paper());
    write_revised(writer, print.paper());
    write_notes(writer, print);
    return writer.finish();
}

} // namespace shanhai::kernel
