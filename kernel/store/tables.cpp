#include "kernel/store/tables.h"

#include "base/hash.h"
#include "kernel/schema/sql_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

// sys_person_key: the keys that personal values are sealed under; a row less is a person erased. sys_doomed_file: files that
// must go although a crash came between the commit that says so and their end. sys_file_check: what an upload was found to
// be, and who brought it on which day (since 1970, in Shanghai). sys_file_upload, sys_file_use: who brought a file, and which
// fields hold or held it, which decides who may have it. sys_job: since when a job is known; sys_job_run: its due times, each
// claimed by its row before it is run. sys_notice: what people were told; sys_delivery: what of it still has to leave the
// house, or did; sys_channel: where a person wants to be told.
// sys_series: up to which second the readings of a series were let go; sys_series_station: a station's line in a series, and the
// hour after its last block; the readings of a line's hour are either in sys_series_recent or in a block of sys_series_hour;
// sys_series_day: the days (since 1970, in Shanghai) of what stands in blocks; months are added up from them; sys_series_moved:
// the days whose numbers moved since they were last made into records, and how often. `seal` sums up a row that nothing else
// tells a second time; it can be absent only until the store of an earlier program got it.
// sys_batch: large work under way; sys_batch_part: the stretches of entries that it wrote so far. Both are empty when none is.
constexpr std::string_view system_tables = R"sql(
CREATE TABLE sys_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_entry (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, record INTEGER NOT NULL,
    action TEXT NOT NULL, body TEXT NOT NULL, leaf BLOB NOT NULL);
CREATE INDEX sys_entry_record ON sys_entry (record, seq);
CREATE TABLE sys_tile (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, place)) WITHOUT ROWID;
CREATE TABLE sys_measure (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, meaning TEXT NOT NULL);
CREATE TABLE sys_space (id INTEGER PRIMARY KEY, dimensions TEXT NOT NULL UNIQUE);
CREATE TABLE sys_coordinate (id INTEGER PRIMARY KEY, space INTEGER NOT NULL, key TEXT NOT NULL, seal BIGINT NOT NULL);
CREATE TABLE sys_balance (
    measure INTEGER NOT NULL, per TEXT NOT NULL, key TEXT NOT NULL, value INTEGER NOT NULL,
    PRIMARY KEY (measure, per, key)) WITHOUT ROWID;
CREATE TABLE sys_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_request (
    actor TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, reply TEXT NOT NULL,
    PRIMARY KEY (actor, key)) WITHOUT ROWID;
