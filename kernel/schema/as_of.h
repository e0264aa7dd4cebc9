#pragma once

#include "kernel/schema/model.h"

#include <cstdint>
#include <string>

namespace shanhai::kernel {

// Which state of the records is read: the present one, or the one that an entry left behind. Every table of records has
// a table of its earlier rows beside it, so the past is read by the same SQL as the present, from another table
// expression: whatever can be asked of today can be asked of any day.
struct AsOf {
    static constexpr std::int64_t present = INT64_MAX;
    std::int64_t entry = present;

    bool is_past() const { return entry != present; }
    // What stands in FROM for a type's records.
    std::string table(const RecordType& type) const;
};

// The table of the rows that records of a type once had: the columns of the type's own table, and `sys_until`, the entry
// that changed the row.
std::string past_table(const RecordType& type);

// The columns of a record: the system's, then the fields; each behind `prefix` ("r.").
std::string record_columns(const RecordType& type, const std::string& prefix = {});
// How many of them are the system's.
constexpr int system_column_count = 10;

} // namespace shanhai::kernel
