#pragma once

#include "kernel/series/reading.h"
#include "kernel/store/connection.h"

#include <cstdint>
#include <string_view>

// What nothing else tells a second time, such as who corrected a reading or until when readings were let go, carries a
// checksum over its whole row, so that a verification finds a change in it. Blocks and sweeps have their own, and days are the
// sums of their hours.
namespace shanhai::kernel {

std::int64_t seal_of_series(std::string_view name, std::int64_t decimals, std::int64_t dropped);
// `sealed` is not in it: it moves with every block, and is the hour after the last one.
std::int64_t seal_of_line(std::int64_t line, std::string_view series, std::int64_t station);
// The numbers as they are stored: last_at counts from the hour's begin.
std::int64_t seal_of_hour(std::int64_t line, std::int64_t hour, const RollUp& numbers);
// Grows with the times, so that a statement can count both up without a look.
std::int64_t seal_of_moved(std::int64_t band, std::int64_t day, std::int64_t times);

// As it is stored.
struct CorrectionRow {
    std::int64_t line = 0, at = 0, nth = 0, old_value = 0, old_quality = 0, value = 0, quality = 0;
    std::string_view who;
    std::int64_t made = 0; // microseconds
    std::string_view why;
};
std::int64_t seal_of_correction(const CorrectionRow& row);

// False for a store that an earlier program wrote last: it has no such column yet.
bool has_series_seals(Connection& store);
// Gives the store of an earlier program the column, and each row its checksum. Inside of a transaction.
void bring_series_seals(Connection& writer);
// For rows without one: those that the backup of an earlier program put back.
void fill_series_seals(Connection& writer);

} // namespace shanhai::kernel
