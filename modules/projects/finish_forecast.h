#pragma once

#include "base/date.h"
#include "modules/projects/progress_curve.h"
#include "modules/projects/season.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

// 完工预测: when a work under way will be finished, with a band that has earned its name: it is as wide as forecasts of this kind
// were wrong before.
namespace shanhai::projects {

struct Report {
    Date on = Date::from_days(0);
    double share = 0; // done by then, 0 to 1
};

// A work as its dates and reports tell it.
struct Work {
    bool building = true; // works; else goods and services, which know no season
    Season season;
    Date started_on = Date::from_days(0);
    std::optional<Date> due_on, suspended_on, resumed_on, completed_on;
    std::vector<Report> reports; // in the order of their days
};

// Whether it was under way, and at a standstill, on a day.
bool under_way(const Work& work, Date on);
bool at_a_standstill(const Work& work, Date on);
// The last report up to a day; nothing before the first.
const Report* last_report(const Work& work, Date on);
// Working days from the start to a day, those at a standstill left out; at least 0.
double worked_days(const Work& work, Date on);

// Forecasts in one of these situations err alike.
enum class Situation { standing, overdue_early, overdue_late, unreported, early, middle, late };
constexpr std::size_t situations = 7;

// How far a forecast may be off in one situation. Logarithms of actual ÷ forecast days that remain.
struct Spread {
    double lower = -0.9, middle = 0, upper = 0.9; // until there are works to learn from
    double pace = 0.5;         // how much the pace so far says beside the plan: 1 the pace alone, 0 the plan alone
    std::size_t forecasts = 0; // of this situation that it was learnt from
    bool learnt = false;       // from these, or, where they are too few, from all situations together
};

// Working days that remain, by the pace so far and by the plan. Logarithms.
struct Guess {
    double by_pace = 0, by_plan = 0;

    double blended(double pace) const { return pace * by_pace + (1 - pace) * by_plan; } // as Spread::pace
};

struct Finish {
    Date from = Date::from_days(0), likely = Date::from_days(0), until = Date::from_days(0);
    Situation situation = Situation::unreported;
    bool calibrated = false; // the band was learnt, not assumed
};

// 80 %: the actual finish lies within the band four times of five.
constexpr double band = 0.8;
// With fewer forecasts of the past nothing is learnt from them.
constexpr std::size_t least_forecasts = 60;

class FinishModel {
public:
    // Learns from what was known on a day: works that were finished by then, and those that were not, which say how long
    // it takes at least. Without the second, the band would believe that late works do not exist.
    static FinishModel learnt(std::span<const Work> works, Date known_on);

    // `work` must be under way on the day. What is reported later is not looked at.
    Finish forecast(const Work& work, Date on) const;
    // The share that should be done on a day, by the curve between start and due day; without one, by the usual time.
    double expected_share(const Work& work, Date on) const;

    const ProgressCurve& curve(bool building) const { return curves_[building ? 1 : 0]; }
    double usual_days(bool building) const { return usual_[building ? 1 : 0]; } // working days from start to finish
    std::size_t finished() const { return finished_; }
    // How much wider or narrower the band is than the errors of all years say, by what the last two years were like.
    double stretched() const { return stretched_; }
    const Spread& spread(Situation situation) const { return spreads_[static_cast<std::size_t>(situation)]; }

private:
    Situation situation_of(const Work& work, Date on) const;
    void stretch(std::span<const Work> works, Date known_on);
    Guess guess(const Work& work, Date on) const;
    void learn_curves(std::span<const Work> works, Date known_on);
    void learn_spreads(std::span<const Work> works, Date known_on);

    std::array<ProgressCurve, 2> curves_; // goods and services, works
    std::array<double, 2> usual_{90, 150};
    std::array<Spread, situations> spreads_;
    std::size_t finished_ = 0;
    double stretched_ = 1;
};

} // namespace shanhai::projects
