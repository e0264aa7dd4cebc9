#include "kernel/store/postgres_session.h"

#include "base/text.h"

#include <array>
#include <chrono>
#include <thread>

namespace shanhai::kernel {

namespace {

constexpr int oldest_version = 150000;
constexpr std::size_t most_pending = 1000;       // answers that the server holds for us
constexpr std::size_t most_gathered_rows = 5000; // of one table
constexpr std::size_t forget_together = 16;
constexpr auto lock_patience = std::chrono::seconds(5);
// "Shanhai" as a number: what writers of one database exclude each other with.
constexpr std::string_view lock_key = "23478451283190121";

void ignore_notice(void*, const char*) {}

bool speaks_of(std::string_view message, std::initializer_list<std::string_view> words) {
    for (const auto word : words) {
        if (message.find(word) != std::string_view::npos) return true;
    }
    return false;
}

std::string quoted_name(std::string_view name) { return "\"" + replace_all(std::string(name), "\"", "\"\"") + "\""; }

} // namespace

// ── the connection ───────────────────────────────────────────────────────────────────────────────────────────────

PostgresSession::PostgresSession(const std::string& url, bool writes) : url_(url), writes_(writes) { connect(); }

void PostgresSession::connect() {
    // What the URL says goes before what stands here in front of it.
    constexpr std::array names = {"connect_timeout", "fallback_application_name", "keepalives_idle",
                                  "dbname",          "client_encoding",           static_cast<const char*>(nullptr)};
    const std::array values = {"10", "shanhai", "30", url_.c_str(), "UTF8", static_cast<const char*>(nullptr)};
    connection_.reset(PQconnectdbParams(names.data(), values.data(), 1));
    gone_ = false;
    ++generation_;
    forgotten_.clear();
    pending_.clear();
    streaming_ = nullptr;
    in_transaction_ = lost_ = false;
    nesting_ = 0;
    waiting_savepoint_.reset();
    gathered_.clear();
    ++upheavals_;
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        const std::string message(trim(PQerrorMessage(connection_.get())));
        const bool refused = PQconnectionNeedsPassword(connection_.get()) != 0 ||
                             speaks_of(message, {"authentication", "does not exist", "pg_hba", "permission denied"});
        connection_.reset();
        throw StoreError(shown_store_name(url_) + ": " + message, refused ? "store.access" : "store.unavailable");
    }
    PQsetNoticeProcessor(connection_.get(), ignore_notice, nullptr);
    try {
        set_up();
    } catch (const StoreError&) {
        connection_.reset(); // half set up is worse than none
        throw;
    }
}

