#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

// What PostgreSQL says differently. The kernel's SQL is written once, as SQLite reads it; here it is rewritten.
namespace shanhai::kernel {

enum class PostgresKind {
    other,
    begin,
    commit,
    rollback,
    savepoint,
    rollback_to,
    release,
    insert_row, // INSERT INTO t (a, b) VALUES (?, ?) and nothing more: may be gathered into one statement
};

struct PostgresSql {
    std::string text; // with $1, $2, …
    PostgresKind kind = PostgresKind::other;
    int parameters = 0;
    std::unordered_set<std::string> words; // every name in it, so that one sees which tables it may read
    bool reads = false;                    // it is a SELECT
    std::string table;                     // that it writes to; empty when it reads, or is something else altogether
    std::vector<std::string> columns;      // of insert_row
};

// Rewrites one statement. Throws StoreError for what a distributed database could not do: a volatile function in an
// upsert (docs/store.md).
PostgresSql to_postgres(std::string_view sql);

// "a; b" → {"a", "b"}; separators inside of texts do not count.
std::vector<std::string_view> statements_in(std::string_view sql);

// The functions and operators that give expressions the same values as in SQLite.
std::string postgres_functions();
// Changes with them.
inline constexpr std::string_view postgres_functions_version = "sys_dialect_1";

} // namespace shanhai::kernel
