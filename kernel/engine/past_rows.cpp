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
    for (const auto& [name, value] : entry.set) {
        const int index = type.field_index(name);
        if (index < 0) continue;
        row.values[static_cast<std::size_t>(index)] =
            value_from_journal(type.fields[static_cast<std::size_t>(index)], value);
    }
}

void write_row(Connection& writer, const RecordType& type, const RecordRow& row, std::int64_t until) {
    std::string places = "?";
    for (std::size_t i = 0; i < system_column_count + type.fields.size(); ++i) places += ", ?";
    auto& statement = writer.prepared("INSERT INTO " + past_table(type) + " (until, " + record_columns(type) +
                                      ") VALUES (" + places + ")");
    const auto bind_text = [&](const std::string& text) {
        if (text.empty())
            statement.bind_null();
        else
            statement.bind(text);
    };
    statement.bind(until).bind(row.id);
    bind_text(row.number);
    bind_text(row.state);
    statement.bind(row.version).bind(std::int64_t{row.voided});
    for (const auto* text : {&row.created_at, &row.created_by, &row.updated_at, &row.deadline, &row.escalated})
        bind_text(*text);
    for (const auto& value : row.values) bind_value(statement, value);
    statement.run();
}

} // namespace

void write_past_rows(Connection& writer, const Schema& schema) {
    auto entries = writer.prepare("SELECT e.seq, e.type, e.body FROM sys_entry e WHERE EXISTS (SELECT 1 FROM sys_entry l "
                                  "WHERE l.record = e.record AND l.seq > l.record) ORDER BY e.record, e.seq");
    RecordRow row;
    while (entries->step()) {
        const auto* type = schema.type(entries->text(1));
        if (type == nullptr) continue; // of a module that is not here now
        const auto seq = entries->integer(0);
        const auto entry = parse_entry_body(entries->text(2));
        if (entry.record == row.id) {
            write_row(writer, *type, row, seq);
        } else {
            row = RecordRow{};
            row.values.resize(type->fields.size());
        }
        take_entry(*type, entry, seq, row);
    }
}

} // namespace shanhai::kernel
