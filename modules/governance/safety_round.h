#pragma once

#include "kernel/module/module.h"

namespace shanhai::governance {

// 平安报告: opens the window of the due time, before noon the morning's, else the evening's, for every work group in office
// with members on its roster: a waiting line for each of them.
Result<kernel::JobOutcome> open_safety(const kernel::JobCall& call);

// Marks who has not reported in the window of the due time as missing, which those who lead the team hear of at once.
Result<kernel::JobOutcome> find_missing(const kernel::JobCall& call);

} // namespace shanhai::governance
