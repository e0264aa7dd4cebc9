#include "kernel/transfer/row_references.h"

#include "base/text.h"
#include "kernel/transfer/row_kind.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr double share_of_reading = 0.1; // of the whole import

bool refers_to_itself(const ImportWork& work) {
    return std::ranges::any_of(work.report.header.columns, [&work](const HeaderColumn& column) {
        return column.field >= 0 && work.field_of(column).ref == work.type.name;
    });
}

void note_row(ImportWork& work, const TableRow& row) {
    const bool has_key = !work.report.key.empty() && std::ranges::any_of(row.cells, [&](const Cell& cell) {
        const HeaderColumn* column = work.report.header.at(cell.column);
        return column != nullptr && cell.kind != CellKind::empty && (column->number || work.is_key(*column));
    });
    if (!has_key) ++work.report.without_key;
    if (!work.order) return;
    const Draft draft = work.draft_of(row);
    std::vector<std::string> names, references;
    const auto add_text = [&draft](const std::string& field, std::vector<std::string>& texts) {
        const auto* value = draft.fields.if_contains(field);
        if (value != nullptr && value->is_string()) texts.emplace_back(value->get_string());
    };
    if (!work.type.key.empty()) add_text(work.type.key, names);
    for (const auto& field : work.type.lookup) add_text(field, names);
    if (!draft.number.empty()) names.push_back(draft.number);
    for (const HeaderColumn& column : work.report.header.columns)
        if (column.field >= 0 && work.field_of(column).ref == work.type.name)
            add_text(work.field_of(column).name, references);
    work.order->add(row.number, draft.key, names, std::move(references));
}

// The column that says what the row is beneath, when there is just one.
std::string pointer_to_parent(const ImportWork& work) {
    std::string found;
    for (const HeaderColumn& column : work.report.header.columns) {
        if (column.field < 0 || work.field_of(column).ref != work.type.name) continue;
        if (!found.empty()) return {};
        found = "/" + work.field_of(column).name;
    }
    return found;
}

Problem blocked_problem(const ImportWork& work, int row, const RowOrder::Blocked& why) {
    std::vector<std::string> rows;
    for (const int one : why.rows) {
        rows.push_back(std::to_string(one));
        if (rows.size() == 20) break; // enough to find it
    }
    const char* code = why.why == RowOrder::Blocked::Why::ring
                           ? rows.size() == 1 ? "import.refers_to_itself" : "import.ring"
                       : why.why == RowOrder::Blocked::Why::too_deep ? "import.too_deep"
                                                                     : "import.rests_on_refused";
    return {code,
            pointer_to_parent(work),
            {{"rows", join(rows, ", ")},
             {"row", rows.empty() ? std::to_string(row) : rows.front()},
             {"limit", std::to_string(RowOrder::deepest)}},
            {},
            {}};
}

} // namespace

Done read_through(ImportWork& work) {
    work.share.enter(ImportPhase::reading, share_of_reading);
    if (refers_to_itself(work)) work.order.emplace();
    TRY_DO(work.file.read(work.report.place, [&](const TableRow& row) -> Done {
        if (row.number <= work.report.header.row || row_kind(row, work.report.header, work.file) != RowKind::data)
            return {};
        if (++work.total_rows > most_import_rows)
            return refuse("import.too_many_rows", {}, {{"limit", std::to_string(most_import_rows)}});
        note_row(work, row);
        if (work.total_rows % import_rows_at_once != 0) return {};
        if (work.is_cancelled()) return refuse("request.cancelled");
        if (work.progress) work.progress(work.share.at(work.total_rows, most_import_rows, false));
        return {};
    }));
    if (work.order) work.order->settle();
    work.share.at(1, 1, true);
    work.begin_anew(); // what was wrong with single cells is told when they are taken
    return {};
}

void check_order(ImportWork& work, const Draft& draft) {
    const auto* why = work.order ? work.order->blocked(draft.row) : nullptr;
    if (why != nullptr) work.add_problem(draft.row, -1, blocked_problem(work, draft.row, *why));
}

void blame_refused_parents(ImportWork& work) {
    if (!work.order) return;
    for (RowProblem& one : work.report.problems) {
        if (one.problem.code != "record.bad_reference") continue;
        for (const int parent : work.order->parents(one.row))
            if (work.refused_rows.contains(parent)) {
                one.problem.code = "import.rests_on_refused";
                one.problem.args = {{"row", std::to_string(parent)}};
                break;
            }
    }
}

} // namespace shanhai::kernel
