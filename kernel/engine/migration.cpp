#include "kernel/engine/migration.h"

#include "base/check.h"
#include "kernel/engine/applier.h"
#include "kernel/engine/past_rows.h"
#include "kernel/engine/schema_fit.h"
#include "kernel/engine/whole_history.h"
#include "kernel/records/record_rows.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

json::object stored_shape(Connection& connection) {
    const auto saved = meta(connection, "schema");
    if (saved.empty()) return {};
    const auto shape = parse_own_json(saved);
    check(shape.is_object(), "the store's shape is an object");
    return shape.get_object();
}

// Columns keep their values under the new name; indexes are made again under theirs.
void rename_columns(Connection& writer, const json::object& stored, const Schema& schema) {
    for (const auto& type : schema.types) {
        const auto& fields = object_at(object_at(object_at(stored, "types"), type->name), "fields");
        for (const auto& field : type->fields) {
            const auto then = stored_name(fields, field);
            if (then.empty() || then == field.name) continue;
            writer.execute("DROP INDEX IF EXISTS " + sql_name(type->name + "_" + then));
            for (const auto& table : {sql_name(type->name), past_table(*type)}) {
                if (table == past_table(*type) && !has_past(writer, *type)) continue;
                writer.execute("ALTER TABLE " + table + " RENAME COLUMN " + sql_name(then) + " TO " +
                               sql_name(field.name));
            }
        }
    }
}

// A type without records, one of whose fields is now of another kind, gets its table anew.
void drop_outdated_tables(Connection& writer, const json::object& stored, const Schema& schema) {
    for (const auto& type : schema.types) {
        const auto& fields = object_at(object_at(object_at(stored, "types"), type->name), "fields");
        const bool outdated = std::ranges::any_of(type->fields, [&](const Field& field) {
            const auto* shape = fields.if_contains(field.name);
            return shape != nullptr && shape->at("column").as_string() != column_type_of(field);
        });
        if (!outdated) continue;
        writer.execute("DROP TABLE " + sql_name(type->name));
        writer.execute("DROP TABLE IF EXISTS " + past_table(*type));
    }
}

// What was unique and is not any more, or the other way round: the index is made again.
void drop_changed_indexes(Connection& writer, const json::object& stored, const Schema& schema) {
    for (const auto& type : schema.types) {
        const auto& fields = object_at(object_at(object_at(stored, "types"), type->name), "fields");
        for (const auto& field : type->fields) {
            const auto* shape = fields.if_contains(field.name);
            if (shape != nullptr && shape->at("unique").as_bool() != field.unique)
                writer.execute("DROP INDEX IF EXISTS " + sql_name(type->name + "_" + field.name));
        }
    }
}

// Postings can be made again from the journal. Left behind, they would be of the past when the measure comes back. One that
// means something else now, and has posted nothing yet, is a new one.
void forget_measures(Connection& writer, const json::object& stored, const Schema& schema) {
    const auto former = renamed_fields(stored, schema);
    bool any = false;
    for (const auto& [name, shape] : object_at(stored, "measures")) {
        const auto* measure = schema.measure(name);
        const auto& meaning = shape.at("meaning").as_string();
        if (measure != nullptr && (meaning == meaning_of(*measure) || meaning == meaning_of(*measure, former)))
            continue;
        for (const auto* table : {"sys_posting", "sys_balance"}) {
            writer
                .prepared("DELETE FROM " + std::string(table) +
                          " WHERE measure = (SELECT id FROM sys_measure WHERE name = ?)")
                .bind(name)
                .run();
        }
        writer.prepared("DELETE FROM sys_measure WHERE name = ?").bind(name).run();
        any = true;
    }
    if (!any) return;
    writer.execute("DELETE FROM sys_coordinate WHERE id NOT IN (SELECT coordinate FROM sys_posting)");
    writer.execute("DELETE FROM sys_space WHERE id NOT IN (SELECT space FROM sys_coordinate)");
}

