#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

// One interface over the databases Shanhai can live in. SQL is written in the part that all of them share, with `?` for
// parameters; what differs stays behind this interface.
namespace shanhai::kernel {

// The database failed (disk full, corrupt file, a statement of ours that cannot run). The operation is dead.
class StoreError : public std::runtime_error {
public:
    // `code` is that of a Problem: "store.failed"; of a server also "store.unavailable" (not there, or gone midway),
    // "store.access" (password, rights, no such database), "store.version", "store.locked".
    explicit StoreError(const std::string& what, std::string code = "store.failed")
        : std::runtime_error(what), code_(std::move(code)) {}
    const std::string& code() const { return code_; }

private:
    std::string code_;
};

// A prepared statement. Parameters are bound in order; binding after a step starts anew.
class Statement {
public:
    virtual ~Statement() = default;

    virtual Statement& bind(std::int64_t value) = 0;
    virtual Statement&
    bind(std::string_view text) = 0; // copied only when the database needs it: keep it until the step
    virtual Statement& bind_bytes(std::string_view bytes) = 0;
    virtual Statement& bind_null() = 0;

    // The next row; false at the end. Throws StoreError.
    virtual bool step() = 0;
    // For statements without rows. A server may do them later, but before the next answer of the same connection that
    // could depend on them, and before the commit; what fails then is thrown there.
    virtual void run() {
        while (step()) {}
    }
    // Says that the answer to what was bound will be asked for soon, so that a database in another process can work on
    // it meanwhile. Binding then begins anew.
    virtual void foresee() { reset(); }

    virtual int columns() const = 0;
    virtual bool is_null(int column) const = 0;
    virtual bool is_integer(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view text(int column) const = 0; // valid until the next step
    virtual std::string_view bytes(int column) const = 0;

    virtual void reset() = 0;
};

// Gives a statement back to its initial state when a reader leaves early, so that it holds no lock.
class Resetting {
public:
    explicit Resetting(Statement& statement) : statement_(statement) {}
    Resetting(const Resetting&) = delete;
    Resetting& operator=(const Resetting&) = delete;
    ~Resetting() { statement_.reset(); }

private:
    Statement& statement_;
};

// A session with the database. Used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;

    // Prepared once per connection and text, and kept. Not for texts that carry values.
    virtual Statement& prepared(std::string_view sql) = 0;
    // Prepared for one use.
    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    // The same, for answers that may be longer than memory: rows come as they are asked for, whatever else the connection
    // is asked meanwhile. Inside of a reader's transaction only.
    virtual std::unique_ptr<Statement> prepare_long(std::string_view sql) { return prepare(sql); }
    // Several statements without parameters.
    virtual void execute(std::string_view sql) = 0;

    virtual bool is_server() const = 0; // PostgreSQL, where tables may one day lie on several machines
    // Changes when the connection was lost and made anew, which happens at BEGIN only.
    virtual std::uint64_t session_number() const { return 0; }
    // The names of a table's columns; empty when there is no such table.
    virtual std::set<std::string> columns_of(std::string_view table) = 0;
};

// A database and how to talk to it.
class Store {
public:
    virtual ~Store() = default;

    virtual std::unique_ptr<Connection> connect_reader() = 0; // sees committed states only; cannot write
    virtual std::unique_ptr<Connection> connect_writer() = 0; // at most one at a time
    // Whether anything is there: a file, or tables in the database.
    virtual bool exists() = 0;
    // Removes everything that is there.
    virtual void clear() = 0;
    // Sees to it that what was deleted stands in no file of the database any more, as far as the database can be made to.
    // False when somebody who is reading keeps it from being done now; the next call, or the next start, does it.
    virtual bool purge() = 0;
};

// A store by its name: "postgres://user@host:port/database" or the path of an SQLite file. Nothing is opened yet.
std::unique_ptr<Store> open_store(const std::string& name);
// Whether the name is that of a server rather than of a file.
bool is_server_name(std::string_view name);
// The name as it may be shown: without the password.
std::string shown_store_name(std::string_view name);

// The embedded store: one SQLite file in the data directory, in WAL mode, every commit durable (synchronous=FULL).
std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file);
// Makes an on-line copy of an SQLite store that can be opened on its own. Servers have tools for that: pg_dump.
void copy_sqlite(const std::filesystem::path& from, const std::filesystem::path& to);

// A database of a PostgreSQL server, 15 or newer; at most one writer a database, held by an advisory lock.
std::unique_ptr<Store> open_postgres(const std::string& url);

} // namespace shanhai::kernel
