#pragma once

#include "kernel/sheets/table_file.h"
#include "kernel/sheets/workbook_parts.h"

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// "B7" → row 7, column 1; nullopt for anything else, also beyond XFD1048576.
struct CellPlace {
    int row = 0;    // from 1
    int column = 0; // from 0
};
std::optional<CellPlace> cell_place(std::string_view reference);

// The rows of one worksheet as they stand in the file.
class WorksheetReader : public XmlEvents {
public:
    WorksheetReader(const Styles& styles, const SharedTexts& texts, Epoch epoch, const TableLimits& limits,
                    const TableFile::RowHandler& row)
        : styles_(styles), texts_(texts), epoch_(epoch), limits_(limits), row_(row) {}

    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override;

    std::optional<SheetRange> declared; // <dimension>

private:
    enum class Inside { nothing, value, inline_text };
    struct Draft { // a cell whose text is in row_text_ from `begin` on, unless it is a shared one
        Cell cell;
        std::size_t begin = 0;
        std::size_t length = 0;
        bool own_text = false;
        std::size_t order = 0; // in the file
    };

    void begin_row(const XmlAttributes& attributes);
    void begin_cell(const XmlAttributes& attributes);
    void end_cell();
    void end_row();
    void set_value(Draft& draft);
    void set_number(Draft& draft);
    void set_text(Draft& draft, CellKind kind, std::string_view text);
    void fail(const char* code);

    const Styles& styles_;
    const SharedTexts& texts_;
    Epoch epoch_;
    const TableLimits& limits_;
    const TableFile::RowHandler& row_;

    bool in_data_ = false;
    bool in_row_ = false;
    bool in_cell_ = false;
    Inside inside_ = Inside::nothing;
    int row_number_ = 0;
    int column_ = -1;
    std::string type_;
    int style_ = 0;
    std::string value_;
    RichText inline_;
    bool has_inline_ = false;
    std::vector<Draft> drafts_;
    std::string row_text_;
    std::vector<Cell> cells_;
    std::uint64_t count_ = 0;
};

} // namespace shanhai::kernel
