#pragma once

#include "base/clock.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <string>

// Moments and entries: which entry was the last at a moment, and which calendar step an entry was made in.
namespace shanhai::kernel {

// The last entry made at or before a moment; 0 when there is none.
std::int64_t entry_at(Connection& reader, Moment moment);

// The first day (days since 1970) of the calendar step in which an entry was made, as SQL over the column that names the
// entry: a choice between numbers, because entries are in the order of time and steps are few. Good for a reader's
// transaction; a later one may know more entries. A posting whose day lies before that day was entered late.
class StepsOfEntries {
public:
    // "p.entry"
    StepsOfEntries(Connection& reader, std::string entry_column)
        : reader_(reader), entry_column_(std::move(entry_column)) {}
    // 1 when a posting on `day_column` was entered late, 0 when not, by the rule of the type that posts.
    std::string late_sql(const RecordType& type, const std::string& day_column);

private:
    struct Beginning {
        std::int64_t after_entry; // the step's entries come behind this one
        std::int32_t first_day;
    };
    std::vector<Beginning> beginnings(Step step);
    std::string choice(const std::vector<Beginning>& steps, std::size_t from, std::size_t until) const;

    Connection& reader_;
    std::string entry_column_;
};

// How many days after its day something was entered; 0 unless that was late by the rule of its type.
int days_late(const RecordType& type, Date day, Moment entered);

} // namespace shanhai::kernel
