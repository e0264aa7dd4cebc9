// The parts of a workbook without the zip file around them: the first byte says which.
#include "base/check.h"
#include "kernel/sheets/worksheet_reader.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace shanhai;
using namespace shanhai::kernel;

void read(XmlEvents& events, std::string_view xml) {
    XmlStream stream(events, "part");
    if (stream.feed(xml)) (void)stream.finish();
}

void read_sheet(std::string_view xml, const TableLimits& limits) {
    const Styles styles;
    SharedTexts texts(limits);
    int last_row = 0;
    const TableFile::RowHandler handler = [&last_row](const TableRow& row) -> Done {
        check_or_abort(row.number >= 1 && row.number <= 1'048'576, "rows are numbered");
        last_row = row.number;
        int column = -1;
        for (const Cell& cell : row.cells) {
            check_or_abort(cell.column > column, "cells stand in order");
            column = cell.column;
            check_or_abort(cell.format != nullptr, "every cell has a format");
            check_or_abort(cell.kind != CellKind::text || !cell.text.empty(), "a text is not empty");
        }
        return {};
    };
    WorksheetReader reader(styles, texts, Epoch::of_1900, limits, handler);
    read(reader, xml);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view xml(reinterpret_cast<const char*>(data) + 1, size - 1);
    TableLimits limits;
    limits.cell_bytes = 10'000;
    switch (data[0]) {
    case 's': {
        Styles styles;
        read(styles, xml);
        for (int i = -1; i < 5; ++i) (void)styles.format(i)->show(41'224.75, Epoch::of_1900);
        break;
    }
    case 't': {
        SharedTexts texts(limits);
        read(texts, xml);
        for (std::size_t i = 0; texts.at(i); ++i) check_or_abort(texts.at(i)->size() <= limits.cell_bytes, "texts end");
        break;
    }
    case 'w': {
        WorkbookReader workbook;
        read(workbook, xml);
        break;
    }
    default: read_sheet(xml, limits);
    }
    return 0;
}
