#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// Looks at the readings of the last day by every rule of alarms: raises, notes what became worse or is over, and passes on what nobody
// acknowledged in time. A rule has one alarm at a time. An event is never raised twice: it goes on in its alarm also when that was
// closed, and what begins anew before it was closed is taken up in it.
Result<kernel::JobOutcome> watch_alarms(const kernel::JobCall& call);

} // namespace shanhai::ecology
