#include "kernel/store/tables.h"

#include "base/hash.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

constexpr std::string_view system_tables = R"sql(
CREATE TABLE sys_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_entry (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, record INTEGER NOT NULL,
    action TEXT NOT NULL, body TEXT NOT NULL, leaf BLOB NOT NULL);
CREATE INDEX sys_entry_record ON sys_entry (record, seq);
CREATE TABLE sys_measure (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, meaning TEXT NOT NULL);
CREATE TABLE sys_space (id INTEGER PRIMARY KEY, dimensions TEXT NOT NULL UNIQUE);
CREATE TABLE sys_coordinate (id INTEGER PRIMARY KEY, space INTEGER NOT NULL, key TEXT NOT NULL);
CREATE TABLE sys_balance (
    measure INTEGER NOT NULL, per TEXT NOT NULL, key TEXT NOT NULL, value INTEGER NOT NULL,
    PRIMARY KEY (measure, per, key)) WITHOUT ROWID;
CREATE TABLE sys_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_request (
    actor TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, reply TEXT NOT NULL,
    PRIMARY KEY (actor, key)) WITHOUT ROWID;
CREATE INDEX sys_request_at ON sys_request (at);
CREATE TABLE sys_user (name TEXT PRIMARY KEY, password TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_session (token BLOB PRIMARY KEY, user TEXT NOT NULL, started INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_file (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// SQLite keeps the postings in the order in which the cube reads them.
constexpr std::string_view postings_in_a_file = R"sql(
CREATE TABLE sys_posting (
    measure INTEGER NOT NULL, coordinate INTEGER NOT NULL, day INTEGER NOT NULL, entry INTEGER NOT NULL, record INTEGER NOT NULL,
    value INTEGER NOT NULL, PRIMARY KEY (measure, coordinate, day, entry, record)) WITHOUT ROWID;
CREATE INDEX sys_posting_record ON sys_posting (record, entry);
)sql";
// A server's may one day lie on several machines, each posting beside the entry that made it (docs/store.md): then every
// unique key has to begin with the entry.
constexpr std::string_view postings_on_a_server = R"sql(
CREATE TABLE sys_posting (
    measure INTEGER NOT NULL, coordinate INTEGER NOT NULL, day INTEGER NOT NULL, entry INTEGER NOT NULL, record INTEGER NOT NULL,
    value INTEGER NOT NULL, PRIMARY KEY (entry, record, measure, coordinate, day));
CREATE INDEX sys_posting_measure ON sys_posting (measure, coordinate, day);
CREATE INDEX sys_posting_record ON sys_posting (record, entry);
)sql";

std::string column_type(const Field& field) {
    switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money:
    case FieldKind::boolean:
    case FieldKind::ref: return "INTEGER";
    default: return "TEXT";
    }
}

// A required field is NOT NULL from the first day; one that joins later cannot be, and is checked by the kernel alone.
std::string column_definition(const Field& field, bool with_constraint) {
    auto sql = "\"" + field.name + "\" " + column_type(field);
    if (with_constraint && field.required) sql += " NOT NULL";
    if (field.kind == FieldKind::ref) sql += " REFERENCES \"" + field.ref + "\" (id)";
    return sql;
}

std::string create_table(const RecordType& type) {
    auto sql =
        "CREATE TABLE \"" + type.name +
        "\" (id INTEGER PRIMARY KEY, number TEXT, state TEXT, version INTEGER NOT NULL, "
        "void INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, "
        "deadline TEXT, escalated TEXT";
    for (const auto& field : type.fields) sql += ", " + column_definition(field, true);
    return sql + ")";
}

