#include "kernel/engine/store_audit.h"

#include "base/json.h"
#include "kernel/cube/cube.h"
#include "kernel/engine/applier.h"
#include "kernel/engine/schema_shape.h"
#include "kernel/engine/store_log.h"
#include "kernel/proof/signing_key.h"
#include "kernel/schema/as_of.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/series/series_seal.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

std::string space_text(const std::vector<Dimension>& space) {
    std::string text;
    for (const auto& dimension : space) text += dimension.name + "=" + dimension.domain + ";";
    return text;
}

// "[12,\"county\",null]" in just this spelling.
bool is_coordinate_key(std::string_view key, std::size_t dimensions) {
    try {
        const auto values = parse_own_json(key);
        if (!values.is_array() || values.get_array().size() != dimensions || json::serialize(values) != key)
            return false;
        return std::ranges::all_of(values.get_array(), [](const json::value& value) {
            return value.is_int64() || value.is_string() || value.is_null();
        });
    } catch (const std::exception&) {
        return false;
    }
}

// PostgreSQL holds its columns to their types; SQLite's own catalogue is there only in SQLite.
bool is_sqlite(Connection& reader) { return !reader.is_server(); }

} // namespace

void StoreAudit::check_database() {
    if (!is_sqlite(reader_)) return;
    const auto findings = reader_.prepare("PRAGMA integrity_check(20)");
    while (findings->step()) {
        if (findings->text(0) != "ok") report_(0, "the database file is damaged: " + std::string(findings->text(0)));
    }
}

void StoreAudit::check_meta() {
    for (const auto& [name, right] : std::initializer_list<std::pair<const char*, std::set<std::string>>>{
             {"format", {"1"}}, {"ready", {"1"}}, {"demo", {"0", "1"}}, {"hash", {"sha256", "sm3"}}}) {
        if (const auto value = meta(reader_, name); !right.contains(value))
            report_(0, "sys_meta: " + std::string(name) + " is \"" + value + "\"");
    }
    const auto key = meta(reader_, "log_key");
    if (!VerifierKey::parse(key)) report_(0, "sys_meta: the log's key cannot be read");
    const auto file = data_ / "log.key";
    if (std::filesystem::exists(file)) {
        const auto signing = SigningKey::load(file);
        if (!signing || signing->verifier().text() != key) report_(0, "log.key: it is not the key that sys_meta names");
    }
    try {
        const auto shape = parse_own_json(meta(reader_, "schema"));
        if (!shape.is_object() || !difference(shape.get_object(), shape_of(schema_), schema_).empty())
            report_(0, "sys_meta: the modules' shape is not that of the modules");
    } catch (const std::exception& error) {
        report_(0, std::string("sys_meta: the modules' shape cannot be read: ") + error.what());
    }
}

void StoreAudit::check_tiles(const std::vector<Subtree>& completed) {
    std::map<std::pair<std::int64_t, std::int64_t>, const Subtree*> missing;
    for (const auto& subtree : completed)
        missing[{subtree.height / tile_height, static_cast<std::int64_t>(subtree.place)}] = &subtree;
    const auto rows = reader_.prepare("SELECT level, place, hash FROM sys_tile ORDER BY level, place");
    while (rows->step()) {
        const auto found = missing.find({rows->integer(0), rows->integer(1)});
        const auto where = "tile " + std::to_string(rows->integer(0)) + "/" + std::to_string(rows->integer(1));
        if (found == missing.end()) {
            report_(0, where + ": there is no such tile in the tree");
            continue;
        }
        const auto& hash = found->second->hash;
        if (rows->bytes(2) != bytes_of(hash))
            report_(static_cast<std::int64_t>(found->second->place << found->second->height) + 1,
                    where + ": it is not the hash of the entries below it");
        missing.erase(found);
    }
    for (const auto& [place, subtree] : missing)
        report_(static_cast<std::int64_t>(subtree->place << subtree->height) + 1,
                "tile " + std::to_string(place.first) + "/" + std::to_string(place.second) + ": missing");
}

