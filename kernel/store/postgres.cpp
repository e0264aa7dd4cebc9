#include "base/text.h"
#include "kernel/store/postgres_session.h"

#include <array>
#include <charconv>

namespace shanhai::kernel {

namespace {

// Of pg_type, where these numbers never change.
constexpr Oid type_bool = 16, type_bytes = 17, type_bigint = 20, type_smallint = 21, type_integer = 23,
              type_numeric = 1700;

constexpr int most_known_rows = 4;
constexpr std::size_t most_known = 256; // answers of a statement; libpq takes 2 KB for each

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// "\x616263" → "abc"
std::string from_hex_form(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit_of(text[i]) * 16 + digit_of(text[i + 1]));
    return bytes;
}

} // namespace

// ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────

PostgresStatement::PostgresStatement(PostgresSession& session, std::string_view sql)
    : session_(session), sql_(to_postgres(sql)) {
    if (sql_.kind == PostgresKind::other || sql_.kind == PostgresKind::insert_row) name();
}

PostgresStatement::~PostgresStatement() {
    session_.leave(*this);
    session_.gone(*this);
    if (!name_.empty() && generation_ == session_.generation()) session_.forget(std::move(name_));
}

const std::string& PostgresStatement::name() {
    if (generation_ != session_.generation()) {
        name_ = session_.prepare(sql_);
        generation_ = session_.generation();
    }
    return name_;
}

PostgresValue& PostgresStatement::next() {
    if (stepped_) reset();
    if (bound_ == values_.size()) values_.emplace_back();
    return values_[bound_++];
}

Statement& PostgresStatement::bind(std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    auto& value = next();
    value.text.assign(digits.data(), end);
    value.null = value.bytes = false;
    return *this;
}

Statement& PostgresStatement::bind(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw StoreError("a text with a zero byte cannot be stored");
    auto& value = next();
    value.text.assign(text);
    value.null = value.bytes = false;
    return *this;
}

Statement& PostgresStatement::bind_bytes(std::string_view bytes) {
    auto& value = next();
    value.text.assign(bytes);
    value.null = false;
    value.bytes = true;
    return *this;
}

Statement& PostgresStatement::bind_null() {
    auto& value = next();
    value.text.clear();
    value.null = true;
    value.bytes = false;
    return *this;
}

void PostgresStatement::begin() {
    results_.clear();
    complete_ = false;
    row_ = -1;
    stepped_ = true;
    asked_.reset();
    if (session_.writes() && session_.in_transaction() && sql_.reads) {
        if (std::exchange(foreseen_, false)) session_.await_foreseen();
        asked_.emplace(known_key(), session_.state_of(sql_));
        const auto known = known_.find(asked_->first);
        if (known != known_.end() && known->second.state == asked_->second) {
            results_.push_back(known->second.result);
            asked_.reset();
            complete_ = sent_ = true;
            return;
        }
    }
    session_.send(*this);
    sent_ = true;
}

// The values, each with its length before it.
std::string PostgresStatement::known_key() const {
    std::string key;
    for (int i = 0; i < sql_.parameters; ++i) {
        const auto place = static_cast<std::size_t>(i);
        const bool null = place >= values_.size() || values_[place].null;
        key += null ? "-" : std::to_string(values_[place].text.size()) + ":" + values_[place].text;
    }
    return key;
}

void PostgresStatement::complete() {
    complete_ = true;
    if (!asked_ || results_.size() != 1) return;
    remember(std::move(asked_->first), asked_->second, results_.front());
    asked_.reset();
}

void PostgresStatement::remember(std::string key, std::uint64_t state, const PostgresResult& result) {
    if (PQntuples(result.get()) > most_known_rows) return;
    if (known_.size() >= most_known) known_.clear();
    known_.insert_or_assign(std::move(key), Known{state, result});
}

void PostgresStatement::foresee() {
    if (session_.writes() && session_.in_transaction() && sql_.reads) {
        auto key = known_key();
        const auto state = session_.state_of(sql_);
        const auto known = known_.find(key);
        if (known == known_.end() || known->second.state != state) {
            session_.foresee(*this, std::move(key), state);
            foreseen_ = true;
        }
    }
    bound_ = 0;
}

