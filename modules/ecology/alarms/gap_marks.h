#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// Makes records of the gaps of the last seven days that have ended, of every sensor that says how often it reports, and voids those
// that late readings have closed.
Result<kernel::JobOutcome> mark_gaps(const kernel::JobCall& call);

} // namespace shanhai::ecology
