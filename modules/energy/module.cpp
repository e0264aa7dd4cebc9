#include "kernel/module/module.h"

#include "modules/energy/jobs/close_month.h"
#include "modules/energy/jobs/plan_anew.h"
#include "modules/energy/jobs/plan_tomorrow.h"
#include "modules/energy/jobs/read_meters.h"
#include "modules/energy/studies/forecast_study.h"
#include "modules/energy/studies/plan_study.h"
#include "modules/energy/studies/yield_study.h"

namespace shanhai {

void register_energy(kernel::Registrar& to) {
    to.job_action("energy.read_meters", energy::read_meters);
    to.job_action("energy.plan_tomorrow", energy::plan_tomorrow);
    to.job_action("energy.plan_anew", energy::plan_anew);
    to.job_action("energy.close_month", energy::close_month);
    to.study("energy.yield", energy::yield_study());
    to.study("energy.plan", energy::plan_study());
    to.study("energy.forecast", energy::forecast_study());
}

} // namespace shanhai