bool PostgresStatement::step() {
    stepped_ = true;
    if (name_.empty()) {
        session_.control(sql_);
        return false;
    }
    try {
        if (!sent_) begin();
        for (;;) {
            if (!results_.empty()) {
                decoded_.clear();
                if (++row_ < PQntuples(results_.front().get())) return true;
                results_.pop_front();
                row_ = -1;
            } else if (complete_) {
                sent_ = complete_ = false;
                bound_ = 0;
                return false;
            } else {
                session_.pull(*this);
            }
        }
    } catch (const StoreError&) {
        sent_ = complete_ = false;
        bound_ = 0;
        results_.clear();
        throw;
    }
}

void PostgresStatement::run() {
    const bool later = session_.writes() && session_.in_transaction() && !name_.empty() && !sent_;
    if (!later) {
        while (step()) {}
        return;
    }
    stepped_ = true;
    if (sql_.kind == PostgresKind::insert_row)
        session_.gather(*this);
    else
        session_.send_and_forget(*this);
    bound_ = 0;
}

void PostgresStatement::reset() {
    if (sent_) session_.leave(*this);
    sent_ = complete_ = stepped_ = false;
    bound_ = 0;
    row_ = -1;
    results_.clear();
}

int PostgresStatement::columns() const {
    if (columns_ < 0) columns_ = session_.columns_of(name_);
    return columns_;
}

const char* PostgresStatement::value(int column) const {
    return row() == nullptr || PQgetisnull(row(), row_, column) != 0 ? "" : PQgetvalue(row(), row_, column);
}

bool PostgresStatement::is_null(int column) const { return row() == nullptr || PQgetisnull(row(), row_, column) != 0; }

bool PostgresStatement::is_integer(int column) const {
    if (is_null(column)) return false;
    switch (PQftype(row(), column)) {
    case type_bool:
    case type_bigint:
    case type_smallint:
    case type_integer: return true;
    case type_numeric: return std::string_view(value(column)).find('.') == std::string_view::npos;
    default: return false;
    }
}

std::int64_t PostgresStatement::integer(int column) const {
    const std::string_view text = value(column);
    if (text == "t") return 1; // what is true is 1
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) throw StoreError("integer overflow");
    return number;
}

std::string_view PostgresStatement::text(int column) const {
    if (is_null(column)) return "";
    if (PQftype(row(), column) == type_bool) return value(column)[0] == 't' ? "1" : "0";
    return {value(column), static_cast<std::size_t>(PQgetlength(row(), row_, column))};
}

std::string_view PostgresStatement::bytes(int column) const {
    if (is_null(column) || PQftype(row(), column) != type_bytes) return text(column);
    decoded_.resize(static_cast<std::size_t>(PQnfields(row())));
    auto& decoded = decoded_[static_cast<std::size_t>(column)];
    if (decoded.empty())
        decoded = from_hex_form({value(column), static_cast<std::size_t>(PQgetlength(row(), row_, column))});
    return decoded;
}

// ── connections ──────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

constexpr int rows_at_once = 500;

// A cursor of the server. A plain statement's rows come one by one too, but all at once as soon as anything else is asked.
class PostgresCursor final : public Statement {
public:
    PostgresCursor(PostgresSession& session, std::string_view sql, const std::string& name)
        : session_(session), name_(name),
          declaration_(session, "DECLARE " + name + " NO SCROLL CURSOR FOR " + std::string(sql)) {}
    PostgresCursor(const PostgresCursor&) = delete;
    PostgresCursor& operator=(const PostgresCursor&) = delete;
    ~PostgresCursor() override { close(); }

    Statement& bind(std::int64_t value) override { return forwarded(declaration_.bind(value)); }
    Statement& bind(std::string_view text) override { return forwarded(declaration_.bind(text)); }
    Statement& bind_bytes(std::string_view bytes) override { return forwarded(declaration_.bind_bytes(bytes)); }
    Statement& bind_null() override { return forwarded(declaration_.bind_null()); }

    bool step() override {
        if (!rows_) {
            declaration_.run();
            rows_.emplace(session_, "FETCH " + std::to_string(rows_at_once) + " FROM " + name_);
            taken_ = 0;
        }
        if (rows_->step()) {
            ++taken_;
            return true;
        }
        if (taken_ < rows_at_once) return false;
        taken_ = 0;
        const bool more = rows_->step();
        taken_ += more ? 1 : 0;
        return more;
    }

