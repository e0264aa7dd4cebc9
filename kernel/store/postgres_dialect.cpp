#include "kernel/store/postgres_dialect.h"

#include "base/text.h"
#include "kernel/store/connection.h"

#include <array>
#include <cctype>

namespace shanhai::kernel {

namespace {

struct Token {
    enum Kind { word, quoted, literal, number, parameter, symbol } kind;
    std::string text;
    bool space_before = false;

    bool is(std::string_view lower) const { return kind == word && lower_ascii(text) == lower; }
    bool is_symbol(char c) const { return kind == symbol && text.size() == 1 && text[0] == c; }
};

bool word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool word_part(char c) { return word_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Behind the closing quote; a doubled one stands for itself.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
    const char quote = sql[at++];
    while (at < sql.size()) {
        if (sql[at] != quote)
            ++at;
        else if (at + 1 < sql.size() && sql[at + 1] == quote)
            at += 2;
        else
            return at + 1;
    }
    throw StoreError("a quote is not closed in \"" + std::string(sql) + "\"");
}

std::vector<Token> tokens_of(std::string_view sql) {
    std::vector<Token> tokens;
    bool space = false;
    for (std::size_t at = 0; at < sql.size();) {
        const char c = sql[at];
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            space = true;
            ++at;
            continue;
        }
        auto end = at + 1;
        auto kind = Token::symbol;
        if (c == '\'' || c == '"') {
            end = end_of_quoted(sql, at);
            kind = c == '"' ? Token::quoted : Token::literal;
        } else if (word_start(c)) {
            while (end < sql.size() && word_part(sql[end])) ++end;
            kind = Token::word;
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            while (end < sql.size() && (std::isdigit(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '.'))
                ++end;
            kind = Token::number;
        } else if (c == '?')
            kind = Token::parameter;
        tokens.push_back({kind, std::string(sql.substr(at, end - at)), std::exchange(space, false)});
        at = end;
    }
    while (!tokens.empty() && tokens.back().is_symbol(';')) tokens.pop_back();
    return tokens;
}

class Rewriter {
public:
    explicit Rewriter(std::string_view sql) : sql_(sql), tokens_(tokens_of(sql)) {
        defines_ = (word_at(0, "create") || word_at(0, "alter")) && word_at(1, "table");
    }

    PostgresSql run() {
        if (tokens_.empty()) throw StoreError("there is no statement in \"" + std::string(sql_) + "\"");
        find_kind();
        refuse_volatile_upsert();
        for (std::size_t at = 0; at < tokens_.size();) at = rewrite(at);
        return std::move(out_);
    }

private:
    const Token* token(std::size_t at) const { return at < tokens_.size() ? &tokens_[at] : nullptr; }
    bool word_at(std::size_t at, std::string_view lower) const { return at < tokens_.size() && tokens_[at].is(lower); }
    bool symbol_at(std::size_t at, char c) const { return at < tokens_.size() && tokens_[at].is_symbol(c); }

    void put(std::string_view text, bool space) {
        if (space && !out_.text.empty()) out_.text += ' ';
        out_.text += text;
    }

    void find_kind() {
        if (word_at(0, "begin")) out_.kind = PostgresKind::begin;
        if (word_at(0, "commit")) out_.kind = PostgresKind::commit;
        if (word_at(0, "savepoint")) out_.kind = PostgresKind::savepoint;
        if (word_at(0, "release")) out_.kind = PostgresKind::release;
        if (word_at(0, "rollback")) out_.kind = word_at(1, "to") ? PostgresKind::rollback_to : PostgresKind::rollback;
        out_.reads = word_at(0, "select");
        const std::size_t table = word_at(0, "update") ? 1 : word_at(0, "insert") || word_at(0, "delete") ? 2 : 0;
        if (table > 0 && table < tokens_.size()) out_.table = name_of(tokens_[table]);
        if (word_at(0, "insert")) find_plain_insert();
    }

    static std::string name_of(const Token& token) {
        return token.kind == Token::quoted ? token.text.substr(1, token.text.size() - 2) : token.text;
    }

