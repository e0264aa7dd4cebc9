#include "kernel/engine/past_rows.h"

#include "kernel/journal/journal.h"
#include "kernel/records/record_rows.h"

namespace shanhai::kernel {

namespace {

void take_entry(const RecordType& type, const Entry& entry, std::int64_t seq, RecordRow& row) {
    row.id = entry.record;
    row.version = seq;
    row.updated_at = entry.at.iso();
    if (entry.action == "create") {
        row.created_at = row.updated_at;
        row.created_by = entry.actor;
        row.number = entry.number;
    }
    if (entry.action == "void") row.voided = true;
    if (!entry.state.empty()) row.state = entry.state;
    if (entry.deadline != entry.deadline_was) row.deadline = entry.deadline;
    if (entry.escalated != entry.escalated_was) row.escalated = entry.escalated;
    for (const auto& [name, value] : entry.set) {
        const int index = type.journal_index(name);
        if (index < 0) continue;
        row.values[static_cast<std::size_t>(index)] =
            value_from_journal(type.fields[static_cast<std::size_t>(index)], value);
    }
}

void bind_text_or_null(Statement& statement, const std::string& text) {
    if (text.empty())
        statement.bind_null();
    else
        statement.bind(text);
}

} // namespace

std::string keep_sql(const RecordType& type) {
    std::string places = "?";
    for (std::size_t i = 0; i < system_column_count + type.fields.size(); ++i) places += ", ?";
    return "INSERT INTO " + past_table(type) + " (sys_until, " + record_columns(type) + ") VALUES (" + places + ")";
}

void keep_row(Statement& statement, const RecordRow& row, std::int64_t until) {
    statement.bind(until).bind(row.id);
    bind_text_or_null(statement, row.number);
    bind_text_or_null(statement, row.state);
    statement.bind(row.version).bind(std::int64_t{row.voided});
    for (const auto* text : {&row.created_at, &row.created_by, &row.updated_at, &row.deadline, &row.escalated})
        bind_text_or_null(statement, *text);
    for (const auto& value : row.values) bind_value(statement, value);
    statement.run();
}

bool has_past(Connection& connection, const RecordType& type) {
    return !connection.columns_of("sys_past_" + type.name).empty();
}

std::vector<const RecordType*> types_without_past(Connection& connection, const Schema& schema) {
    std::vector<const RecordType*> types;
    for (const auto& type : schema.types) {
        if (!connection.columns_of(type->name).empty() && !has_past(connection, *type)) types.push_back(type.get());
    }
    return types;
}

void write_past_rows(Connection& writer, const std::vector<const RecordType*>& types) {
    for (const auto* type : types) {
        auto entries = writer.prepare(
            "SELECT e.seq, e.body FROM sys_entry e WHERE e.type = ? AND EXISTS (SELECT 1 FROM sys_entry l WHERE "
            "l.record = e.record AND l.seq > l.record) ORDER BY e.record, e.seq");
        entries->bind(type->name);
        RecordRow row;
        while (entries->step()) {
            const auto seq = entries->integer(0);
            const auto entry = parse_entry_body(entries->text(1));
            if (entry.record == row.id) {
                keep_row(writer.prepared(keep_sql(*type)), row, seq);
            } else {
                row = RecordRow{};
                row.values.resize(type->fields.size());
            }
            take_entry(*type, entry, seq, row);
        }
    }
}

} // namespace shanhai::kernel