void StoreAudit::check_names() {
    std::set<std::string> missing;
    for (const auto& measure : schema_.measures) missing.insert(measure.name);
    const auto measures = reader_.prepare("SELECT id, name, meaning FROM sys_measure ORDER BY id");
    std::map<std::int64_t, std::string> space_of_measure;
    while (measures->step()) {
        const auto* measure = schema_.measure(measures->text(1));
        if (measure == nullptr || missing.erase(measure->name) == 0) {
            report_(0, "sys_measure " + std::to_string(measures->integer(0)) + ": \"" + std::string(measures->text(1)) +
                           "\" is no measure of the modules");
            continue;
        }
        if (measures->text(2) != meaning_of(*measure))
            report_(0, "measure " + measure->name + ": another meaning is stored");
        space_of_measure[measures->integer(0)] = space_text(schema_.spaces[static_cast<std::size_t>(measure->space)]);
    }
    for (const auto& name : missing) report_(0, "measure " + name + ": missing in sys_measure");
    std::map<std::int64_t, std::string> spaces;
    const auto named = reader_.prepare("SELECT id, dimensions FROM sys_space ORDER BY id");
    while (named->step()) {
        const std::string text(named->text(1));
        spaces[named->integer(0)] = text;
        if (std::ranges::none_of(schema_.spaces, [&](const auto& space) { return space_text(space) == text; }))
            report_(0, "sys_space " + std::to_string(named->integer(0)) +
                           ": no measure of the modules has these dimensions");
    }
    check_coordinates(spaces, space_of_measure);
}

void StoreAudit::check_coordinates(const std::map<std::int64_t, std::string>& spaces,
                                   const std::map<std::int64_t, std::string>& space_of_measure) {
    std::unordered_set<std::int64_t> used;
    for (const auto& [measure, coordinates] : used_) used.insert(coordinates.begin(), coordinates.end());
    std::unordered_map<std::int64_t, std::string> space_of;
    const auto rows = reader_.prepare("SELECT id, space, key, seal FROM sys_coordinate ORDER BY id");
    while (rows->step()) {
        const auto name = "coordinate " + std::to_string(rows->integer(0));
        const auto space = spaces.find(rows->integer(1));
        // What was moved away from a coordinate adds up to nothing there, so postings alone would not tell.
        if (rows->integer(3) != coordinate_seal(static_cast<CoordinateId>(rows->integer(0)), rows->text(2)))
            report_(0, name + ": it is not what was written there");
        if (space == spaces.end())
            report_(0, name + ": its space does not exist");
        else if (!is_coordinate_key(rows->text(2), static_cast<std::size_t>(std::ranges::count(space->second, ';'))))
            report_(0, name + ": its key cannot be read");
        else
            space_of[rows->integer(0)] = space->second;
        if (used.erase(rows->integer(0)) == 0) report_(0, name + ": no posting has it");
    }
    for (const auto& [measure, text] : space_of_measure) {
        for (const auto coordinate : used_[measure]) {
            const auto found = space_of.find(coordinate);
            if (found != space_of.end() && found->second != text)
                report_(0, "coordinate " + std::to_string(coordinate) + ": it has other dimensions than measure " +
                               std::to_string(measure));
        }
    }
}

void StoreAudit::check_counters() {
    std::map<std::string, std::int64_t> expected;
    for (const auto& type : schema_.types) {
        if (type->number.empty()) continue;
        const auto rows = reader_.prepare("SELECT number FROM " + sql_name(type->name));
        while (rows->step()) {
            if (const auto count = counted_number(*type, std::string(rows->text(0)))) {
                auto& highest = expected[count->counter];
                highest = std::max(highest, count->value);
            }
        }
    }
    const auto rows = reader_.prepare("SELECT name, value FROM sys_counter ORDER BY name");
    while (rows->step()) {
        const auto found = expected.find(std::string(rows->text(0)));
        const auto name = "counter " + std::string(rows->text(0));
        if (found == expected.end()) {
            const auto slash = rows->text(0).find('/');
            if (schema_.type(rows->text(0).substr(0, slash)) == nullptr) report_(0, name + ": of no type");
            continue;
        }
        if (found->second != rows->integer(1))
            report_(0, name + ": it stands at " + std::to_string(rows->integer(1)) + ", and the highest number is " +
                           std::to_string(found->second));
        expected.erase(found);
    }
    for (const auto& [name, value] : expected)
        report_(0, "counter " + name + ": missing; it stood at " + std::to_string(value));
}

// A column declared as nothing that there is takes any kind of value, and turns texts into numbers. (INT and nothing are what SQLite itself
// writes of a table that somebody made aside from a SELECT.)
void StoreAudit::check_declarations() {
    const auto rows = reader_.prepare(
        "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' "
        "AND c.type NOT IN ('INTEGER', 'BIGINT', 'TEXT', 'BLOB', 'INT', '') LIMIT 20");
    while (rows->step()) report_(0, fmt::format("{}.{}: declared as no kind of column", rows->text(0), rows->text(1)));
}

