#include "kernel/store/connection.h"

#include <sqlite3.h>

#include <unordered_map>

namespace shanhai::kernel {

namespace {

[[noreturn]] void fail(sqlite3* database, std::string_view doing) {
    throw StoreError(std::string(doing) + ": " + (database == nullptr ? "out of memory" : sqlite3_errmsg(database)));
}

class SqliteStatement final : public Statement {
public:
    SqliteStatement(sqlite3* database, std::string_view sql) : database_(database) {
        if (sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                               &statement_, nullptr) != SQLITE_OK) {
            fail(database, std::string(sql));
        }
        if (statement_ == nullptr) throw StoreError("there is no statement in \"" + std::string(sql) + "\"");
    }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;
    ~SqliteStatement() override { sqlite3_finalize(statement_); }

    Statement& bind(std::int64_t value) override {
        checked(sqlite3_bind_int64(statement_, next(), value));
        return *this;
    }
    Statement& bind(std::string_view text) override {
        checked(sqlite3_bind_text(statement_, next(), text.data() == nullptr ? "" : text.data(),
                                  static_cast<int>(text.size()), SQLITE_STATIC));
        return *this;
    }
    Statement& bind_bytes(std::string_view bytes) override {
        checked(sqlite3_bind_blob(statement_, next(), bytes.data() == nullptr ? "" : bytes.data(),
                                  static_cast<int>(bytes.size()), SQLITE_STATIC));
        return *this;
    }
    Statement& bind_null() override {
        checked(sqlite3_bind_null(statement_, next()));
        return *this;
    }

    bool step() override {
        const int result = sqlite3_step(statement_);
        stepped_ = true;
        if (result == SQLITE_ROW) return true;
        sqlite3_reset(statement_);
        bound_ = 0;
        if (result != SQLITE_DONE) fail(database_, sqlite3_sql(statement_));
        return false;
    }

    int columns() const override { return sqlite3_column_count(statement_); }
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    bool is_integer(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return {text == nullptr ? "" : text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    std::string_view bytes(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

    void reset() override {
        sqlite3_reset(statement_);
        stepped_ = false;
        bound_ = 0;
    }

private:
    int next() {
        if (stepped_) reset();
        return ++bound_;
    }
    void checked(int result) {
        if (result != SQLITE_OK) fail(database_, sqlite3_sql(statement_));
    }

    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
    bool stepped_ = false;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::filesystem::path& file, bool writes) {
        const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
        sqlite3* opened = nullptr;
        const int result = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
        database_.reset(opened); // to be closed even when it could not be opened
        if (result != SQLITE_OK) fail(opened, "cannot open " + file.string());
        sqlite3_busy_timeout(opened, 10'000);
        // Statements of ours only; a corrupt file must not make the library misbehave.
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        // A column that is not there is an error, not a text in quotation marks.
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        if (writes)
            execute(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-131072;");
        else
            execute("PRAGMA query_only=1; PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456;");
        execute("PRAGMA temp_store=MEMORY;");
    }
    Statement& prepared(std::string_view sql) override {
        const auto found = statements_.find(sql);
        if (found != statements_.end()) {
            found->second->reset();
            return *found->second;
        }
        return *statements_.emplace(std::string(sql), std::make_unique<SqliteStatement>(database_.get(), sql))
                    .first->second;
    }

    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<SqliteStatement>(database_.get(), sql);
    }

    void execute(std::string_view sql) override {
        if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            fail(database_.get(), sql);
    }

    bool is_server() const override { return false; }

    std::set<std::string> columns_of(std::string_view table) override {
        std::set<std::string> columns;
        auto& statement = prepared("SELECT name FROM pragma_table_info(?)");
        statement.bind(table);
        while (statement.step()) columns.emplace(statement.text(0));
        return columns;
    }

private:
    struct Closing {
        void operator()(sqlite3* database) const { sqlite3_close(database); }
    };
    std::unique_ptr<sqlite3, Closing> database_; // outlives its statements
    std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, TextHash, std::equal_to<>> statements_;
};

class SqliteStore final : public Store {
public:
    explicit SqliteStore(std::filesystem::path file) : file_(std::move(file)) {}
    std::unique_ptr<Connection> connect_reader() override { return std::make_unique<SqliteConnection>(file_, false); }
    std::unique_ptr<Connection> connect_writer() override { return std::make_unique<SqliteConnection>(file_, true); }

    bool exists() override { return std::filesystem::exists(file_); }
    void clear() override {
        for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(std::filesystem::path(file_) += ending);
    }

    // Deleted bytes are zeros already (secure_delete); what is left of them stands in the write-ahead log.
    bool purge() override {
        SqliteConnection connection(file_, true);
        auto statement = connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        return statement->step() && statement->integer(0) == 0;
    }

private:
    std::filesystem::path file_;
};

} // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file) {
    // Counting its memory costs SQLite a lock at every allocation, and nobody reads the count.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)configured; // refused once the library runs, which is as good
    return std::make_unique<SqliteStore>(file);
}

void copy_sqlite(const std::filesystem::path& from, const std::filesystem::path& to) {
    SqliteConnection reader(from, false);
    reader.execute("PRAGMA query_only=0"); // it counts the copy as writing
    auto statement = reader.prepare("VACUUM INTO ?");
    statement->bind(to.native()).run();
}

} // namespace shanhai::kernel
