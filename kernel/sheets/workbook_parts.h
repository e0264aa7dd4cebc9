#pragma once

#include "kernel/sheets/package.h"
#include "kernel/sheets/rich_text.h"
#include "kernel/sheets/table_file.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What the parts of a workbook besides its sheets say.
namespace shanhai::kernel {

class WorkbookReader : public XmlEvents {
public:
    struct Sheet {
        std::string name;
        std::string relationship;
        bool hidden = false;
    };
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;

    bool is_workbook = false;
    Epoch epoch = Epoch::of_1900;
    std::vector<Sheet> sheets;

private:
    bool in_sheets_ = false;
};

// Number formats by the index that cells carry.
class Styles : public XmlEvents {
public:
    Styles();
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    const NumberFormat* format(int style) const;

private:
    void add_style(int format_id);

    bool in_cell_formats_ = false;
    std::map<int, std::string> codes_;
    std::map<int, NumberFormat> formats_;
    std::vector<const NumberFormat*> by_style_;
    const NumberFormat* general_;
};

// All shared texts in one string, because a million small ones would cost three times as much.
class SharedTexts : public XmlEvents {
public:
    explicit SharedTexts(const TableLimits& limits) : limits_(limits) {}
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override;
    // nullopt when there is none of that index.
    std::optional<std::string_view> at(std::size_t index) const;

private:
    const TableLimits& limits_;
    std::string all_;
    std::vector<std::uint32_t> ends_;
    RichText current_;
    bool in_item_ = false;
};

} // namespace shanhai::kernel
