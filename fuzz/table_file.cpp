// Whatever the bytes are, each sheet is written as csv that reads back with the same rows, or refused.
#include "base/check.h"
#include "base/csv.h"
#include "kernel/sheets/sheet_csv.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    TableLimits limits;
    limits.unpacked_bytes = std::uint64_t{4} << 20;
    limits.cells = 20'000;
    limits.area = 100'000;
    auto file = TableFile::of({reinterpret_cast<const char*>(data), size}, limits);
    if (!file) return 0;
    for (std::size_t i = 0; i < file->sheets().size() && i < 4; ++i) {
        const auto range = file->range(i);
        if (!range || range->area() > limits.area) continue;
        for (const CellText form : {CellText::shown, CellText::stored}) {
            std::string csv;
            if (!write_csv(*file, i, form, [&csv](std::string_view piece) { csv += piece; })) continue;
            if (range->area() == 0) {
                check_or_abort(csv.empty(), "nothing of nothing");
                continue;
            }
            int rows = 0;
            csv += "\r\n";
            const auto read = read_csv(csv, ',', [&rows, &range](const CsvRow& row) -> Done {
                ++rows;
                check_or_abort(static_cast<int>(row.cells.size()) == range->last_column - range->first_column + 1,
                               "every row is as wide as the sheet");
                return {};
            });
            check_or_abort(read.has_value() && rows == range->last_row - range->first_row + 1, "every row is there");
        }
    }
    return 0;
}
