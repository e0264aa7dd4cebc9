#pragma once

#include "kernel/store/connection.h"
#include "kernel/store/postgres_dialect.h"

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

// What the PostgreSQL store is made of: a session with the server, its statements, and the rows that wait to be written.
namespace shanhai::kernel {

// Shared, because what was answered once is answered again as long as nobody has written to its tables.
class PostgresResult {
public:
    PostgresResult() = default;
    explicit PostgresResult(PGresult* result) : result_(result, PQclear) {}
    PGresult* get() const { return result_.get(); }
    explicit operator bool() const { return result_ != nullptr; }

private:
    std::shared_ptr<PGresult> result_;
};

struct FinishConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

// A value on its way. Numbers travel as text, bytes as they are.
struct PostgresValue {
    std::string text;
    bool null = false;
    bool bytes = false;
};

class PostgresStatement;

// A session. A reader's fetches row by row, so that a large answer needs no memory, until another statement wants the
// line. The writer's is a pipeline: what it writes inside a transaction is sent without waiting, and the answers are read
// together with the first answer that somebody needs.
class PostgresSession {
public:
    PostgresSession(const std::string& url, bool writes);
    PostgresSession(const PostgresSession&) = delete;
    PostgresSession& operator=(const PostgresSession&) = delete;
    ~PostgresSession() = default;

    bool writes() const { return writes_; }
    bool in_transaction() const { return in_transaction_; }

    // Prepares a text under a new name; throws what the server says of it.
    std::string prepare(const PostgresSql& sql);
    // The server forgets the name when the next transaction begins.
    void forget(std::string name) { forgotten_.push_back(std::move(name)); }
    // Changes when the connection was made anew and nothing is prepared any more.
    std::uint64_t generation() const { return generation_; }

    void control(const PostgresSql& sql);               // BEGIN, SAVEPOINT, COMMIT, …
    void execute_text(const PostgresSql& sql);          // anything else without parameters
    void send(PostgresStatement& statement);            // its answer will be pulled
    void send_and_forget(PostgresStatement& statement); // inside a transaction; what fails is thrown later
    void gather(PostgresStatement& statement);          // a row to be inserted with others
    void pull(PostgresStatement& statement);            // blocks; adds at least one result or completes it
    int columns_of(const std::string& name);            // of a prepared statement
    void leave(PostgresStatement& statement);           // its answer is not wanted any more
    void foresee(PostgresStatement& statement, std::string key, std::uint64_t state); // the answer is to be remembered
    void await_foreseen();
    void gone(const PostgresStatement& statement); // it does not exist any more
    // Changes whenever something is written to one of the tables that the statement may read, or anything is taken back.
    // Nobody but the writer writes, so that its own count is enough.
    std::uint64_t state_of(const PostgresSql& sql) const;

private:
    using Row = std::vector<PostgresValue>;
    // Rows of one table that wait to be inserted together.
    struct Gathered {
        PostgresSql sql;
        std::vector<Row> rows;
        std::size_t before_savepoint = 0; // so many of them are older than the savepoint
        std::vector<Row> sent_before;     // written behind the savepoint though older than it
        std::string single, many;         // names of the prepared statements
        std::uint64_t generation = 0;
    };
    struct Pending {
        PostgresStatement* statement; // nullptr when nobody wants the answer
        std::uint64_t savepoint;      // under which it was sent
        bool foreseen = false;        // the answer is to be remembered under this key
        std::string key = {};
        std::uint64_t state = 0;
    };

    void connect();
    void set_up();
    void take_lock();
    void make_functions();
    std::string ask(const std::string& sql); // the first value, outside of the pipeline
    [[noreturn]] void fail(const std::string& what, const std::string& message, const std::string& state);
    [[noreturn]] void fail(const std::string& what);
    bool is_gone() const;
    void check_usable() const;

    void begin(const PostgresSql& sql);
    void commit(const PostgresSql& sql);
    void rollback(const PostgresSql& sql);
    void rollback_to(const PostgresSql& sql);
    void savepoint(const PostgresSql& sql);
    void release(const PostgresSql& sql);
    void send_savepoint();
    void run_text(const std::string& text); // of a reader
    void send_text(const std::string& text);
    void send_values(const std::string& name, const Row& values, std::size_t count);
    void sync();
    void read_answers();
    void pull_row(PostgresStatement& statement);
    void absorb();
    void deallocate();

    void write_gathered(const std::unordered_set<std::string>* words); // nullptr: of all tables
    void write_rows(Gathered& gathered);
    void prepare_gathered(Gathered& gathered);

    const std::string url_;
    const bool writes_;
    std::unique_ptr<PGconn, FinishConnection> connection_;
    bool gone_ = false; // the server has said good-bye
    std::uint64_t generation_ = 0, named_ = 0;
    std::vector<std::string> forgotten_;

    bool in_transaction_ = false;
    bool lost_ = false;                            // something of this transaction is missing: only ROLLBACK helps
    std::uint64_t savepoint_ = 0;                  // counts savepoints
    int nesting_ = 0;                              // of savepoints
    std::optional<std::string> waiting_savepoint_; // not sent before something follows it
    std::string last_tag_;                         // what the last command said it did
    std::deque<Pending> pending_;
    PostgresStatement* streaming_ = nullptr; // of a reader
    std::vector<std::unique_ptr<Gathered>> gathered_;
    std::unordered_map<std::string, std::uint64_t> written_; // how often, by table
    std::uint64_t upheavals_ = 0;                            // after which no earlier answer counts
};

class PostgresStatement final : public Statement {
public:
    PostgresStatement(PostgresSession& session, std::string_view sql);
    PostgresStatement(const PostgresStatement&) = delete;
    PostgresStatement& operator=(const PostgresStatement&) = delete;
    ~PostgresStatement() override;

    Statement& bind(std::int64_t value) override;
    Statement& bind(std::string_view text) override;
    Statement& bind_bytes(std::string_view bytes) override;
    Statement& bind_null() override;
    bool step() override;
    void run() override;
    void foresee() override;
    int columns() const override;
    bool is_null(int column) const override;
    bool is_integer(int column) const override;
    std::int64_t integer(int column) const override;
    std::string_view text(int column) const override;
    std::string_view bytes(int column) const override;
    void reset() override;

    // For the session.
    const PostgresSql& sql() const { return sql_; }
    const std::vector<PostgresValue>& values() const { return values_; }
    const std::string& name(); // prepared anew when the connection was
    void take(PostgresResult result) { results_.push_back(std::move(result)); }
    void complete();
    void remember(std::string key, std::uint64_t state, const PostgresResult& result);

private:
    PostgresValue& next();
    void begin();
    const PGresult* row() const { return results_.empty() ? nullptr : results_.front().get(); }
    const char* value(int column) const;

    PostgresSession& session_;
    PostgresSql sql_;
    std::string name_;
    std::uint64_t generation_ = 0;
    mutable int columns_ = -1;
    std::vector<PostgresValue> values_;
    std::size_t bound_ = 0;
    bool sent_ = false, stepped_ = false, complete_ = false, foreseen_ = false;
    std::deque<PostgresResult> results_;
    int row_ = -1;
    mutable std::vector<std::string> decoded_; // bytes of the row, by column

    // Small answers to the writer, by what was bound.
    struct Known {
        std::uint64_t state = 0;
        PostgresResult result;
    };
    std::string known_key() const;
    std::unordered_map<std::string, Known> known_;
    std::optional<std::pair<std::string, std::uint64_t>> asked_; // what the answer on its way will be known by
};

} // namespace shanhai::kernel
