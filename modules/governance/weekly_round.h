#pragma once

#include "kernel/module/module.h"

namespace shanhai::governance {

// 周调度: opens the round of the week that holds the due time for every work group in office with works under way, a line
// for each of them with how far it had come by what was told last. Groups that have a round for the week are passed over.
Result<kernel::JobOutcome> open_week(const kernel::JobCall& call);

} // namespace shanhai::governance
