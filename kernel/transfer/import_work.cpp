#include "kernel/transfer/import_work.h"

#include "base/text.h"
#include "kernel/transfer/cell_value.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace shanhai::kernel {

bool ImportWork::is_key(const HeaderColumn& column) const {
    return report.key == "number" ? column.number : column.field >= 0 && field_of(column).name == report.key;
}

int ImportWork::key_column() const {
    for (const HeaderColumn& column : report.header.columns)
        if (is_key(column)) return column.column;
    return -1;
}

Draft ImportWork::draft_of(const TableRow& row) {
    Draft draft;
    draft.row = row.number;
    for (const Cell& cell : row.cells) {
        const HeaderColumn* column = report.header.at(cell.column);
        if (column == nullptr) continue;
        if (column->number) {
            draft.number = trim(file.shown(cell));
            if (report.key == "number") draft.key = draft.number;
            continue;
        }
        const Field& field = field_of(*column);
        auto value = cell_value(field, cell, column->unit, file);
        if (!value) {
            add_problem(row.number, cell.column, std::move(value.error()));
            continue;
        }
        if (value->is_null()) continue; // an empty cell says nothing
        if (field.name == report.key && value->is_string()) draft.key = std::string(value->get_string());
        draft.fields[field.name] = *std::move(value);
    }
    return draft;
}

void ImportWork::add_problem(int row, int column, Problem problem) {
    std::vector<Problem> also = std::move(problem.also);
    problem.also.clear();
    refused_rows.insert(row);
    if (report.problems.size() >= most_row_problems) {
        report.more_problems = true;
        return;
    }
    if (column < 0) column = column_of(problem.field);
    report.problems.push_back({row, column, std::move(problem)});
    for (Problem& one : also) add_problem(row, -1, std::move(one));
}

int ImportWork::column_of(const std::string& pointer) const {
    for (const HeaderColumn& column : report.header.columns)
        if (column.field >= 0 && "/" + field_of(column).name == pointer) return column.column;
    return -1;
}

void ImportWork::tell(std::size_t done) {
    if (progress) progress(share.at(done, total_rows, true));
}

void ImportWork::begin_anew() {
    report.rows = report.created = report.amended = report.unchanged = report.totals = report.notes = 0;
    report.problems.clear();
    report.more_problems = false;
    refused_rows.clear();
}

std::string ImportWork::once_key() const {
    if (report.without_key == 0 || options.dry_run || options.digest.empty()) return {};
    return "import:" + type.name + ":" + std::to_string(report.place) + ":" + options.digest;
}

} // namespace shanhai::kernel
