#include "modules/projects/finish_forecast.h"

#include "modules/projects/censored_quantile.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace shanhai::projects {

namespace {

constexpr double least_days = 3;        // that remain, of a work that is not finished
constexpr double least_part = 0.04;     // of the time so far: who is late remains late for a while
constexpr std::size_t most_months = 36; // that one work is looked at; later it is not under way but forgotten
constexpr std::size_t least_works = 30; // for a usual time
// That were in a situation and are finished, for it to have a band of its own. Of a handful, the quick ones finish first:
// a band from them alone would be as narrow as it is wrong.
constexpr std::size_t least_situation_works = 60;
// Beyond these the years since were a stroke of luck or a catastrophe, from which there is nothing to learn.
constexpr int days_looked_back = 2 * 365;
constexpr double least_stretch = 0.8, most_stretch = 1.6;

Date next_month(Date day) { return *step_around(day, Step::month).until; }

// The day until which it was seen, and whether it was seen to finish.
struct Seen {
    Date until;
    bool finished;
};
Seen seen_by(const Work& work, Date known_on) {
    if (work.completed_on && *work.completed_on <= known_on) return {*work.completed_on, true};
    return {known_on, false};
}

// The logarithm of the working days that remained, or of so many at least.
double log_remained(const Work& work, Date on, Date until) {
    return std::log(std::max(working_days(work.season, on, until), least_days));
}

// One forecast of the past and what became of it.
struct Trial {
    Guess guess;
    double log_remained;
    bool finished;
    std::size_t work; // which; the forecasts of one work err together

    double off(double pace) const { return log_remained - guess.blended(pace); }
};

// How wrong the middle half is, without leaning to a side: the mean distance from the median.
double error_of(const std::vector<Trial>& trials, double pace) {
    std::vector<double> ratios;
    for (const auto& trial : trials)
        if (trial.finished) ratios.push_back(trial.off(pace));
    if (ratios.empty()) return 0;
    const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
    std::ranges::nth_element(ratios, middle);
    const auto median = *middle;
    double sum = 0;
    for (const auto ratio : ratios) sum += std::abs(ratio - median);
    return sum / static_cast<double>(ratios.size());
}

Spread spread_of(const std::vector<Trial>& trials) {
    Spread spread;
    spread.forecasts = trials.size();
    auto least = error_of(trials, spread.pace);
    for (int tenth = 0; tenth <= 10; ++tenth) {
        const auto error = error_of(trials, tenth / 10.0);
        if (error >= least) continue;
        least = error;
        spread.pace = tenth / 10.0;
    }
    std::vector<Waited> waited;
    for (const auto& trial : trials) waited.push_back({trial.off(spread.pace), trial.finished});
    spread.lower = censored_quantile(waited, (1 - band) / 2);
    spread.middle = censored_quantile(waited, 0.5);
    spread.upper = censored_quantile(waited, 1 - (1 - band) / 2);
    return spread;
}

// In the order of works, as they were made.
std::size_t finished_works(const std::vector<Trial>& trials) {
    std::size_t works = 0;
    std::optional<std::size_t> last;
    for (const auto& trial : trials) {
        if (!trial.finished || trial.work == last) continue;
        ++works;
        last = trial.work;
    }
    return works;
}

} // namespace

bool under_way(const Work& work, Date on) {
    return work.started_on <= on && (!work.completed_on || *work.completed_on > on);
}

bool at_a_standstill(const Work& work, Date on) {
    if (!work.suspended_on || *work.suspended_on > on) return false;
    return !work.resumed_on || *work.resumed_on > on || *work.resumed_on < *work.suspended_on;
}

const Report* last_report(const Work& work, Date on) {
    const auto later = std::ranges::upper_bound(work.reports, on, {}, &Report::on);
    return later == work.reports.begin() ? nullptr : &*std::prev(later);
}

double worked_days(const Work& work, Date on) {
    auto days = working_days(work.season, work.started_on, on);
    if (work.suspended_on && *work.suspended_on < on) {
        const auto resumed = work.resumed_on && *work.resumed_on >= *work.suspended_on ? *work.resumed_on : on;
        days -= working_days(work.season, *work.suspended_on, std::min(resumed, on));
    }
    return std::max(days, 0.0);
}

FinishModel FinishModel::learnt(std::span<const Work> works, Date known_on) {
    FinishModel model;
    model.learn_curves(works, known_on);
    model.learn_spreads(works, known_on);
    model.stretch(works, known_on);
    return model;
}

// Years differ from each other more than the works of one year do, so that a band from all years' errors is too narrow for
// the next (or too wide). How the model of two years ago did in the years since says by how much: the least stretch by which
// its band would have held what it promised. One year would be too few: its luck is not that of the next.
void FinishModel::stretch(std::span<const Work> works, Date known_on) {
    const auto years_ago = known_on + -days_looked_back;
    FinishModel then;
    then.learn_curves(works, years_ago);
    then.learn_spreads(works, years_ago);
    std::vector<Waited> needed;
    for (const auto& work : works) {
        const auto [until, was_finished] = seen_by(work, known_on);
        auto on = next_month(std::max(work.started_on, years_ago));
        for (; on < until; on = next_month(on)) {
            const auto& spread = then.spreads_[static_cast<std::size_t>(then.situation_of(work, on))];
            const auto off = log_remained(work, on, until) - then.guess(work, on).blended(spread.pace) - spread.middle;
            if (off < 0 && !was_finished) continue; // it may come to lie anywhere
            needed.push_back({off < 0 ? off / std::min(spread.lower - spread.middle, -0.01)
                                      : off / std::max(spread.upper - spread.middle, 0.01),
                              was_finished});
        }
    }
    if (needed.size() < least_forecasts) return;
    stretched_ = std::clamp(censored_quantile(needed, band), least_stretch, most_stretch);
}