void StoreAudit::check_kinds() {
    if (!is_sqlite(reader_)) return;
    check_declarations();
    const bool sealed = has_series_seals(reader_); // or a store of an earlier program that is only read
    for (const auto& table : declared_system_tables()) {
        std::vector<std::pair<std::string, char>> columns;
        for (const auto& column : table.columns)
            if (column.name != "seal" || !table.name.starts_with("sys_series") || sealed)
                columns.emplace_back(column.name, column.kind);
        check_kinds_of(table.name, table.columns.front().name, columns);
    }
    for (const auto& type : schema_.types) {
        std::vector<std::pair<std::string, char>> columns = {
            {"version", 'i'},    {"void", 'i'},       {"number", 't'},   {"state", 't'},    {"created_at", 't'},
            {"created_by", 't'}, {"updated_at", 't'}, {"deadline", 't'}, {"escalated", 't'}};
        for (const auto& field : type->fields)
            columns.emplace_back(field.name, column_type_of(field) == "TEXT" ? 't' : 'i');
        check_kinds_of(type->name, "id", columns);
        columns.emplace_back("sys_until", 'i');
        check_kinds_of("sys_past_" + type->name, "id", columns);
    }
}

void StoreAudit::check_truths() {
    for (const auto& type : schema_.types) {
        std::string wrong = "void NOT IN (0, 1)";
        for (const auto& field : type->fields)
            if (field.kind == FieldKind::boolean) wrong += " OR " + sql_name(field.name) + " NOT IN (0, 1)";
        for (const auto& table : {sql_name(type->name), past_table(*type)}) {
            const auto rows = reader_.prepare(fmt::format("SELECT id FROM {} WHERE {} LIMIT 20", table, wrong));
            while (rows->step()) report_(0, fmt::format("{} {}: a yes or no is neither", table, rows->text(0)));
        }
    }
}

void StoreAudit::check_kinds_of(const std::string& table, const std::string& key,
                                const std::vector<std::pair<std::string, char>>& columns) {
    const auto present = reader_.columns_of(table);
    std::string wrong;
    for (const auto& [name, kind] : columns) {
        if (!present.contains(name)) {
            report_(0, table + ": the column " + name + " is missing");
            continue;
        }
        const auto* expected = kind == 'i' ? "'integer'" : kind == 't' ? "'text'" : "'blob'";
        wrong += fmt::format("{}typeof({}) NOT IN ({}, 'null')", wrong.empty() ? "" : " OR ", sql_name(name), expected);
    }
    if (wrong.empty() || !present.contains(key)) return;
    const auto rows =
        reader_.prepare(fmt::format("SELECT {} FROM {} WHERE {} LIMIT 20", sql_name(key), sql_name(table), wrong));
    while (rows->step())
        report_(table == "sys_entry" || !table.starts_with("sys_") ? rows->integer(0) : 0,
                fmt::format("\"{}\" {}: a column holds another kind of value", table, rows->text(0)));
}

void StoreAudit::see_posting(const Statement& row) {
    seen_.add(
        seal_of({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5)}));
    used_[row.integer(0)].insert(row.integer(1));
}

void StoreAudit::finish_postings() {
    const auto sealed = read_posting_seal(reader_);
    if (sealed && *sealed == seen_) return;
    report_(0, sealed ? "sys_posting: the postings are not those that were made"
                      : "sys_meta: the seal of the postings cannot be read");
    name_odd_postings();
}

// A posting belongs to an entry of its own record, or to a later one of a record that it refers to.
void StoreAudit::name_odd_postings() {
    const auto odd = reader_.prepare(
        "SELECT p.entry, p.record, m.name FROM sys_posting p LEFT JOIN sys_entry e ON e.seq = p.entry LEFT JOIN sys_measure m "
        "ON m.id = p.measure WHERE e.seq IS NULL OR p.entry < p.record OR (e.record <> p.record AND e.action = 'create') "
        "LIMIT 20");
    while (odd->step())
        report_(odd->integer(1), "posting of record " + std::to_string(odd->integer(1)) + " to " +
                                     std::string(odd->text(2)) + ": entry " + std::to_string(odd->integer(0)) +
                                     " did not make it");
}

} // namespace shanhai::kernel
