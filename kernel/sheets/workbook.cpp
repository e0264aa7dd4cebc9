#include "kernel/sheets/table_content.h"
#include "kernel/sheets/workbook_parts.h"
#include "kernel/sheets/worksheet_reader.h"

#include <algorithm>
#include <map>
#include <optional>

namespace shanhai::kernel {

namespace {

// Cells kept in memory when rows stand in disorder.
constexpr std::size_t most_kept_cells = 1'000'000;

struct KeptCell {
    Cell cell;
    std::string text;
};
using KeptRows = std::map<int, std::map<int, KeptCell>>;

Done deliver(const KeptRows& rows, const TableFile::RowHandler& handler) {
    std::vector<Cell> cells;
    for (const auto& [number, kept] : rows) {
        cells.clear();
        for (const auto& [column, one] : kept) {
            cells.push_back(one.cell);
            cells.back().text = one.text;
        }
        TRY_DO(handler({number, cells}));
    }
    return {};
}

class Workbook : public TableFile::Content {
public:
    Workbook(std::string bytes, const TableLimits& limits)
        : bytes_(std::move(bytes)), limits_(limits), texts_(limits_) {}

    // Everything but the sheets and the shared texts, which may be long.
    Done open() {
        auto opened = TRY(Package::open(bytes_, limits_));
        package_.emplace(std::move(opened));
        const std::string main = TRY(main_part());
        if (main.ends_with(".bin")) return refuse("table.binary");
        if (!package_->has(main)) return refuse("table.no_workbook");
        WorkbookReader workbook;
        TRY_DO(package_->read_xml(main, workbook));
        if (!workbook.is_workbook || workbook.sheets.empty()) return refuse("table.no_workbook");
        epoch = workbook.epoch;
        return find_parts(main, workbook);
    }

    bool is_csv() const override { return false; }

    Done read(std::size_t sheet, const TableFile::RowHandler& row) override {
        if (!sheets[sheet].has_cells) return {};
        TRY_DO(range(sheet));
        if (!parts_[sheet].disordered) return read_in_file_order(sheet, row);
        KeptRows rows;
        std::size_t count = 0;
        TRY_DO(read_in_file_order(sheet, [&](const TableRow& one) -> Done {
            for (const Cell& cell : one.cells) {
                if (++count > most_kept_cells) return refuse("table.too_many_cells");
                rows[one.number].insert_or_assign(cell.column, KeptCell{cell, std::string(cell.text)});
            }
            return {};
        }));
        return deliver(rows, row);
    }

    Result<SheetRange> range(std::size_t sheet) override {
        SheetPart& part = parts_[sheet];
        if (part.range) return *part.range;
        SheetRange range;
        int last = 0;
        std::optional<SheetRange> declared;
        if (sheets[sheet].has_cells) {
            TRY_DO(read_in_file_order(
                sheet,
                [&](const TableRow& row) -> Done {
                    if (row.number <= last) part.disordered = true;
                    last = row.number;
                    widen(range, row);
                    return {};
                },
                &declared));
        }
        if (range.last_row == 0 && declared && declared->area() <= limits_.area) {
            range = *declared;
        } else if (declared) {
            // What is declared may be wrong, and all of a million rows: it only adds as far as it stays within reason.
            SheetRange both = range;
            both.first_row = std::min(range.first_row, declared->first_row);
            both.last_row = std::max(range.last_row, declared->last_row);
            both.first_column = std::min(range.first_column, declared->first_column);
            both.last_column = std::max(range.last_column, declared->last_column);
            if (range.last_row != 0 && both.area() <= limits_.area) range = both;
        }
        part.range = range;
        return range;
    }

private:
    struct SheetPart {
        std::string name;
        std::optional<SheetRange> range;
        bool disordered = false;
    };

    Result<std::string> main_part() {
        for (const auto& one : TRY(package_->relationships_of("")))
            if (one.type == "officeDocument" && !one.target.empty()) return one.target;
        return std::string("xl/workbook.xml");
    }

    Done find_parts(const std::string& main, const WorkbookReader& workbook) {
        const auto relationships = TRY(package_->relationships_of(main));
        for (const auto& one : relationships) {
            if (one.type == "styles" && package_->has(one.target)) TRY_DO(package_->read_xml(one.target, styles_));
            if (one.type == "sharedStrings") texts_part_ = one.target;
        }
        for (const auto& sheet : workbook.sheets) {
            SheetInfo info{sheet.name, sheet.hidden, true};
            const auto found = std::ranges::find(relationships, sheet.relationship, &Package::Relationship::id);
            SheetPart part;
            if (found != relationships.end()) {
                part.name = found->target;
                info.has_cells = found->type != "chartsheet";
            }
            if (part.name.empty()) part.name = "xl/worksheets/sheet" + std::to_string(parts_.size() + 1) + ".xml";
            sheets.push_back(std::move(info));
            parts_.push_back(std::move(part));
        }
        return {};
    }

    Done read_texts() {
        if (texts_read_) return {};
        texts_read_ = true;
        if (!texts_part_.empty() && package_->has(texts_part_)) return package_->read_xml(texts_part_, texts_);
        return {};
    }

    Done read_in_file_order(std::size_t sheet, const TableFile::RowHandler& row,
                            std::optional<SheetRange>* declared = nullptr) {
        TRY_DO(read_texts());
        WorksheetReader reader(styles_, texts_, epoch, limits_, row);
        TRY_DO(package_->read_xml(parts_[sheet].name, reader));
        if (declared != nullptr) *declared = reader.declared;
        return {};
    }

    std::string bytes_;
    TableLimits limits_;
    std::optional<Package> package_;
    Styles styles_;
    SharedTexts texts_;
    std::string texts_part_;
    bool texts_read_ = false;
    std::vector<SheetPart> parts_;
};

} // namespace

Result<std::unique_ptr<TableFile::Content>> open_workbook(std::string bytes, const TableLimits& limits) {
    auto workbook = std::make_unique<Workbook>(std::move(bytes), limits);
    TRY_DO(workbook->open());
    return workbook;
}

} // namespace shanhai::kernel