// The rows that records once had; see AsOf.
void create_past_table(Connection& writer, const RecordType& type) {
    auto sql = "CREATE TABLE " + past_table(type) +
               " (id INTEGER NOT NULL, number TEXT, state TEXT, version INTEGER NOT NULL, void INTEGER NOT NULL, "
               "created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, deadline TEXT, "
               "escalated TEXT, until INTEGER NOT NULL";
    for (const auto& field : type.fields) sql += ", \"" + field.name + "\" " + column_type(field);
    writer.execute(sql + ", PRIMARY KEY (id, version))");
    writer.execute("CREATE INDEX \"sys_past_" + type.name + "_until\" ON " + past_table(type) + " (until)");
}

void create_index(Connection& writer, const RecordType& type, const std::string& column, bool unique) {
    writer.execute(std::string("CREATE ") + (unique ? "UNIQUE " : "") + "INDEX IF NOT EXISTS \"" + type.name + "_" +
                   column + "\" ON \"" + type.name + "\" (\"" + column + "\")" + (unique ? " WHERE void = 0" : ""));
}

void create_indexes(Connection& writer, const RecordType& type) {
    if (!type.number.empty()) create_index(writer, type, "number", false);
    for (const auto& field : type.fields) {
        if (field.unique)
            create_index(writer, type, field.name, true);
        else if (field.kind == FieldKind::ref)
            create_index(writer, type, field.name, false);
    }
    for (const auto& name : type.lookup) {
        const auto* field = type.field(name);
        if (field != nullptr && !field->unique && field->kind != FieldKind::ref)
            create_index(writer, type, name, false);
    }
}

bool has_records(Connection& writer, const RecordType& type) {
    auto statement = writer.prepare("SELECT 1 FROM \"" + type.name + "\" LIMIT 1");
    return statement->step();
}

// What the values of a field mean, beyond the type of its column: the same integer is another amount at another scale.
std::string meaning_of(const Field& field) {
    switch (field.kind) {
    case FieldKind::long_text: return "text";
    case FieldKind::decimal: return "decimal " + std::to_string(field.scale);
    case FieldKind::ref: return "ref " + field.ref;
    default: return std::string(name_of(field.kind));
    }
}

Done check_meanings(Connection& writer, const RecordType& type) {
    for (const auto& field : type.fields) {
        const auto name = "field " + type.name + "." + field.name;
        const auto meaning = meaning_of(field);
        const auto known = meta(writer, name);
        if (known.empty())
            set_meta(writer, name, meaning);
        else if (known != meaning)
            return refuse("store.schema_changed", {}, {{"what", type.name + "." + field.name + " changed its kind"}});
    }
    return {};
}

Done bring_type(Connection& writer, const RecordType& type) {
    TRY_DO(check_meanings(writer, type));
    const auto columns = writer.columns_of(type.name);
    if (columns.empty()) {
        writer.execute(create_table(type));
        create_past_table(writer, type);
        create_indexes(writer, type);
        return {};
    }
    for (const std::string name : {"deadline", "escalated"}) {
        if (!columns.contains(name)) writer.execute("ALTER TABLE \"" + type.name + "\" ADD COLUMN " + name + " TEXT");
    }
    const auto past_columns = writer.columns_of("sys_past_" + type.name);
    if (past_columns.empty()) create_past_table(writer, type);
    for (const auto& field : type.fields) {
        if (!past_columns.empty() && !past_columns.contains(field.name))
            writer.execute("ALTER TABLE " + past_table(type) + " ADD COLUMN \"" + field.name + "\" " +
                           column_type(field));
    }
    for (const auto& field : type.fields) {
        if (columns.contains(field.name)) continue;
        if (field.required && !field.initial && has_records(writer, type)) {
            return refuse("store.schema_changed", {},
                          {{"what", type.name + "." + field.name + " is new and required"}});
        }
        writer.execute("ALTER TABLE \"" + type.name + "\" ADD COLUMN " + column_definition(field, false));
    }
    create_indexes(writer, type);
    return {};
}

