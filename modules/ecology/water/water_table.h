#pragma once

#include "base/result.h"

#include <iosfwd>
#include <string_view>

namespace shanhai::ecology {

// Over what the samples of a section are averaged before they are judged.
enum class WaterPeriod { sample, hour, day, month };

// Judges the samples of a table in csv with a header. Columns are found by name: pH, DO_mgL, CODMn_mgL, NH3N_mgL, TP_mgL (also
// without _mgL, and CODcr, BOD5, F and the metals), and `station_is_lake_inferred` or `is_lake`, which is 1 for lakes and
// reservoirs. Without such a column, and besides it, a section is in a lake when its name says that it lies in the middle of
// one (湖心, 湖区, 湖中心). An empty cell, - and -- are no measurement.
//
// WaterPeriod::sample writes the rows as they are with `class` and `decided_by` behind them, both empty when nothing was
// measured. Any other writes one row a section and period, with the means that were judged: province, section, period, samples,
// the factors, class, decided_by. Time is read from `time` ("05-08 15:00", or with the year) and, for the year, `file_date`.
//
// "csv.…" of parse_csv, "water.no_factor" when no column is a factor, "water.not_a_number" and "water.cells" (args: line),
// "water.no_time" when a period is asked for and cannot be told.
Done classify_table(std::string_view csv, WaterPeriod period, std::ostream& out);

} // namespace shanhai::ecology
