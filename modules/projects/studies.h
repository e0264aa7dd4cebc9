#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

// What is asked of this module's reasoning from outside, and how the answers read on the command line.
namespace shanhai::projects {

// projects.outlook 完工展望. Asked: "on" (a day up to today; default: today), "project" (one alone, with its curve), or "region", "giver",
// "programme", "work_group" (all under way). What is learnt for the forecasts is learnt from all works of the store; what is
// told is what the reader may read. "study.unknown_member", "study.bad_member",
// "projects.not_under_way" (args: name, on).
Result<json::object> outlook(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                             const kernel::Progress& progress);
void tell_outlook(const json::object& answer, std::ostream& out);

// projects.backtest 预测回测: forecasts of past years held against what came. Asked: "on". Of the whole store, so that only those
// who may see all of it get an answer: "access.denied" else.
Result<json::object> forecasts_of_the_past(kernel::Kernel& kernel, const kernel::Principal& who,
                                           const json::object& asked, const kernel::Progress& progress);
void tell_back_test(const json::object& answer, std::ostream& out);

} // namespace shanhai::projects
