#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// One interface over the databases Shanhai can live in. SQL is written in the part that all of them share, with `?` for
// parameters; what differs stays behind this interface.
namespace shanhai::kernel {

// The database failed (disk full, corrupt file, a statement of ours that cannot run). The operation is dead.
class StoreError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
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
    // For statements without rows.
    void run() {
        while (step()) {}
    }

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
    // Several statements without parameters.
    virtual void execute(std::string_view sql) = 0;
};

// A database and how to talk to it.
class Store {
public:
    virtual ~Store() = default;

    virtual std::unique_ptr<Connection> connect_reader() = 0; // sees committed states only; cannot write
    virtual std::unique_ptr<Connection> connect_writer() = 0; // at most one at a time
    // Makes an on-line copy that can be opened on its own.
    virtual void copy_to(const std::filesystem::path& file) = 0;
};

// The embedded store: one SQLite file in the data directory, in WAL mode, every commit durable (synchronous=FULL).
std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file);

} // namespace shanhai::kernel
