#pragma once

#include "base/money.h"
#include "modules/projects/finish_forecast.h"

#include <optional>
#include <string>
#include <vector>

// 滞后清单: which works lag, and what the books say why.
namespace shanhai::projects {

// What else is known of a work under way than its dates and reports.
struct Surroundings {
    std::optional<Date> approved_on, visited_on; // the last visit to the site
    std::optional<Money> received;               // what its owner has on its account by now; nothing: not known here
    Money budget = Money::fen(0);
    std::string suspended_cause; // as project.suspended_cause
    std::string obstacle;        // unsolved, of the last weeks, as dispatch_line.obstacle; empty: none
};

enum class Cause { standstill, overdue, late_by_forecast, late_start, silent, obstacle, money, pace };
// "standstill", "overdue" … as the interface names them.
std::string_view name_of(Cause cause);

struct Reason {
    Cause cause = Cause::pace;
    int days = 0;       // of standing still, of being overdue, without a report; 0 where days say nothing
    std::string detail; // the kind of a standstill or obstacle
};

struct Lag {
    double expected = 0, done = 0; // shares
    std::vector<Reason> reasons;   // empty: it does not lag
};

// 15 points behind the curve, stopped, past its day, without a report for 45 working days, or later than planned even at the
// near end of the forecast's band: it lags. Who lags is told why: from the plainest to the guess, and `pace` when the books
// know no reason.
Lag lag_of(const Work& work, const Surroundings& around, const FinishModel& model, const Finish& finish, Date on);

} // namespace shanhai::projects
