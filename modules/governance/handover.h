#pragma once

#include "kernel/module/module.h"

namespace shanhai::governance {

// 批次交接: lists everything that is open of a group for each hand-over that was opened, and moves what was taken over to the
// successors for each that was signed.
Result<kernel::JobOutcome> work_on_handovers(const kernel::JobCall& call);

} // namespace shanhai::governance