void refresh_kept_measures(Connection& writer, const json::object& stored, const json::object& now,
                           const Schema& schema) {
    for (const auto& measure : schema.measures) {
        const auto& before = object_at(object_at(stored, "measures"), measure.name);
        if (before.empty()) continue;
        const auto meaning = meaning_of(measure);
        writer.prepared("UPDATE sys_measure SET meaning = ? WHERE name = ?").bind(meaning).bind(measure.name).run();
        if (before.at("per") != object_at(object_at(now, "measures"), measure.name).at("per"))
            add_up_balances(writer, schema, measure);
    }
}

// Each record that has no value yet gets the default by an amendment like any other.
Done fill_default(Connection& writer, Applier& applier, const Schema& schema, const DefaultToFill& fill, Moment at) {
    auto input = TRY(read_field(*fill.field, parse_own_json(*fill.field->initial)));
    auto value = std::move(input.value);
    if (input.is_reference) value = TRY(find_record(writer, *schema.type(fill.field->ref), input.reference, false));
    std::vector<std::int64_t> records;
    const auto empty = writer.prepare("SELECT id FROM " + sql_name(fill.type->name) + " WHERE void = 0 AND " +
                                      sql_name(fill.field->name) + " IS NULL ORDER BY id");
    while (empty->step()) records.push_back(empty->integer(0));
    for (const auto record : records) {
        Entry entry;
        entry.seq = applier.journal().next_seq();
        entry.record = record;
        entry.at = at;
        entry.actor = "system";
        entry.type = fill.type->name;
        entry.action = "amend";
        entry.reason = "schema: " + fill.type->name + "." + fill.field->name + " became required";
        entry.set[fill.field->name] = field_json(*fill.field, value);
        entry.was[fill.field->name] = nullptr;
        applier.replay(entry.seq, entry_body(entry));
    }
    return {};
}

} // namespace

void remember_schema(Connection& writer, const Schema& schema) {
    set_meta(writer, "schema", canonical_json(shape_of(schema)));
}

Done check_shape(Connection& reader, const Schema& schema) {
    const auto found = difference(stored_shape(reader), shape_of(schema), schema);
    if (!found.tables_differ || meta(reader, "schema").empty()) return {};
    return refuse("store.must_migrate", {}, {{"what", json::serialize(found.as_json())}});
}

Done migrate_schema(Connection& writer, const Schema& schema, const std::filesystem::path& data, Moment now) {
    const auto stored = stored_shape(writer);
    const auto shape = shape_of(schema);
    const auto found = difference(stored, shape, schema);
    std::vector<DefaultToFill> fills;
    if (!found.empty() && !stored.empty()) {
        fills = TRY(check_fit(writer, stored, schema));
        forget_measures(writer, stored, schema);
        rename_columns(writer, stored, schema);
        drop_changed_indexes(writer, stored, schema);
        drop_outdated_tables(writer, stored, schema);
    }
    const auto without_past = types_without_past(writer, schema);
    const auto fresh = TRY(bring_tables_to(writer, schema));
    write_past_rows(writer, without_past);
    SearchIndex(writer, schema).bring_up_to_date();
    if (found.empty()) return {};
    refresh_kept_measures(writer, stored, shape, schema);
    if (!fresh.empty()) post_whole_history(writer, schema, fresh, data / ".migration");
    if (!fresh.empty() || !found.removed.empty() || !found.changed.empty()) renew_posting_seal(writer);

    Cube cube(schema);
    cube.load(writer);
    Applier applier(writer, schema, cube);
    Entry entry;
    entry.seq = applier.journal().next_seq();
    entry.at = std::max(now, applier.journal().last_at());
    entry.actor = "system";
    entry.action = "schema";
    entry.set = found.as_json();
    entry.set["schema"] = shape_hash(shape);
    applier.journal().append(entry);
    for (const auto& fill : fills) TRY_DO(fill_default(writer, applier, schema, fill, entry.at));
    applier.flush();
    applier.journal().seal();
    remember_schema(writer, schema);
    return {};
}

} // namespace shanhai::kernel