    int columns() const override { return rows_->columns(); }
    bool is_null(int column) const override { return rows_->is_null(column); }
    bool is_integer(int column) const override { return rows_->is_integer(column); }
    std::int64_t integer(int column) const override { return rows_->integer(column); }
    std::string_view text(int column) const override { return rows_->text(column); }
    std::string_view bytes(int column) const override { return rows_->bytes(column); }

    void reset() override {
        close();
        declaration_.reset();
    }

private:
    Statement& forwarded(Statement&) { return *this; }

    // The end of the transaction closes it in any case.
    void close() {
        if (!rows_) return;
        rows_.reset();
        try {
            PostgresStatement(session_, "CLOSE " + name_).run();
        } catch (const StoreError&) { // with the connection it is gone, too
        }
    }

    PostgresSession& session_;
    std::string name_;
    PostgresStatement declaration_;
    std::optional<PostgresStatement> rows_;
    int taken_ = 0; // of the last fetch
};

class PostgresConnection final : public Connection {
public:
    PostgresConnection(const std::string& url, bool writes) : session_(url, writes) {}

    Statement& prepared(std::string_view sql) override {
        const auto found = statements_.find(sql);
        if (found != statements_.end()) {
            found->second->reset();
            return *found->second;
        }
        return *statements_.emplace(std::string(sql), std::make_unique<PostgresStatement>(session_, sql)).first->second;
    }

    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<PostgresStatement>(session_, sql);
    }

    std::unique_ptr<Statement> prepare_long(std::string_view sql) override {
        return std::make_unique<PostgresCursor>(session_, sql, "walk_" + std::to_string(++cursors_));
    }

    void execute(std::string_view sql) override {
        for (const auto statement : statements_in(sql)) {
            const auto translated = to_postgres(statement);
            if (translated.kind == PostgresKind::other || translated.kind == PostgresKind::insert_row)
                session_.execute_text(translated);
            else
                session_.control(translated);
        }
    }

    bool is_server() const override { return true; }
    std::uint64_t session_number() const override { return session_.generation(); }

    std::set<std::string> columns_of(std::string_view table) override {
        std::set<std::string> columns;
        auto& statement = prepared("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(?)) "
                                   "AND attnum > 0 AND NOT attisdropped");
        statement.bind(table);
        while (statement.step()) columns.emplace(statement.text(0));
        return columns;
    }

private:
    PostgresSession session_; // outlives its statements
    std::uint64_t cursors_ = 0;
    std::unordered_map<std::string, std::unique_ptr<PostgresStatement>, TextHash, std::equal_to<>> statements_;
};

class PostgresStore final : public Store {
public:
    explicit PostgresStore(std::string url) : url_(std::move(url)) {}
    std::unique_ptr<Connection> connect_reader() override { return std::make_unique<PostgresConnection>(url_, false); }
    std::unique_ptr<Connection> connect_writer() override { return std::make_unique<PostgresConnection>(url_, true); }

    bool exists() override {
        PostgresConnection reader(url_, false);
        return !tables(reader).empty();
    }

    void clear() override {
        PostgresConnection writer(url_, true);
        writer.execute("BEGIN");
        for (const auto& table : tables(writer))
            writer.execute("DROP TABLE \"" + replace_all(table, "\"", "\"\"") + "\" CASCADE");
        writer.execute("COMMIT");
    }

    // An ordinary VACUUM leaves the bytes of dead rows where they lie; the table of keys is small enough to be written
    // anew. The server's write-ahead log keeps them until it is recycled (docs/persons.md).
    bool purge() override {
        PostgresConnection connection(url_, false);
        connection.execute("SET default_transaction_read_only = off");
        connection.execute("SET lock_timeout = '5s'");
        try {
            connection.execute("VACUUM FULL sys_person_key");
        } catch (const StoreError&) {
            return false; // somebody reads it now
        }
        return true;
    }

private:
    static std::vector<std::string> tables(Connection& connection) {
        std::vector<std::string> names;
        const auto statement =
            connection.prepare("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");
        while (statement->step()) names.emplace_back(statement->text(0));
        return names;
    }

    std::string url_;
};

} // namespace

std::unique_ptr<Store> open_postgres(const std::string& url) { return std::make_unique<PostgresStore>(url); }

} // namespace shanhai::kernel
