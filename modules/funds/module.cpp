#include "kernel/module/module.h"

#include "modules/funds/audit.h"

namespace shanhai {

void register_funds(kernel::Registrar& to) { to.job_action("funds.audit", funds::audit); }

} // namespace shanhai
