#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// ecology.health: how the devices of the stations of a river, or of all, fare; the worst first.
//   asked   river (id or code; with what flows into it), at (a moment; usually now)
//   answer  at, stations: id, code, name, river, in_maintenance, last_seen (a moment or null), share (of the readings of the last seven
//           whole days that came; null where none are due), is_by_record (whether a sensor's record says how many are due, else its
//           best day of thirty), volts, volts_at, lowest_volts (of the week), orders (open repair orders: id, number, state,
//           reported_on, fault), troubles ("silent", "low_voltage", "gaps", "repair"); more: whether there are stations beyond the
//           first 300
// When nobody told anything for two days `at` is the last moment at which somebody did, as in ecology.now.
kernel::Study health_study();

} // namespace shanhai::ecology