    // INSERT INTO t (a, b) VALUES (?, ?)
    void find_plain_insert() {
        std::vector<std::string> columns;
        std::size_t at = 4;
        if (!word_at(1, "into") || tokens_.size() < 8 || !symbol_at(3, '(')) return;
        for (;; at += 2) {
            const auto* column = token(at);
            if (column == nullptr || (column->kind != Token::word && column->kind != Token::quoted)) return;
            columns.push_back(name_of(*column));
            if (symbol_at(at + 1, ')')) break;
            if (!symbol_at(at + 1, ',')) return;
        }
        at += 2;
        if (!word_at(at, "values") || !symbol_at(at + 1, '(')) return;
        at += 2;
        for (std::size_t i = 0; i < columns.size(); ++i, at += 2) {
            const auto* value = token(at);
            if (value == nullptr || value->kind != Token::parameter) return;
            if (!symbol_at(at + 1, i + 1 < columns.size() ? ',' : ')')) return;
        }
        if (at != tokens_.size()) return;
        out_.kind = PostgresKind::insert_row;
        out_.columns = std::move(columns);
    }

    void refuse_volatile_upsert() const {
        constexpr std::array changing = {
            "now",          "random",       "current_timestamp",   "clock_timestamp", "nextval",
            "current_date", "current_time", "statement_timestamp", "gen_random_uuid"};
        bool updates = word_at(0, "update");
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            updates = updates || (word_at(at, "do") && word_at(at + 1, "update"));
            if (!updates) continue;
            for (const auto* name : changing) {
                if (word_at(at, name))
                    throw StoreError("\"" + std::string(name) +
                                     "\" in an update has another value on every machine: give it as a parameter");
            }
        }
    }

    std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (auto at = open; at < tokens_.size(); ++at) {
            if (tokens_[at].is_symbol('(')) ++depth;
            if (tokens_[at].is_symbol(')') && --depth == 0) return at;
        }
        return tokens_.size();
    }

    bool has_list(std::size_t open) const {
        int depth = 0;
        for (auto at = open; at < tokens_.size(); ++at) {
            if (tokens_[at].is_symbol('(')) ++depth;
            if (tokens_[at].is_symbol(',') && depth == 1) return true;
            if (tokens_[at].is_symbol(')') && --depth == 0) return false;
        }
        return false;
    }

    // Rewrites what begins at the token; where to go on.
    std::size_t rewrite(std::size_t at) {
        const auto& token = tokens_[at];
        if (token.kind == Token::parameter) {
            put("$" + std::to_string(++out_.parameters), token.space_before);
            return at + 1;
        }
        if (token.kind == Token::quoted) out_.words.insert(name_of(token));
        if (token.kind != Token::word) {
            put(token.text, token.space_before);
            return at + 1;
        }
        out_.words.insert(token.text);
        return rewrite_word(at);
    }

    std::size_t rewrite_word(std::size_t at) {
        const auto& token = tokens_[at];
        const auto lower = lower_ascii(token.text);
        const auto put_instead = [&](std::string_view text) {
            put(text, token.space_before);
            return at + 1;
        };
        if (const auto next = rewrite_definition(at, lower); next != at) return next;
        if (lower == "immediate" && at == 1) return at + 1;
        if (lower == "like") return put_instead("ILIKE"); // SQLite's LIKE does not tell A from a
        if (lower == "user") return put_instead("\"user\"");
        if (!symbol_at(at + 1, '(')) return put_instead(token.text);
        if (lower == "json_each") return put_instead("sys_numbers");
        // With one argument these are aggregates.
        if (lower == "min" && has_list(at + 1)) return put_instead("sys_least");
        if (lower == "max" && has_list(at + 1)) return put_instead("sys_greatest");
        if (lower == "cast") return rewrite_cast(at);
        return put_instead(token.text);
    }

    // CAST(x AS INTEGER) cuts off a fraction, where PostgreSQL rounds.
    std::size_t rewrite_cast(std::size_t at) {
        const auto close = closing(at + 1);
        const bool to_integer = close < tokens_.size() && word_at(close - 2, "as") &&
                                (word_at(close - 1, "integer") || word_at(close - 1, "bigint"));
        put(to_integer ? "sys_integer" : tokens_[at].text, tokens_[at].space_before);
        if (!to_integer) return at + 1;
        for (auto i = close - 2; i < close; ++i) tokens_[i] = {Token::symbol, "", false};
        return at + 1;
    }

    // What stands only in CREATE TABLE and ALTER TABLE. `at` itself when it is something else.
    std::size_t rewrite_definition(std::size_t at, const std::string& lower) {
        if (!defines_) return at;
        const bool space = tokens_[at].space_before;
        if (lower == "integer")
            put("BIGINT", space);
        else if (lower == "blob")
            put("BYTEA", space);
        else if (lower == "text" && !symbol_at(at - 1, '(') && !symbol_at(at - 1, ',')) // else a column of that name
            put("TEXT COLLATE \"C\"", space);                                           // by bytes, as SQLite compares
        else if (lower == "without" && word_at(at + 1, "rowid"))
            return at + 2;
        else if (lower == "references" && symbol_at(at + 2, '('))
            return closing(at + 2) + 1; // the kernel sees to it; a distributed database could not
        else
            return at;
        return at + 1;
    }

