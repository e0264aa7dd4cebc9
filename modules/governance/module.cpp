#include "kernel/module/module.h"

#include "modules/governance/assessment.h"
#include "modules/governance/evidence_pack.h"
#include "modules/governance/half_month.h"
#include "modules/governance/handover.h"
#include "modules/governance/handover_paper.h"
#include "modules/governance/safety_round.h"
#include "modules/governance/slip_paper.h"
#include "modules/governance/weekly_round.h"

namespace shanhai {

void register_governance(kernel::Registrar& to) {
    to.job_action("governance.open_week", governance::open_week);
    to.job_action("governance.open_circulars", governance::open_circulars);
    to.job_action("governance.refresh_circulars", governance::refresh_circulars);
    to.job_action("governance.open_safety", governance::open_safety);
    to.job_action("governance.find_missing", governance::find_missing);
    to.job_action("governance.work_on_handovers", governance::work_on_handovers);
    to.study("governance.assessment", {{"考核自评：取数、得分、假设", "Assessment: figures, points, what if"},
                                       governance::assessment_study,
                                       governance::tell_assessment});
    to.study("governance.slip",
             {{"督办单打印件", "A supervision slip as it is printed"}, governance::slip_study, governance::tell_slip});
    to.study("governance.handover",
             {{"批次交接书：逐项签字和完整度", "The dossier of a hand-over: signatures, completeness"},
              governance::handover_study,
              governance::tell_handover});
    to.study("governance.evidence", {{"一次考核的佐证包", "The evidence of one assessment"},
                                     governance::evidence_study,
                                     governance::tell_evidence});
    to.exporter("assessment-evidence", {{"考核佐证包", "Evidence of assessments"},
                                        ".zip",
                                        "application/zip",
                                        {"self_assessment"},
                                        governance::write_evidence_pack});
    to.exporter("supervision-slips", {{"督办单打印件", "Supervision slips for printing"},
                                      ".zip",
                                      "application/zip",
                                      {"supervision_slip"},
                                      governance::write_slips});
}

} // namespace shanhai
