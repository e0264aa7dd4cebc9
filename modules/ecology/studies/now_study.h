#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// ecology.now: how the stations of a river, or of all, stand at the moment.
//   asked   river (id or code; with what flows into it), at (a moment; usually now)
//   answer  at, told_until (the last reading of all), stations: id, code, name, kind, river, longitude, latitude, state ("alarm",
//           "maintenance", "silent", "normal"), class, decided_by, alarms (number, level, began), quantities (series, unit, decimals,
//           value, at, quality); more: whether there are stations beyond the first 300
// Silent: nothing for three hours. When nobody told anything for two days, as in a store that is looked at later, `at` is the
// last moment at which somebody did.
kernel::Study now_study();

} // namespace shanhai::ecology
