#pragma once

#include "apps/demo/inputs.h"

namespace shanhai::demo {

// What is decided about one project before its story is written. Money in fen.
struct ProjectPlan {
    std::string name, programme, giver;
    std::string region;   // the division's code, of a township where the store knows it
    std::string township; // for people
    std::string level, sector, line, action;
    const Theme* theme = nullptr;
    const Place* place = nullptr;
    std::int64_t budget = 0;
    std::int64_t unfinished = 0;     // of the budget, left for the next year
    std::int64_t disbursed_late = 0; // of the budget, disbursed in the next year
    int year = 0;
    Date planned_on = Date::from_days(0), approved_on = Date::from_days(0), allocated_on = Date::from_days(0);
    bool brief = false;
    bool urgent = false;
    bool carries_on = false;     // the works end in the year after next
    bool stops = false;          // halts for a while
    bool never_resumes = false;  // … and has not been taken up again
    bool late_start = false;     // begins in the next season only
    bool accepted_late = false;  // finished in the year, accepted in the next
    bool closes_in_year = false; // accepted and handed over before the year ends
    bool main_structure = false;
    bool may_give_back = true; // money left over may be returned
    std::optional<Date> surveyed_on, accepted_on, handed_over_on;
    std::string asset; // a kind that must be handed over within the year; empty: as it comes
    bool no_assets = false;
    std::vector<SpecialAsset> assets; // named ones
};

// The projects of a portfolio: as many as it says, adding up to its money, each with its dates of planning.
std::vector<ProjectPlan> plan_projects(const Portfolio& portfolio, const Inputs& inputs, class ProjectNames& names);
ProjectPlan plan_special(const Special& special, const Inputs& inputs);

} // namespace shanhai::demo
