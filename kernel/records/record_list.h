#pragma once

#include "kernel/records/record_rows.h"

// Lists of records: filters through references, order, keyset pages.
namespace shanhai::kernel {

// "list.unknown_field", "list.bad_operator", "list.bad_value", "list.bad_cursor", "record.not_found" (a filter on a
// reference names nobody).
// `today` is the day by which a record is overdue; in the past, the day of the moment.
Result<Page> list_records(Connection& connection, const Schema& schema, const RecordType& type, const ListQuery& query,
                          const AsOf& as_of, Date today);

} // namespace shanhai::kernel
