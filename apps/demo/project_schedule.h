#pragma once

#include "apps/demo/prng.h"
#include "apps/demo/project_plan.h"

namespace shanhai::demo {

struct Step {
    Date on = Date::from_days(0);
    std::int64_t fen = 0;
};

struct PaymentStep {
    Date on = Date::from_days(0);
    std::int64_t fen = 0;
    std::string_view kind; // as payment.kind
};

// When things happen to a project and what money moves. In the year of its plan all but `unfinished` is completed and all
// but `disbursed_late` disbursed; the rest follows in the next year. On no day more is paid than has been disbursed.
struct Schedule {
    Date contract_on = Date::from_days(0), started_on = Date::from_days(0);
    std::optional<Date> suspended_on, resumed_on, completed_on, accepted_on, handed_over_on, main_structure_on;
    std::vector<Step> investment_plans, progress, disbursements;
    std::vector<PaymentStep> payments; // in the order of their days
    std::int64_t settled = 0;          // what the works cost in the end
    std::int64_t design = 0;           // of it, what a designer is paid under a contract of their own
    std::int64_t contract = 0;         // of it, what the builder or supplier is paid: the amount of the contract
    std::optional<Step> given_back;
};

Schedule schedule_of(const ProjectPlan& plan, const Inputs& inputs, Prng& random);

} // namespace shanhai::demo
