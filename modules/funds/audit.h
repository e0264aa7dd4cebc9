#pragma once

#include "kernel/module/module.h"

namespace shanhai::funds {

// 合规检查: looks through all contracts and payments as an auditor would (modules/funds/audit_checks.h) and at every
// programme's share at county level and below, and enters a compliance flag for each doubt that was not raised before.
Result<kernel::JobOutcome> audit(const kernel::JobCall& call);

} // namespace shanhai::funds
