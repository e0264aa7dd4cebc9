#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <string>
#include <vector>

// The tables: one for each record type with real columns, and the system's own, which all begin with sys_.
namespace shanhai::kernel {

// Creates the system's tables in an empty database.
void create_system_tables(Connection& writer);
// Those of the search index alone, which stores of earlier programs have not.
void create_search_tables(Connection& writer);

// Those that a later program brought, in a store that an earlier one made; their indexes stand behind each.
void create_missing_system_tables(Connection& writer);
bool has_system_tables(Connection& connection);

// Brings the record tables to the schema: missing tables and missing columns are made. Returns the measures that the
// store has not posted before. Whether the schema still fits what is stored is for kernel/engine/migration to judge
// before. "schema.expression" when the database cannot read an expression that passed the schema (`amount >`): found now,
// not at the first payment.
Result<std::vector<int>> bring_tables_to(Connection& writer, const Schema& schema);

// What the values of a field mean, beyond the type of its column: the same integer is another amount at another scale.
std::string meaning_of(const Field& field);
std::string column_type_of(const Field& field);
// Two measures with equal meaning post equal numbers; titles and the like do not count, nor do the control balances,
// which can be added up anew. `former`: read fields under the names they had before (now → then).
using FormerNames = std::vector<std::pair<std::string, std::string>>;
std::string meaning_of(const Measure& measure, const FormerNames& former = {});

// The system's own tables as they are declared. `kind`: 'i' integer, 't' text, 'b' bytes.
struct SystemColumn {
    std::string name;
    char kind = 't';
};
struct SystemTable {
    std::string name;
    std::vector<SystemColumn> columns;
};
const std::vector<SystemTable>& declared_system_tables();

// Single values about the store itself.
std::string meta(Connection& connection, std::string_view name); // empty when there is none
void set_meta(Connection& writer, std::string_view name, std::string_view value);

} // namespace shanhai::kernel
