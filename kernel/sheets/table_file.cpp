#include "kernel/sheets/table_file.h"

#include "base/text.h"
#include "kernel/sheets/table_content.h"

#include <algorithm>
#include <fstream>

namespace shanhai::kernel {

namespace {

// A name as compound files keep it.
std::string utf16(std::string_view ascii) {
    std::string wide;
    for (const char c : ascii) wide += {c, '\0'};
    return wide;
}

Problem what_compound_file(std::string_view bytes) {
    const auto has = [bytes](std::string_view name) { return bytes.find(utf16(name)) != std::string_view::npos; };
    const char* code = has("EncryptedPackage")          ? "table.encrypted"
                       : has("Workbook") || has("Book") ? "table.old_excel"
                                                        : "table.not_a_table";
    return Problem{code, {}, {}, {}, {}};
}

} // namespace

std::uint64_t SheetRange::area() const {
    if (last_row == 0) return 0;
    return static_cast<std::uint64_t>(last_row - first_row + 1) *
           static_cast<std::uint64_t>(last_column - first_column + 1);
}

void widen(SheetRange& range, const TableRow& row) {
    if (row.cells.empty()) return;
    const int first = row.cells.front().column;
    const int last = row.cells.back().column;
    if (range.last_row == 0) {
        range = {row.number, row.number, first, last};
        return;
    }
    range.first_row = std::min(range.first_row, row.number);
    range.last_row = std::max(range.last_row, row.number);
    range.first_column = std::min(range.first_column, first);
    range.last_column = std::max(range.last_column, last);
}

Result<TableFile> TableFile::of(std::string bytes, const TableLimits& limits) {
    if (bytes.empty()) return refuse("table.empty_file");
    if (bytes.size() > limits.file_bytes)
        return refuse("table.too_large", {}, {{"limit", std::to_string(limits.file_bytes)}});
    if (bytes.starts_with("PK")) return TableFile(TRY(open_workbook(std::move(bytes), limits)));
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) return std::unexpected(what_compound_file(bytes));
    const bool utf16_text = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (!utf16_text && bytes.find('\0') != std::string::npos) return refuse("table.not_a_table");
    if (bytes.starts_with("%PDF") || trim(std::string_view(bytes).substr(0, 256)).starts_with('<'))
        return refuse("table.not_a_table");
    return TableFile(TRY(open_csv(std::move(bytes), limits)));
}

Result<TableFile> TableFile::open(const std::filesystem::path& path, const TableLimits& limits) {
    const auto unreadable = [&] { return refuse("file.unreadable", {}, {{"path", path.string()}}); };
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return unreadable();
    const auto size = std::filesystem::file_size(path, error);
    if (error) return unreadable();
    if (size > limits.file_bytes) return refuse("table.too_large", {}, {{"limit", std::to_string(limits.file_bytes)}});
    std::string bytes(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return unreadable();
    return of(std::move(bytes), limits);
}

TableFile::TableFile(std::unique_ptr<Content> content) : content_(std::move(content)) {}
TableFile::TableFile(TableFile&&) noexcept = default;
TableFile& TableFile::operator=(TableFile&&) noexcept = default;
TableFile::~TableFile() = default;

bool TableFile::is_csv() const { return content_->is_csv(); }
Epoch TableFile::epoch() const { return content_->epoch; }
const std::vector<SheetInfo>& TableFile::sheets() const { return content_->sheets; }
Done TableFile::read(std::size_t sheet, const RowHandler& row) { return content_->read(sheet, row); }
Result<SheetRange> TableFile::range(std::size_t sheet) { return content_->range(sheet); }

std::string TableFile::shown(const Cell& cell) const {
    switch (cell.kind) {
    case CellKind::empty: return {};
    case CellKind::boolean: return cell.number != 0 ? "TRUE" : "FALSE";
    case CellKind::error: return std::string(cell.text);
    case CellKind::number: return cell.format->show(cell.number, epoch());
    case CellKind::text: return cell.format == nullptr ? std::string(cell.text) : cell.format->show(cell.text);
    }
    return {};
}

} // namespace shanhai::kernel
