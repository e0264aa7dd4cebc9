#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <string>
#include <vector>

// The tables: one for each record type with real columns, and the system's own, which all begin with sys_.
namespace shanhai::kernel {

// Creates the system's tables in an empty database.
void create_system_tables(Connection& writer);
bool has_system_tables(Connection& connection);

// Brings the record tables to the schema: missing tables and missing columns are made. Returns the measures that the
// store has not posted before. "store.schema_changed" when a field changed its kind, or a measure its meaning, or a
// required field is new on a type that has records: such a change would falsify what is stored. "schema.expression" when
// the database cannot read an expression that passed the schema (`amount >`): found now, not at the first payment.
Result<std::vector<int>> bring_tables_to(Connection& writer, const Schema& schema);

// Single values about the store itself.
std::string meta(Connection& connection, std::string_view name); // empty when there is none
void set_meta(Connection& writer, std::string_view name, std::string_view value);

} // namespace shanhai::kernel
