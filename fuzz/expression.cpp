// Whatever passes as an expression is one value a record, and does nothing but read the record and those it refers to.
#include "fuzz/trial_module.h"
#include "kernel/schema/sql_expression.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace shanhai::fuzz {
namespace {

// What the statement being prepared asks leave for.
int authorize(void*, int action, const char* first, const char* second, const char*, const char*) {
    constexpr std::array functions = {"abs",   "coalesce", "length", "lower",   "upper", "min", "max",
                                      "round", "substr",   "nullif", "replace", "trim",  "like"};
    const std::string_view name = action == SQLITE_FUNCTION ? second : first == nullptr ? "" : first;
    const bool harmless =
        action == SQLITE_SELECT || (action == SQLITE_READ && (name == "payment" || name == "place")) ||
        (action == SQLITE_FUNCTION && std::find(functions.begin(), functions.end(), name) != functions.end());
    check_or_abort(harmless, "an expression only reads");
    return SQLITE_OK;
}

sqlite3* make_database() {
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    for (const auto& type : trial_schema().types) {
        std::string columns = "id, number, state, version, void, created_at, created_by, updated_at";
        for (const auto& field : type->fields) columns += ", \"" + field.name + "\"";
        sqlite3_exec(database, ("CREATE TABLE \"" + type->name + "\" (" + columns + ")").c_str(), nullptr, nullptr,
                     nullptr);
    }
    sqlite3_exec(
        database,
        "INSERT INTO place (id, code, parent) VALUES (1, '540000', NULL), (2, '540200', 1); "
        "INSERT INTO payment (id, place, amount, date) VALUES (1, 2, 100, '2024-01-01'), (2, NULL, NULL, NULL)",
        nullptr, nullptr, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 100'000);
    sqlite3_set_authorizer(database, authorize, nullptr);
    sqlite3_progress_handler(database, 100'000, [](void*) { return 1; }, nullptr);
    return database;
}

void expect_one_value_a_record(const std::string& sql) {
    static auto* const database = make_database();
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int prepared = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, &rest);
    if (prepared != SQLITE_OK) return; // refused at the start, with its file and line
    check_or_abort(*rest == '\0', "an expression is part of one statement");
    check_or_abort(sqlite3_stmt_readonly(statement) != 0, "an expression changes nothing");
    check_or_abort(sqlite3_column_count(statement) == 1, "an expression is one value");
    int rows = 0, result = 0;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) ++rows;
    check_or_abort(result != SQLITE_DONE || rows == 2, "each record has its own value");
    sqlite3_finalize(statement);
}

} // namespace
} // namespace shanhai::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const auto& schema = fuzz::trial_schema();
    const auto& payment = *schema.type("payment");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto expression = kernel::compile_expression(text, payment, schema);
    if (!expression) {
        if (is_utf8(text)) {
            for (const auto& [name, value] : expression.error().args)
                check_or_abort(is_utf8(value), "a refusal is readable text");
        }
        return 0;
    }
    if (expression->paths.size() > 60) return 0; // more than a database joins: refused at the start
    const std::set<std::string> paths(expression->paths.begin(), expression->paths.end());
    fuzz::expect_one_value_a_record("SELECT (" + expression->sql + ") FROM " +
                                    kernel::from_with_joins(payment, paths, schema));
    return 0;
}