CREATE INDEX sys_request_at ON sys_request (at);
CREATE TABLE sys_credential (
    name TEXT PRIMARY KEY, person BIGINT NOT NULL, password TEXT NOT NULL, must_change INTEGER NOT NULL, changed BIGINT NOT NULL,
    totp_secret TEXT NOT NULL, totp_on INTEGER NOT NULL, totp_step BIGINT NOT NULL, subject TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sys_credential_subject ON sys_credential (subject);
CREATE TABLE sys_recovery_code (name TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (name, code)) WITHOUT ROWID;
CREATE TABLE sys_session (
    token BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, person BIGINT NOT NULL, csrf TEXT NOT NULL,
    how TEXT NOT NULL, restricted INTEGER NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL, started BIGINT NOT NULL, rotated BIGINT NOT NULL,
    used BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX sys_session_name ON sys_session (name);
CREATE TABLE sys_token (
    token BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, person BIGINT NOT NULL, title TEXT NOT NULL, scope TEXT NOT NULL,
    created BIGINT NOT NULL, until BIGINT NOT NULL, used BIGINT NOT NULL, address TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_lockout (name TEXT PRIMARY KEY, failures BIGINT NOT NULL, last BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_access_event (
    id BIGINT PRIMARY KEY, at BIGINT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, made_by TEXT NOT NULL,
    address TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX sys_access_event_name ON sys_access_event (name, id);
CREATE TABLE sys_refusal (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, source TEXT NOT NULL, operation TEXT NOT NULL,
    type TEXT NOT NULL, record INTEGER NOT NULL, code TEXT NOT NULL);
CREATE TABLE sys_file (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_person_key (person INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, at INTEGER NOT NULL);
CREATE TABLE sys_doomed_file (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sys_file_check (sha256 TEXT PRIMARY KEY, form TEXT NOT NULL, kept_location INTEGER NOT NULL, scan TEXT NOT NULL, uploader TEXT NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_file_upload (sha256 TEXT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (sha256, actor)) WITHOUT ROWID;
CREATE TABLE sys_file_use (
    sha256 TEXT NOT NULL, record BIGINT NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL, PRIMARY KEY (sha256, record, field)) WITHOUT ROWID;
CREATE TABLE sys_job (name TEXT PRIMARY KEY, since BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE sys_job_run (
    job TEXT NOT NULL, due BIGINT NOT NULL, asked_by TEXT NOT NULL, attempt INTEGER NOT NULL, started BIGINT NOT NULL,
    ended BIGINT NOT NULL, outcome TEXT NOT NULL, said TEXT NOT NULL, entries TEXT NOT NULL, PRIMARY KEY (job, due)) WITHOUT ROWID;
CREATE TABLE sys_notice (
    id BIGINT PRIMARY KEY, person TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, record BIGINT NOT NULL,
    entry BIGINT NOT NULL, detail TEXT NOT NULL, at BIGINT NOT NULL, seen BIGINT NOT NULL);
CREATE UNIQUE INDEX sys_notice_key ON sys_notice (person, key);
CREATE INDEX sys_notice_person ON sys_notice (person, seen, id);
CREATE TABLE sys_delivery (
    id BIGINT PRIMARY KEY, notice BIGINT NOT NULL, person TEXT NOT NULL, channel TEXT NOT NULL, tries INTEGER NOT NULL, due BIGINT NOT NULL,
    state TEXT NOT NULL, error TEXT NOT NULL, ended BIGINT NOT NULL);
CREATE INDEX sys_delivery_due ON sys_delivery (state, due);
CREATE INDEX sys_delivery_person ON sys_delivery (person, id);
CREATE TABLE sys_channel (
    person TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL, kinds TEXT NOT NULL, secret TEXT NOT NULL,
    PRIMARY KEY (person, channel)) WITHOUT ROWID;
CREATE TABLE sys_batch (id BIGINT PRIMARY KEY, actor TEXT NOT NULL, about TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE sys_batch_part (
    batch BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (batch, first)) WITHOUT ROWID;
CREATE TABLE sys_series (name TEXT PRIMARY KEY, decimals INTEGER NOT NULL, dropped BIGINT NOT NULL, seal BIGINT) WITHOUT ROWID;
CREATE TABLE sys_series_station (id INTEGER PRIMARY KEY, series TEXT NOT NULL, station BIGINT NOT NULL, sealed BIGINT NOT NULL, seal BIGINT);
CREATE UNIQUE INDEX sys_series_station_of ON sys_series_station (series, station);
CREATE TABLE sys_series_recent (band BIGINT NOT NULL, at BIGINT NOT NULL, readings BLOB NOT NULL, PRIMARY KEY (band, at)) WITHOUT ROWID;
CREATE TABLE sys_series_hour (
    line BIGINT NOT NULL, hour BIGINT NOT NULL, count BIGINT NOT NULL, flagged BIGINT NOT NULL, sum BIGINT NOT NULL,
    low BIGINT NOT NULL, high BIGINT NOT NULL, last_at BIGINT NOT NULL, last BIGINT NOT NULL, block BLOB NOT NULL,
    seal BIGINT, PRIMARY KEY (line, hour)) WITHOUT ROWID;
CREATE TABLE sys_series_day (
    line BIGINT NOT NULL, day BIGINT NOT NULL, count BIGINT NOT NULL, flagged BIGINT NOT NULL, sum BIGINT NOT NULL,
    low BIGINT NOT NULL, high BIGINT NOT NULL, last_at BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (line, day)) WITHOUT ROWID;
CREATE TABLE sys_series_moved (band BIGINT NOT NULL, day BIGINT NOT NULL, times BIGINT NOT NULL, seal BIGINT, PRIMARY KEY (band, day)) WITHOUT ROWID;
CREATE TABLE sys_series_correction (
    line BIGINT NOT NULL, at BIGINT NOT NULL, nth INTEGER NOT NULL, old_value BIGINT NOT NULL, old_quality INTEGER NOT NULL,
    value BIGINT NOT NULL, quality INTEGER NOT NULL, who TEXT NOT NULL, made BIGINT NOT NULL, why TEXT NOT NULL,
    seal BIGINT, PRIMARY KEY (line, at, nth)) WITHOUT ROWID;
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

// What is found by which words: docs/search.md.
constexpr std::string_view search_tables = R"sql(
CREATE TABLE sys_search_block (token BIGINT NOT NULL, oldest BIGINT NOT NULL, ids BLOB NOT NULL, PRIMARY KEY (token, oldest)) WITHOUT ROWID;
CREATE TABLE sys_search_fresh (id INTEGER PRIMARY KEY, type TEXT NOT NULL, tokens BLOB NOT NULL);
)sql";

std::string column_type(const Field& field) {
    if (field.is_personal()) return "TEXT"; // sealed, whatever it is
    switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money:
    case FieldKind::boolean:
    case FieldKind::ref: return "INTEGER";
    default: return "TEXT";
    }
}

// Whether a field is required may change tomorrow, and one that joins later finds records without it: that is for the
// kernel to check, not for the table.
std::string column_definition(const Field& field) {
    auto sql = "\"" + field.name + "\" " + column_type(field);
    if (field.kind == FieldKind::ref) sql += " REFERENCES \"" + field.ref + "\" (id)";
    return sql;
}

std::string create_table(const RecordType& type) {
    auto sql =
        "CREATE TABLE \"" + type.name +
        "\" (id INTEGER PRIMARY KEY, number TEXT, state TEXT, version INTEGER NOT NULL, "
        "void INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, "
        "deadline TEXT, escalated TEXT";
    for (const auto& field : type.fields) sql += ", " + column_definition(field);
    return sql + ")";
}

// The rows that records once had; see AsOf.
void create_past_table(Connection& writer, const RecordType& type) {
    auto sql = "CREATE TABLE " + past_table(type) +
               " (id INTEGER NOT NULL, number TEXT, state TEXT, version INTEGER NOT NULL, void INTEGER NOT NULL, "
               "created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, deadline TEXT, "
               "escalated TEXT, sys_until INTEGER NOT NULL";
    for (const auto& field : type.fields) sql += ", \"" + field.name + "\" " + column_type(field);
    writer.execute(sql + ", PRIMARY KEY (id, version))");
    writer.execute("CREATE INDEX \"sys_past_" + type.name + "_until\" ON " + past_table(type) + " (sys_until)");
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

void bring_type(Connection& writer, const RecordType& type) {
    const auto columns = writer.columns_of(type.name);
    if (columns.empty()) {
        writer.execute(create_table(type));
        create_past_table(writer, type);
        create_indexes(writer, type);
        return;
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
        writer.execute("ALTER TABLE \"" + type.name + "\" ADD COLUMN " + column_definition(field));
    }
    create_indexes(writer, type);
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

std::string column_type_of(const Field& field) { return column_type(field); }

std::string meaning_of(const Field& field) {
    if (field.is_personal()) return "personal " + std::string(name_of(field.kind));
    switch (field.kind) {
    case FieldKind::long_text: return "text";
    case FieldKind::decimal: return "decimal " + std::to_string(field.scale);
    case FieldKind::ref: return "ref " + field.ref;
    default: return std::string(name_of(field.kind));
    }
}

std::string meaning_of(const Measure& measure, const FormerNames& former) {
    std::string text = measure.type + "|" + measure.value.sql + "|" + measure.on.sql + "|" + measure.when.sql;
    for (std::size_t i = 0; i < measure.dimensions.size(); ++i) {
        const auto& dimension = measure.dimensions[i];
        text += fmt::format("|{}={}={}", dimension.name, dimension.domain, measure.coordinates[i].sql);
    }
    for (const auto& [now, then] : former)
        text = replace_all(text, fmt::format(".\"{}\"", now), fmt::format(".\"{}\"", then));
    return hex(sha256(text + "|" + measure.unit.name + "|" + std::to_string(measure.unit.scale))).substr(0, 32);
}

void create_system_tables(Connection& writer) {
    writer.execute(system_tables);
    writer.execute(writer.is_server() ? postings_on_a_server : postings_in_a_file);
    create_search_tables(writer);
}

void create_search_tables(Connection& writer) { writer.execute(search_tables); }

void create_missing_system_tables(Connection& writer) {
    bool missing = false;
    for (const auto statement : split(system_tables, ';')) {
        const auto sql = trim(statement);
        constexpr std::string_view create = "CREATE TABLE ";
        if (sql.starts_with(create))
            missing = writer.columns_of(trim(sql.substr(create.size(), sql.find('(') - create.size()))).empty();
        if (missing && !sql.empty()) writer.execute(std::string(sql) + ";");
    }
}

Result<std::vector<int>> bring_tables_to(Connection& writer, const Schema& schema) {
    for (const auto& type : schema.types) bring_type(writer, *type);
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
        }
        known.reset();
    }
    return fresh;
}

// Reads our own text above: "CREATE TABLE name (column TYPE …, …, PRIMARY KEY (…))".
namespace {

std::vector<SystemTable> read_declarations() {
    constexpr std::string_view create = "CREATE TABLE ";
    const auto declared = std::string(system_tables) + std::string(postings_in_a_file) + std::string(search_tables);
    std::vector<SystemTable> tables;
    for (auto at = declared.find(create); at != std::string::npos; at = declared.find(create, at)) {
        at += create.size();
        const auto open = declared.find('(', at);
        auto& table = tables.emplace_back();
        table.name = trim(std::string_view(declared).substr(at, open - at));
        int depth = 0;
        auto begin = open + 1;
        for (at = open;; ++at) {
            const char c = declared[at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (!(c == ',' && depth == 1) && !(c == ')' && depth == 0)) continue;
            const auto words = split(trim(std::string_view(declared).substr(begin, at - begin)), ' ');
            begin = at + 1;
            if (words.size() > 1 && words[0].front() >= 'a')
                table.columns.push_back({std::string(words[0]), words[1] == "TEXT"   ? 't'
                                                                : words[1] == "BLOB" ? 'b'
                                                                                     : 'i'});
            if (depth == 0) break;
        }
    }
    return tables;
}

} // namespace

const std::vector<SystemTable>& declared_system_tables() {
    static const auto tables = read_declarations();
    return tables;
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
