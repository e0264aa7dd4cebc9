#pragma once

#include "kernel/records/record_rows.h"

#include <set>
#include <string>

// The time limits of states: by which day a record must have moved on.
namespace shanhai::kernel {

// The last day of the limit for a record that came into its state at this moment; empty when it has none.
std::string deadline_in(const RecordType& type, const RecordRow& row, Moment since);
// The same after a change: a limit in days runs on unless the state changed.
std::string next_deadline(const RecordType& type, const RecordRow& before, const RecordRow& after, Moment at);
// Adds the names of the system's columns that differ to those of the fields that do: what expressions may look at.
void add_moved_columns(const RecordRow& before, const RecordRow& after, std::set<std::string>& changed);
// Past its limit, and nobody was told of this deadline yet.
bool is_overdue(const RecordRow& row, Moment at);

} // namespace shanhai::kernel
