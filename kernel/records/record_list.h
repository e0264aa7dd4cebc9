#pragma once

#include "kernel/records/record_rows.h"

// Lists of records: filters through references, order, keyset pages.
namespace shanhai::kernel {

// Only what `gate` lets through takes part: in the rows, in the count, in what filters, words and orders look at.
// "access.field", "list.unknown_field", "list.bad_operator", "list.bad_value", "list.bad_cursor", "record.not_found" (a filter on a
// reference names nobody).
// In the past, those rows are listed whose records may be read today. `today` is the day by which a record is overdue; in
// the past, the day of the moment.
Result<Page> list_records(Connection& connection, const Schema& schema, RecordGate& gate, const RecordType& type,
                          const ListQuery& query, const AsOf& as_of, Date today);

using RecordTaker = std::function<Done(json::object& record)>;

// The same for every record of the list that may be read and exported: `begin` with their number, then `take` with one
// after another. What either of them refuses ends it. "access.denied" when none may be.
Done walk_records(Connection& connection, const Schema& schema, RecordGate& gate, const RecordType& type,
                  const ListQuery& query, const AsOf& as_of, Date today, const std::function<Done(std::int64_t)>& begin,
                  const RecordTaker& take);

} // namespace shanhai::kernel