void PostgresSession::set_up() {
    const auto version = PQserverVersion(connection_.get());
    if (version < oldest_version)
        throw StoreError(shown_store_name(url_) + ": PostgreSQL " + std::to_string(version / 10'000), "store.version");
    if (ask("SHOW server_encoding") != "UTF8")
        throw StoreError(shown_store_name(url_) + ": the database's encoding is not UTF8", "store.version");
    const auto schema = ask("SELECT current_schema()");
    if (schema.empty())
        throw StoreError(shown_store_name(url_) + ": the user has no schema to work in", "store.access");
    // Our operators go before PostgreSQL's own.
    ask("SET search_path = " + quoted_name(schema) + ", pg_catalog");
    ask("SET jit = off");
    if (!writes_) {
        ask("SET default_transaction_read_only = on");
        ask("SET default_transaction_isolation = 'repeatable read'");
        return;
    }
    take_lock();
    ask("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
    make_functions();
    if (PQenterPipelineMode(connection_.get()) != 1) fail("pipeline");
}

// A writer that was killed a moment ago may still hold it.
void PostgresSession::take_lock() {
    const auto until = std::chrono::steady_clock::now() + lock_patience;
    while (ask("SELECT pg_try_advisory_lock(" + std::string(lock_key) + ")") != "t") {
        if (std::chrono::steady_clock::now() > until) throw StoreError(shown_store_name(url_), "store.locked");
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void PostgresSession::make_functions() {
    if (!ask("SELECT to_regprocedure('" + std::string(postgres_functions_version) + "()')").empty()) return;
    const auto schema = quoted_name(ask("SELECT current_schema()"));
    ask("BEGIN;" + replace_all(postgres_functions(), "sys_schema", schema) + "COMMIT");
}

std::string PostgresSession::ask(const std::string& sql) {
    const PostgresResult result(PQexec(connection_.get(), sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(sql);
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

bool PostgresSession::is_gone() const {
    return connection_ == nullptr || gone_ || PQstatus(connection_.get()) != CONNECTION_OK;
}

void PostgresSession::fail(const std::string& what, const std::string& message, const std::string& state) {
    // 57P: the server is stopped or starts; 08: the line.
    if (state.starts_with("57P") || state.starts_with("08")) gone_ = true;
    if (is_gone()) {
        pending_.clear();
        streaming_ = nullptr;
        lost_ = in_transaction_;
        throw StoreError(shown_store_name(url_) + ": " + std::string(trim(message)), "store.unavailable");
    }
    const bool access = state == "42501" || state == "25006"; // no right; a standby
    throw StoreError(what + ": " + std::string(trim(message)), access ? "store.access" : "store.failed");
}

void PostgresSession::fail(const std::string& what) {
    fail(what, connection_ == nullptr ? "there is no connection" : PQerrorMessage(connection_.get()), "");
}

void PostgresSession::check_usable() const {
    if (lost_) {
        const std::string what = "an earlier statement of the transaction failed; nothing of it can be kept";
        if (is_gone()) throw StoreError(shown_store_name(url_) + ": " + what, "store.unavailable");
        throw StoreError(what);
    }
    if (connection_ == nullptr) throw StoreError(shown_store_name(url_) + ": no connection", "store.unavailable");
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────────────────────────

void PostgresSession::control(const PostgresSql& sql) {
    switch (sql.kind) {
    case PostgresKind::begin: return begin(sql);
    case PostgresKind::commit: return commit(sql);
    case PostgresKind::rollback: return rollback(sql);
    case PostgresKind::savepoint: return savepoint(sql);
    case PostgresKind::release: return release(sql);
    default: return rollback_to(sql);
    }
}

// The first statement after a pause: here one finds out that the server was restarted, and connects anew.
void PostgresSession::begin(const PostgresSql& sql) {
    for (int attempt = 0;; ++attempt) {
        if (is_gone()) connect();
        try {
            deallocate();
            if (writes_) {
                send_text(sql.text);
                sync();
            } else {
                run_text(sql.text);
            }
            in_transaction_ = true;
            return;
        } catch (const StoreError&) {
            if (attempt > 0 || !is_gone()) throw;
        }
    }
}

void PostgresSession::commit(const PostgresSql& sql) {
    check_usable();
    if (!writes_) {
        run_text(sql.text);
    } else {
        write_gathered(nullptr);
        send_text(sql.text);
        sync();
    }
    in_transaction_ = false;
    nesting_ = 0;
    waiting_savepoint_.reset();
    // What failed before makes PostgreSQL roll back at COMMIT, politely.
    if (last_tag_ != "COMMIT") throw StoreError("the transaction could not be committed: " + last_tag_);
}

void PostgresSession::rollback(const PostgresSql& sql) {
    ++upheavals_;
    for (auto& gathered : gathered_) {
        gathered->rows.clear();
        gathered->sent_before.clear();
        gathered->before_savepoint = 0;
    }
    waiting_savepoint_.reset();
    nesting_ = 0;
    const bool was_in_transaction = std::exchange(in_transaction_, false);
    lost_ = false;
    if (is_gone()) return; // and the transaction with it
    if (!writes_) return run_text(sql.text);
    try {
        sync(); // what failed before does not matter now, but it would swallow the ROLLBACK
    } catch (const StoreError&) {
        if (is_gone()) return;
    }
    lost_ = false;
    if (!was_in_transaction) throw StoreError("there is no transaction to roll back");
    send_text(sql.text);
    sync();
}

void PostgresSession::savepoint(const PostgresSql& sql) {
    check_usable();
    if (nesting_ > 0) {
        write_gathered(nullptr);
        send_savepoint();
    }
    ++savepoint_;
    ++nesting_;
    waiting_savepoint_ = sql.text;
    if (!writes_ || nesting_ > 1) return send_savepoint();
    for (auto& gathered : gathered_) {
        gathered->before_savepoint = gathered->rows.size();
        gathered->sent_before.clear();
    }
}

void PostgresSession::send_savepoint() {
    if (!waiting_savepoint_) return;
    const auto text = *std::exchange(waiting_savepoint_, std::nullopt);
    writes_ ? send_text(text) : run_text(text);
}

void PostgresSession::release(const PostgresSql& sql) {
    check_usable();
    if (nesting_ > 0) --nesting_;
    if (waiting_savepoint_) { // nothing has followed it
        waiting_savepoint_.reset();
        return;
    }
    writes_ ? send_text(sql.text) : run_text(sql.text);
    if (nesting_ > 0) return;
    for (auto& gathered : gathered_) gathered->sent_before.clear();
}

void PostgresSession::rollback_to(const PostgresSql& sql) {
    check_usable();
    ++upheavals_;
    for (auto& gathered : gathered_) {
        auto& rows = gathered->rows;
        rows.resize(nesting_ > 1 ? 0 : std::min(rows.size(), gathered->before_savepoint));
        if (nesting_ > 1) continue;
        // They were written behind the savepoint, and go with it; but they belong to requests before.
        std::move(gathered->sent_before.begin(), gathered->sent_before.end(), std::back_inserter(rows));
        gathered->sent_before.clear();
        gathered->before_savepoint = rows.size();
    }
    if (waiting_savepoint_) return;
    if (!writes_) return run_text(sql.text);
    try {
        sync(); // what failed behind the savepoint does not matter now, but it would swallow this
    } catch (const StoreError&) {
        check_usable();
        if (is_gone()) throw;
    }
    send_text(sql.text);
}

// ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────

std::string PostgresSession::prepare(const PostgresSql& sql) {
    check_usable();
    const auto name = "s" + std::to_string(++named_);
    if (writes_) {
        send_savepoint();
        if (PQsendPrepare(connection_.get(), name.c_str(), sql.text.c_str(), 0, nullptr) != 1) fail(sql.text);
        pending_.push_back({.statement = nullptr, .savepoint = savepoint_});
        sync();
        return name;
    }
    absorb();
    const PostgresResult result(PQprepare(connection_.get(), name.c_str(), sql.text.c_str(), 0, nullptr));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        fail(sql.text, PQerrorMessage(connection_.get()), state == nullptr ? "" : state);
    }
    return name;
}

int PostgresSession::columns_of(const std::string& name) {
    if (!writes_) {
        absorb();
        const PostgresResult result(PQdescribePrepared(connection_.get(), name.c_str()));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail("describe");
        return PQnfields(result.get());
    }
    sync();
    if (PQsendDescribePrepared(connection_.get(), name.c_str()) != 1 || PQpipelineSync(connection_.get()) != 1)
        fail("describe");
    const PostgresResult described(PQgetResult(connection_.get()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) fail("describe");
    const PostgresResult end(PQgetResult(connection_.get())), synced(PQgetResult(connection_.get()));
    return PQnfields(described.get());
}

void PostgresSession::run_text(const std::string& text) {
    absorb();
    const PostgresResult result(PQexec(connection_.get(), text.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        fail(text, PQerrorMessage(connection_.get()), state == nullptr ? "" : state);
    }
    last_tag_ = PQcmdStatus(result.get());
}

void PostgresSession::execute_text(const PostgresSql& sql) {
    check_usable();
    if (!writes_) return run_text(sql.text);
    ++upheavals_;
    write_gathered(nullptr);
    send_savepoint();
    send_text(sql.text);
    sync();
}

void PostgresSession::send_text(const std::string& text) {
    if (PQsendQueryParams(connection_.get(), text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) fail(text);
    pending_.push_back({.statement = nullptr, .savepoint = savepoint_});
}

void PostgresSession::send_values(const std::string& name, const Row& values, std::size_t count) {
    thread_local std::vector<const char*> texts;
    thread_local std::vector<int> lengths, formats;
    texts.clear();
    lengths.clear();
    formats.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const bool null = i >= values.size() || values[i].null;
        texts.push_back(null ? nullptr : values[i].text.c_str());
        lengths.push_back(null ? 0 : static_cast<int>(values[i].text.size()));
        formats.push_back(!null && values[i].bytes ? 1 : 0);
    }
    if (PQsendQueryPrepared(connection_.get(), name.c_str(), static_cast<int>(count), texts.data(), lengths.data(),
                            formats.data(), 0) != 1)
        fail(name);
}

void PostgresSession::send(PostgresStatement& statement) {
    check_usable();
    const auto& name = statement.name();
    const auto count = static_cast<std::size_t>(statement.sql().parameters);
    if (!writes_) {
        absorb();
        send_values(name, statement.values(), count);
        PQsetSingleRowMode(connection_.get());
        streaming_ = &statement;
        return;
    }
    if (!statement.sql().table.empty())
        ++written_[statement.sql().table];
    else if (!statement.sql().reads)
        ++upheavals_;
    send_savepoint();
    write_gathered(&statement.sql().words);
    send_values(name, statement.values(), count);
    pending_.push_back({.statement = &statement, .savepoint = savepoint_});
}

void PostgresSession::send_and_forget(PostgresStatement& statement) {
    send(statement);
    pending_.back().statement = nullptr;
    if (pending_.size() >= most_pending) sync();
}

std::uint64_t PostgresSession::state_of(const PostgresSql& sql) const {
    auto state = upheavals_;
    for (const auto& word : sql.words) { // a statement has few, and a store has hundreds of tables
        const auto table = written_.find(word);
        if (table != written_.end()) state += table->second; // each only grows, so that equal sums are equal states
    }
    return state;
}

void PostgresSession::pull(PostgresStatement& statement) {
    if (writes_)
        sync();
    else
        pull_row(statement);
}

void PostgresSession::pull_row(PostgresStatement& statement) {
    if (streaming_ != &statement)
        throw StoreError(shown_store_name(url_) + ": the answer was lost with the connection", "store.unavailable");
    PostgresResult result(PQgetResult(connection_.get()));
    if (!result) {
        streaming_ = nullptr;
        return statement.complete();
    }
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) return statement.take(std::move(result));
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return;
    streaming_ = nullptr;
    const std::string message = PQresultErrorMessage(result.get());
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string code = state == nullptr ? "" : state;
    while (PostgresResult(PQgetResult(connection_.get()))) {}
    fail(statement.sql().text, message, code);
}

// Another statement wants the line: what is still on it goes to whom it belongs.
void PostgresSession::absorb() {
    while (streaming_ != nullptr) pull_row(*streaming_);
}

void PostgresSession::leave(PostgresStatement& statement) {
    for (auto& pending : pending_) {
        if (pending.statement == &statement && !pending.foreseen) pending.statement = nullptr;
    }
    if (streaming_ != &statement) return;
    streaming_ = nullptr;
    while (PostgresResult(PQgetResult(connection_.get()))) {}
}

void PostgresSession::foresee(PostgresStatement& statement, std::string key, std::uint64_t state) {
    send(statement);
    pending_.back().foreseen = true;
    pending_.back().key = std::move(key);
    pending_.back().state = state;
}

void PostgresSession::await_foreseen() { sync(); }

void PostgresSession::gone(const PostgresStatement& statement) {
    for (auto& pending : pending_) {
        if (pending.statement == &statement) pending.statement = nullptr;
    }
}

void PostgresSession::sync() {
    if (pending_.empty()) return;
    if (PQpipelineSync(connection_.get()) != 1) fail("sync");
    read_answers();
}

void PostgresSession::read_answers() {
    std::string message, state;
    bool failed = false;
    while (!pending_.empty()) {
        auto pending = std::move(pending_.front());
        pending_.pop_front();
        while (PostgresResult result{PQgetResult(connection_.get())}) {
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
                last_tag_ = PQcmdStatus(result.get());
                if (pending.statement == nullptr || status != PGRES_TUPLES_OK) continue;
                if (pending.foreseen)
                    pending.statement->remember(std::exchange(pending.key, {}), pending.state, result);
                else
                    pending.statement->take(std::move(result));
                continue;
            }
            if (failed) continue; // "aborted", because of the first
            failed = true;
            message = PQresultErrorMessage(result.get());
            const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
            state = code == nullptr ? "" : code;
            if (in_transaction_ && pending.savepoint != savepoint_) lost_ = true; // of a request that seemed done
        }
        if (pending.statement != nullptr && !pending.foreseen) pending.statement->complete();
        if (PQstatus(connection_.get()) != CONNECTION_OK) fail("answer");
    }
    const PostgresResult synced(PQgetResult(connection_.get()));
    if (!synced || PQresultStatus(synced.get()) != PGRES_PIPELINE_SYNC) {
        gone_ = true; // the line is not where we think it is
        fail("sync", failed ? message : PQerrorMessage(connection_.get()), state);
    }
    if (failed) fail("statement", message, state);
}

// Statements that were for one use, all at once and outside of transactions.
void PostgresSession::deallocate() {
    if (forgotten_.size() < forget_together) return;
    for (const auto& name : forgotten_) {
        if (writes_)
            send_text("DEALLOCATE " + name);
        else
            run_text("DEALLOCATE " + name);
    }
    forgotten_.clear();
    if (writes_) sync();
}

// ── rows that wait ───────────────────────────────────────────────────────────────────────────────────────────────

void PostgresSession::gather(PostgresStatement& statement) {
    check_usable();
    const auto& sql = statement.sql();
    auto found = std::find_if(gathered_.begin(), gathered_.end(),
                              [&](const auto& gathered) { return gathered->sql.text == sql.text; });
    if (found == gathered_.end()) {
        gathered_.push_back(std::make_unique<Gathered>());
        gathered_.back()->sql = sql;
        found = gathered_.end() - 1;
    }
    ++written_[sql.table];
    auto row = statement.values();
    row.resize(sql.columns.size(), {"", true, false});
    (*found)->rows.push_back(std::move(row));
    if ((*found)->rows.size() < most_gathered_rows) return;
    send_savepoint();
    write_rows(**found);
}

void PostgresSession::write_gathered(const std::unordered_set<std::string>* words) {
    for (auto& gathered : gathered_) {
        if (gathered->rows.empty() || (words != nullptr && !words->contains(gathered->sql.table))) continue;
        send_savepoint();
        write_rows(*gathered);
    }
}

namespace {

// The numbers of pg_type never change.
std::string_view type_name(Oid type) {
    switch (type) {
    case 16: return "boolean";
    case 17: return "bytea";
    case 20: return "bigint";
    case 23: return "integer";
    case 701: return "double precision";
    case 1700: return "numeric";
    default: return "text";
    }
}

// '{1,"a \"b\"",NULL}'
std::string array_of(const std::vector<std::vector<PostgresValue>>& rows, std::size_t column) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string array = "{";
    for (const auto& row : rows) {
        if (array.size() > 1) array += ',';
        const auto& value = row[column];
        if (value.null) {
            array += "NULL";
            continue;
        }
        array += '"';
        if (value.bytes) {
            array += "\\\\x";
            for (const char c : value.text) {
                array += digits[static_cast<unsigned char>(c) >> 4];
                array += digits[static_cast<unsigned char>(c) & 15];
            }
        } else {
            for (const char c : value.text) {
                if (c == '"' || c == '\\') array += '\\';
                array += c;
            }
        }
        array += '"';
    }
    return array + "}";
}

} // namespace

void PostgresSession::write_rows(Gathered& gathered) {
    prepare_gathered(gathered);
    auto rows = std::exchange(gathered.rows, {});
    const auto width = gathered.sql.columns.size();
    if (rows.size() == 1) {
        send_values(gathered.single, rows.front(), width);
    } else {
        Row arrays(width);
        for (std::size_t column = 0; column < width; ++column) arrays[column].text = array_of(rows, column);
        send_values(gathered.many, arrays, width);
    }
    pending_.push_back({.statement = nullptr, .savepoint = savepoint_});
    rows.resize(std::min(rows.size(), std::exchange(gathered.before_savepoint, 0)));
    if (nesting_ > 0) std::move(rows.begin(), rows.end(), std::back_inserter(gathered.sent_before));
    if (pending_.size() >= most_pending) sync();
}

void PostgresSession::prepare_gathered(Gathered& gathered) {
    if (gathered.generation == generation_) return;
    gathered.single = prepare(gathered.sql);
    sync();
    if (PQsendDescribePrepared(connection_.get(), gathered.single.c_str()) != 1 ||
        PQpipelineSync(connection_.get()) != 1)
        fail("describe");
    const PostgresResult described(PQgetResult(connection_.get()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) fail("describe");
    const PostgresResult end(PQgetResult(connection_.get())), synced(PQgetResult(connection_.get()));
    std::string columns, arrays;
    for (std::size_t i = 0; i < gathered.sql.columns.size(); ++i) {
        const auto name = type_name(PQparamtype(described.get(), static_cast<int>(i)));
        columns += (i == 0 ? "" : ", ") + quoted_name(gathered.sql.columns[i]);
        arrays += (i == 0 ? "$" : ", $") + std::to_string(i + 1) + "::" + std::string(name) + "[]";
    }
    PostgresSql many;
    many.text =
        "INSERT INTO " + quoted_name(gathered.sql.table) + " (" + columns + ") SELECT * FROM unnest(" + arrays + ")";
    gathered.many = prepare(many);
    gathered.generation = generation_;
}

} // namespace shanhai::kernel
