#include "modules/projects/lagging.h"

#include <algorithm>

namespace shanhai::projects {

namespace {

constexpr double points_behind = 0.15;
constexpr double silent_days = 45, late_start_days = 45; // working days
constexpr double money_behind = 0.2;

bool waits_for_money(const Surroundings& around, double expected) {
    if (!around.received || around.budget.in_fen() <= 0) return false;
    const auto share =
        static_cast<double>(around.received->in_fen() / 100) / static_cast<double>(around.budget.in_fen() / 100 + 1);
    return share < expected - money_behind;
}

} // namespace

std::string_view name_of(Cause cause) {
    switch (cause) {
    case Cause::standstill: return "standstill";
    case Cause::overdue: return "overdue";
    case Cause::late_by_forecast: return "late_by_forecast";
    case Cause::late_start: return "late_start";
    case Cause::silent: return "silent";
    case Cause::obstacle: return "obstacle";
    case Cause::money: return "money";
    case Cause::pace: return "pace";
    }
    return "pace";
}

Lag lag_of(const Work& work, const Surroundings& around, const FinishModel& model, const Finish& finish, Date on) {
    const auto* report = last_report(work, on);
    Lag lag;
    lag.expected = model.expected_share(work, on);
    lag.done = report == nullptr ? 0 : report->share;
    const auto told_on = report == nullptr ? work.started_on : report->on;
    const auto unheard = working_days(work.season, told_on, on);
    // Held against the day of the report: what was done since is not known, and silence is a reason of its own.
    const bool behind = model.expected_share(work, report == nullptr ? on : told_on) - lag.done >= points_behind;
    auto& reasons = lag.reasons;
    if (at_a_standstill(work, on))
        reasons.push_back({Cause::standstill, on - *work.suspended_on, around.suspended_cause});
    if (work.due_on && *work.due_on < on) reasons.push_back({Cause::overdue, on - *work.due_on, {}});
    if (unheard > silent_days) reasons.push_back({Cause::silent, on - told_on, {}});
    if (work.due_on && *work.due_on >= on && finish.calibrated && finish.from > *work.due_on)
        reasons.push_back({Cause::late_by_forecast, finish.from - *work.due_on, {}});
    if (reasons.empty() && !behind) return lag;
    const auto known = reasons.size();
    if (!around.obstacle.empty()) reasons.push_back({Cause::obstacle, 0, around.obstacle});
    if (waits_for_money(around, lag.expected)) reasons.push_back({Cause::money, 0, {}});
    if (around.approved_on && working_days(work.season, *around.approved_on, work.started_on) > late_start_days)
        reasons.push_back({Cause::late_start, work.started_on - *around.approved_on, {}});
    if (behind && reasons.size() == known && !at_a_standstill(work, on)) reasons.push_back({Cause::pace, 0, {}});
    return lag;
}

} // namespace shanhai::projects
