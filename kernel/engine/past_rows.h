#pragma once

#include "kernel/records/record_rows.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <string>
#include <vector>

// Rows that records once had (kernel/schema/as_of.h), as they are written. What is personal in them is sealed like the
// row that was, so that an erasure closes them, too.
namespace shanhai::kernel {

// The statement for `keep_row`.
std::string keep_sql(const RecordType& type);
// Keeps a row that an entry replaces.
void keep_row(Statement& statement, const RecordRow& row, std::int64_t until);

// Whether the store keeps past rows of the type.
bool has_past(Connection& connection, const RecordType& type);
// Types with a table of records and none of their past, as stores had that are older than past rows.
std::vector<const RecordType*> types_without_past(Connection& connection, const Schema& schema);
// Makes the past rows of all records of these types from their entries.
void write_past_rows(Connection& writer, const std::vector<const RecordType*>& types);

} // namespace shanhai::kernel
