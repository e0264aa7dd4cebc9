#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// ecology.water_class: the class of a station's water by day or month, by GB 3838-2002 and the means of pH, dissolved oxygen,
// permanganate index, ammonia and phosphorus.
//   asked   station, step ("day", usually, or "month"), from, until (days, until included; usually the last 365, at most 3,660)
//   answer  station, body ("river" or "lake"), step, items: begin, class ("I" to "V", "beyond_V"), decided_by, values by series
kernel::Study water_class_study();

} // namespace shanhai::ecology