    std::string_view sql_;
    std::vector<Token> tokens_;
    bool defines_ = false;
    PostgresSql out_;
};

} // namespace

PostgresSql to_postgres(std::string_view sql) { return Rewriter(sql).run(); }

std::vector<std::string_view> statements_in(std::string_view sql) {
    std::vector<std::string_view> statements;
    std::size_t begin = 0;
    const auto take = [&](std::size_t end) {
        const auto statement = trim(sql.substr(begin, end - begin));
        if (!statement.empty()) statements.push_back(statement);
        begin = end + 1;
    };
    for (std::size_t at = 0; at < sql.size();) {
        if (sql[at] == '\'' || sql[at] == '"')
            at = end_of_quoted(sql, at);
        else if (sql[at] == ';')
            take(at++);
        else
            ++at;
    }
    take(sql.size());
    return statements;
}

std::string postgres_functions() {
    std::string sql =
        "CREATE OR REPLACE FUNCTION sys_integer(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
        "'SELECT $1';"
        "CREATE OR REPLACE FUNCTION sys_integer(boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
        "'SELECT $1::int::bigint';"
        "CREATE OR REPLACE FUNCTION sys_integer(numeric) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
        "'SELECT trunc($1)::bigint';"
        "CREATE OR REPLACE FUNCTION sys_integer(double precision) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
        "'SELECT trunc($1)::bigint';"
        // The number that a text begins with, 0 when it begins with none.
        "CREATE OR REPLACE FUNCTION sys_integer(text) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
        "'SELECT CASE WHEN $1 IS NULL THEN NULL ELSE coalesce(substring($1 from "
        "''^[[:space:]]*([+-]?[0-9]+)'')::bigint, 0) END';"
        // Nothing when one of them is nothing.
        "CREATE OR REPLACE FUNCTION sys_least(VARIADIC anycompatiblearray) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS "
        "'SELECT CASE WHEN count(*) = count(x) THEN min(x) END FROM unnest($1) AS x';"
        "CREATE OR REPLACE FUNCTION sys_greatest(VARIADIC anycompatiblearray) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS "
        "'SELECT CASE WHEN count(*) = count(x) THEN max(x) END FROM unnest($1) AS x';"
        "CREATE OR REPLACE FUNCTION sys_numbers(text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE AS "
        "'SELECT x::bigint FROM json_array_elements_text($1::json) AS x';";
    constexpr std::array integers = {"bigint", "integer"};
    const auto define = [&](std::string_view operation, std::string_view name, std::string_view left,
                            std::string_view right, std::string_view result, std::string_view body) {
        const auto types = "(" + std::string(left) + ", " + std::string(right) + ")";
        sql += "CREATE OR REPLACE FUNCTION " + std::string(name) + types + " RETURNS " + std::string(result) +
               " LANGUAGE sql IMMUTABLE AS '" + std::string(body) + "';DROP OPERATOR IF EXISTS sys_schema." +
               std::string(operation) + " " + types + ";CREATE OPERATOR sys_schema." + std::string(operation) +
               " (LEFTARG = " + std::string(left) + ", RIGHTARG = " + std::string(right) +
               ", FUNCTION = " + std::string(name) + ");";
    };
    for (const auto* left : integers) {
        for (const auto* right : integers) { // a division by zero is nothing, not the end of the transaction
            const auto* wider = std::string_view(left) == "bigint" ? left : right;
            define("/", "sys_divide", left, right, wider,
                   "SELECT CASE WHEN $2 = 0 THEN NULL ELSE $1 OPERATOR(pg_catalog./) $2 END");
            define("%", "sys_remainder", left, right, wider,
                   "SELECT CASE WHEN $2 = 0 THEN NULL ELSE $1 OPERATOR(pg_catalog.%) $2 END");
        }
        // What is true is 1.
        define("=", "sys_same", left, "boolean", "boolean", "SELECT $1 = $2::int");
        define("=", "sys_same", "boolean", left, "boolean", "SELECT $1::int = $2");
        define("<>", "sys_other", left, "boolean", "boolean", "SELECT $1 <> $2::int");
        define("<>", "sys_other", "boolean", left, "boolean", "SELECT $1::int <> $2");
    }
    sql += "CREATE OR REPLACE FUNCTION " + std::string(postgres_functions_version) +
           "() RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';";
    return sql;
}

} // namespace shanhai::kernel
