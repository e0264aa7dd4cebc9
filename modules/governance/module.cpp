#include "kernel/module/module.h"

#include "modules/governance/half_month.h"
#include "modules/governance/handover.h"
#include "modules/governance/safety_round.h"
#include "modules/governance/weekly_round.h"

namespace shanhai {

void register_governance(kernel::Registrar& to) {
    to.job_action("governance.open_week", governance::open_week);
    to.job_action("governance.open_circulars", governance::open_circulars);
    to.job_action("governance.open_safety", governance::open_safety);
    to.job_action("governance.find_missing", governance::find_missing);
    to.job_action("governance.work_on_handovers", governance::work_on_handovers);
}

} // namespace shanhai