void FinishModel::learn_curves(std::span<const Work> works, Date known_on) {
    std::array<std::vector<CurvePoint>, 2> points;
    std::array<std::vector<Waited>, 2> lengths;
    for (const auto& work : works) {
        if (work.started_on > known_on) continue;
        const auto [until, was_finished] = seen_by(work, known_on);
        const auto kind = work.building ? std::size_t{1} : std::size_t{0};
        const auto length = worked_days(work, until);
        lengths[kind].push_back({length, was_finished});
        if (!was_finished || length <= 0) continue;
        ++finished_;
        for (const auto& report : work.reports)
            if (report.share > 0 && report.share < 1 && report.on < until)
                points[kind].push_back({worked_days(work, report.on) / length, report.share});
    }
    for (std::size_t kind = 0; kind < curves_.size(); ++kind) {
        curves_[kind] = curve_through(points[kind]);
        if (lengths[kind].size() >= least_works)
            usual_[kind] = std::max(censored_quantile(lengths[kind], 0.5), least_days);
    }
}

Situation FinishModel::situation_of(const Work& work, Date on) const {
    if (at_a_standstill(work, on)) return Situation::standing;
    const auto* report = last_report(work, on);
    const auto share = report == nullptr ? 0 : report->share;
    if (work.due_on && *work.due_on < on) return share < 0.6 ? Situation::overdue_early : Situation::overdue_late;
    if (share <= 0) return Situation::unreported;
    return share < 0.3 ? Situation::early : share < 0.6 ? Situation::middle : Situation::late;
}

Guess FinishModel::guess(const Work& work, Date on) const {
    const auto so_far = worked_days(work, on);
    const auto least = std::max(least_days, least_part * so_far);
    const auto usual = std::max(usual_days(work.building) - so_far, least);
    auto by_pace = usual, by_plan = usual;
    if (const auto* report = last_report(work, on); report != nullptr && report->share > 0) {
        const auto time = curve(work.building).time_of(std::min(report->share, 0.99));
        by_pace = std::max(worked_days(work, report->on) / std::max(time, 0.02) - so_far, least);
    }
    // A plan that is over says nothing any more.
    if (work.due_on)
        by_plan = *work.due_on > on ? std::max(working_days(work.season, on, *work.due_on), least) : by_pace;
    return {std::log(by_pace), std::log(by_plan)};
}

void FinishModel::learn_spreads(std::span<const Work> works, Date known_on) {
    std::array<std::vector<Trial>, situations> trials;
    std::vector<Trial> all;
    for (std::size_t i = 0; i < works.size(); ++i) {
        const auto& work = works[i];
        if (work.started_on > known_on) continue;
        const auto [until, was_finished] = seen_by(work, known_on);
        auto on = next_month(work.started_on);
        for (std::size_t month = 0; month < most_months && on < until; ++month, on = next_month(on)) {
            all.push_back({guess(work, on), log_remained(work, on, until), was_finished, i});
            trials[static_cast<std::size_t>(situation_of(work, on))].push_back(all.back());
        }
    }
    if (all.size() < least_forecasts) return;
    // What is borrowed is never narrower than what one would assume.
    auto borrowed = spread_of(all);
    borrowed.lower = std::min(borrowed.lower, Spread{}.lower);
    borrowed.upper = std::max(borrowed.upper, Spread{}.upper);
    for (std::size_t at = 0; at < situations; ++at) {
        spreads_[at] = finished_works(trials[at]) < least_situation_works ? borrowed : spread_of(trials[at]);
        spreads_[at].forecasts = trials[at].size();
        spreads_[at].learnt = true;
    }
}

Finish FinishModel::forecast(const Work& work, Date on) const {
    Finish finish;
    finish.situation = situation_of(work, on);
    const auto& spread = spreads_[static_cast<std::size_t>(finish.situation)];
    finish.calibrated = spread.learnt;
    const auto remain = guess(work, on).blended(spread.pace);
    const auto day = [&](double off) { return after_working_days(work.season, on, std::exp(remain + off)); };
    finish.from = day(spread.middle + stretched_ * (spread.lower - spread.middle));
    finish.likely = day(spread.middle);
    finish.until = day(spread.middle + stretched_ * (spread.upper - spread.middle));
    return finish;
}

double FinishModel::expected_share(const Work& work, Date on) const {
    const auto whole = work.due_on && *work.due_on > work.started_on
                           ? working_days(work.season, work.started_on, *work.due_on)
                           : usual_days(work.building);
    return curve(work.building).share_at(working_days(work.season, work.started_on, on) / std::max(whole, 1.0));
}

} // namespace shanhai::projects
