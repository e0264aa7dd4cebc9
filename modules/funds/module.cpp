#include "kernel/module/module.h"

#include "modules/funds/audit.h"
#include "modules/funds/doubts.h"

namespace shanhai {

void register_funds(kernel::Registrar& to) {
    to.job_action("funds.audit", funds::audit);
    to.study("funds.audit", {{"审计疑点：先大后小，附滞留资金账龄",
                              "What an auditor asks: the largest first, and how long money has lain"},
                             funds::open_doubts,
                             funds::tell_doubts});
}

} // namespace shanhai
