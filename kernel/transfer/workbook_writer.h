#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace shanhai::kernel {

// How a cell looks.
struct CellStyle {
    std::string number_format; // empty: General
    bool bold = false;
    bool wrap = false;
    unsigned fill = 0; // 0xRRGGBB; 0: none
    auto operator<=>(const CellStyle&) const = default;
};

// Writes a workbook through a temporary file, its rows from the top down so that memory stays small.
class WorkbookWriter {
public:
    WorkbookWriter();                                           // into memory
    explicit WorkbookWriter(const std::filesystem::path& into); // into this file
    ~WorkbookWriter();
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;

    // Sheets are written one after the other; a name that spreadsheets forbid is mended.
    void begin_sheet(const std::string& name, bool hidden = false);
    void text(int row, int column, std::string_view text, const CellStyle& style = {}); // from 0
    void number(int row, int column, double value, const CellStyle& style = {});
    void boolean(int row, int column, bool value, const CellStyle& style = {});
    void comment(int row, int column, const std::string& text);
    void column_width(int first, int last, double characters, const CellStyle& style = {});
    void freeze(int rows);
    // A drop-down of what stands in a column of another sheet, for the rows from..to.
    void drop_down(int column, int from_row, int to_row, const std::string& range, const std::string& says);

    Done close();                 // "file.unwritable"
    Result<std::string> finish(); // the same, and the bytes

private:
    lxw_format* format_of(const CellStyle& style);

    std::string path_;
    bool temporary_;
    lxw_workbook* workbook_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    std::map<CellStyle, lxw_format*> formats_;
};

} // namespace shanhai::kernel