// Two schemas with equal meaning post equal numbers; titles and the like do not count.
std::string meaning_of(const Measure& measure) {
    std::string text = measure.type + "|" + measure.value.sql + "|" + measure.on.sql + "|" + measure.when.sql;
    for (std::size_t i = 0; i < measure.dimensions.size(); ++i)
        text += "|" + measure.dimensions[i].name + "=" + measure.coordinates[i].sql;
    for (const auto& key : measure.per) text += "|per " + key.name + "=" + join(key.fields, "+");
    return hex(sha256(text + "|" + std::to_string(measure.unit.scale))).substr(0, 32);
}

// Lets the database read every expression of the schema without running it.
class ExpressionTrial {
public:
    ExpressionTrial(Connection& writer, const Schema& schema) : writer_(writer), schema_(schema) {}

    Done run() {
        for (const auto& type : schema_.types) {
            for (const auto& rule : type->rules) try_one(rule.that, *type, rule.source);
            for (const auto& transition : type->transitions) try_one(transition.guard, *type, transition.source);
        }
        for (const auto& measure : schema_.measures) {
            for (const auto* expression : {&measure.value, &measure.on, &measure.when})
                try_one(*expression, *schema_.type(measure.type), measure.source);
        }
        if (problem_) return std::unexpected(*std::move(problem_));
        return {};
    }

private:
    void try_one(const SqlExpression& expression, const RecordType& type, const Source& source) {
        if (expression.empty()) return;
        const std::set<std::string> paths(expression.paths.begin(), expression.paths.end());
        writer_.execute("SAVEPOINT trial"); // a server gives up the transaction at the first wrong statement
        try {
            (void)writer_.prepare("SELECT (" + expression.sql + ") FROM " + from_with_joins(type, paths, schema_));
            writer_.execute("RELEASE trial");
        } catch (const StoreError& error) {
            writer_.execute("ROLLBACK TO trial; RELEASE trial");
            const auto line = std::to_string(source.line);
            Problem problem{"schema.expression",
                            source.file + ":" + line,
                            {{"text", expression.sql}, {"what", error.what()}, {"file", source.file}, {"line", line}},
                            std::nullopt,
                            {}};
            if (problem_)
                problem_->also.push_back(std::move(problem));
            else
                problem_ = std::move(problem);
        }
    }

    Connection& writer_;
    const Schema& schema_;
    std::optional<Problem> problem_;
};

} // namespace

void create_system_tables(Connection& writer) {
    writer.execute(system_tables);
    writer.execute(writer.is_server() ? postings_on_a_server : postings_in_a_file);
}

Result<std::vector<int>> bring_tables_to(Connection& writer, const Schema& schema) {
    for (const auto& type : schema.types) TRY_DO(bring_type(writer, *type));
    TRY_DO(ExpressionTrial(writer, schema).run());
    std::vector<int> fresh;
    for (const auto& measure : schema.measures) {
        const auto meaning = meaning_of(measure);
        auto& known = writer.prepared("SELECT meaning FROM sys_measure WHERE name = ?");
        known.bind(measure.name);
        if (!known.step()) {
            writer
                .prepared(
                    "INSERT INTO sys_measure (id, name, meaning) SELECT coalesce(max(id), 0) + 1, ?, ? FROM sys_measure")
                .bind(measure.name)
                .bind(meaning)
                .run();
            fresh.push_back(measure.number);
        } else if (known.text(0) != meaning) {
            known.reset();
            return refuse("store.schema_changed", {}, {{"what", "measure " + measure.name + " changed its meaning"}});
        }
        known.reset();
    }
    return fresh;
}

bool has_system_tables(Connection& connection) { return !connection.columns_of("sys_meta").empty(); }

std::string meta(Connection& connection, std::string_view name) {
    auto& statement = connection.prepared("SELECT value FROM sys_meta WHERE name = ?");
    statement.bind(name);
    const Resetting done(statement);
    return statement.step() ? std::string(statement.text(0)) : std::string{};
}

void set_meta(Connection& writer, std::string_view name, std::string_view value) {
    writer
        .prepared(
            "INSERT INTO sys_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(value)
        .run();
}

} // namespace shanhai::kernel
