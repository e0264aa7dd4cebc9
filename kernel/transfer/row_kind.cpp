#include "kernel/transfer/row_kind.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

std::string folded(std::string_view text) {
    std::string plain = lower_ascii(fold_width(trim(text)));
    for (const std::string_view blank : {" ", "\n", "\t", "\xC2\xA0"}) plain = replace_all(plain, blank, "");
    return plain;
}

// 合计, 总 计, 小计：, 合计（万元）, Total — but not 总计划.
bool names_a_total(const std::string& text) {
    constexpr std::array<std::string_view, 11> words = {
        "合计", "总计", "小计", "共计", "累计", "本页小计", "本页合计", "total", "subtotal", "grandtotal", "合计金额"};
    return std::ranges::any_of(words, [&text](std::string_view word) {
        if (!text.starts_with(word)) return false;
        const std::string_view rest = std::string_view(text).substr(word.size());
        return rest.empty() || rest[0] == ':' || rest[0] == '(';
    });
}

bool begins_a_note(const std::string& text) {
    constexpr std::array<std::string_view, 13> words = {"注",         "备注",   "说明",   "填表说明", "填表人",
                                                        "制表人",     "制表",   "审核人", "审核",     "负责人",
                                                        "单位负责人", "联系人", "note"};
    return std::ranges::any_of(words, [&text](std::string_view word) {
        const std::string_view rest = std::string_view(text).substr(std::min(word.size(), text.size()));
        return text.starts_with(word) && (rest.starts_with(':') || rest.starts_with("1.") || rest.starts_with("1、"));
    });
}

} // namespace

RowKind row_kind(const TableRow& row, const Header& header, const TableFile& file) {
    const Cell* first = nullptr;
    std::size_t same_as_header = 0;
    std::size_t known = 0;
    for (const Cell& cell : row.cells) {
        if (cell.kind == CellKind::empty || (cell.kind == CellKind::text && trim(fold_width(cell.text)).empty()))
            continue;
        if (first == nullptr) first = &cell;
        const HeaderColumn* column = header.at(cell.column);
        if (column == nullptr) continue;
        ++known;
        if (cell.kind == CellKind::text && file.shown(cell) == column->text) ++same_as_header;
    }
    if (first == nullptr) return RowKind::blank;
    if (first->kind == CellKind::text) {
        const std::string text = folded(first->text);
        if (names_a_total(text)) return RowKind::total;
        if (begins_a_note(text)) return RowKind::note;
    }
    if (known == 0) return RowKind::note; // nothing that a field would hold
    return same_as_header == known ? RowKind::header_again : RowKind::data;
}

} // namespace shanhai::kernel
