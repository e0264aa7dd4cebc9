#include "kernel/transfer/checked_rows.h"

#include "kernel/transfer/row_kind.h"
#include "kernel/transfer/row_references.h"

#include <algorithm>
#include <utility>

namespace shanhai::kernel {

namespace {

Problem twice(const std::string& value, int row) {
    return {"import.key_twice", {}, {{"key", value}, {"row", std::to_string(row)}}, {}, {}};
}

Problem required(const Field& field) {
    return {"record.field_required",
            "/" + field.name,
            {{"name", field.name}, {"label", field.label.zh}, {"label_en", field.label.en}},
            {},
            {}};
}

} // namespace

CheckedRows::CheckedRows(ImportWork& work) : work_(work), known_(work) {
    if (work.order) in_order_.emplace(*work.order);
}

// Calls `take` with the records of the sheet, some at a time.
Done CheckedRows::for_each_chunk(const std::function<Done(std::vector<Draft>&)>& take) {
    std::vector<Draft> drafts;
    TRY_DO(work_.file.read(work_.report.place, [&](const TableRow& row) -> Done {
        if (row.number <= work_.report.header.row) return {};
        const RowKind kind = row_kind(row, work_.report.header, work_.file);
        if (kind == RowKind::total) ++work_.report.totals;
        if (kind == RowKind::note) ++work_.report.notes;
        if (kind != RowKind::data) return {};
        drafts.push_back(work_.draft_of(row));
        if (drafts.size() < import_rows_at_once) return {};
        if (work_.is_cancelled()) return refuse("request.cancelled");
        TRY_DO(take(drafts));
        drafts.clear();
        return {};
    }));
    return drafts.empty() ? Done{} : take(drafts);
}

Done CheckedRows::for_each(const std::function<Done(std::vector<Draft>&)>& take) {
    note_missing_columns();
    Seen seen;
    std::map<int, Seen> seen_in; // by the columns of other unique fields
    return for_each_chunk([&](std::vector<Draft>& drafts) -> Done {
        work_.report.rows += drafts.size();
        TRY_DO(known_.look_up(drafts));
        for (const Draft& draft : drafts) {
            check_key(draft, seen);
            check_unique(draft, seen_in);
            check_required(draft);
            check_order(work_, draft);
        }
        if (!in_order_) return take(drafts);
        auto ready = in_order_->take(drafts);
        return take(ready);
    });
}

void CheckedRows::check_key(const Draft& draft, Seen& seen) {
    if (draft.key.empty()) return;
    const auto [earlier, fresh] = seen.try_emplace(draft.key, draft.row);
    if (!fresh) work_.add_problem(draft.row, work_.key_column(), twice(draft.key, earlier->second));
}

// Two rows of the file with the same value where there may be one: parts of it do not see each other.
void CheckedRows::check_unique(const Draft& draft, std::map<int, Seen>& seen_in) {
    for (const HeaderColumn& column : work_.report.header.columns) {
        if (column.field < 0) continue;
        const Field& field = work_.field_of(column);
        const auto* value =
            field.unique && field.name != work_.report.key ? draft.fields.if_contains(field.name) : nullptr;
        if (value == nullptr || !value->is_string()) continue;
        const auto [earlier, fresh] = seen_in[column.column].try_emplace(std::string(value->get_string()), draft.row);
        if (!fresh) work_.add_problem(draft.row, column.column, twice(earlier->first, earlier->second));
    }
}

// A required field without a column is one problem, not one a row; unless all rows are known records.
void CheckedRows::note_missing_columns() {
    for (std::size_t i = 0; i < work_.type.fields.size(); ++i) {
        const Field& field = work_.type.fields[i];
        const bool has = std::ranges::any_of(work_.report.header.columns, [i](const HeaderColumn& column) {
            return column.field == static_cast<int>(i);
        });
        if (field.required && !field.initial && !has) missing_columns_.push_back(&field);
    }
}

void CheckedRows::check_required(const Draft& draft) {
    const bool known = known_.record_of(draft) != nullptr;
    if (!known && work_.report.key == "number" && !draft.key.empty()) {
        work_.add_problem(draft.row, work_.key_column(),
                          Problem{"record.not_found", {}, {{"name", draft.key}, {"type", work_.type.name}}, {}, {}});
        return;
    }
    if (known) return;
    for (const Field* field : missing_columns_) work_.add_problem(work_.report.header.row, -1, required(*field));
    missing_columns_.clear();
    for (const HeaderColumn& column : work_.report.header.columns) {
        if (column.field < 0) continue;
        const Field& field = work_.field_of(column);
        if (!field.required || field.initial || draft.fields.contains(field.name)) continue;
        const bool told = std::ranges::any_of(work_.report.problems, [&](const RowProblem& one) {
            return one.row == draft.row && one.column == column.column;
        });
        if (!told) work_.add_problem(draft.row, column.column, required(field));
    }
}

Command CheckedRows::command_of(Draft& draft) const {
    Command command;
    command.type = work_.type.name;
    command.fields = std::move(draft.fields);
    const std::string* known = known_.record_of(draft);
    if (known == nullptr) return command;
    command.action = Action::amend;
    command.record = *known;
    command.reason = work_.reason();
    return command;
}

} // namespace shanhai::kernel
