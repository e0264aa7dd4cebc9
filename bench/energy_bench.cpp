// A year of a plant of 50 MW with 50 MWh, planned anew every day for two days ahead, beside the same year planned as a whole and the
// rule of thumb. Money and processor time, all in one run.
//   energy_bench [days]

#include "bench/measure.h"
#include "modules/energy/plan/lp_planner.h"
#include "modules/energy/plan/rolling_plan.h"
#include "modules/energy/plan/rule_of_thumb.h"
#include "modules/energy/plan/trial_plant_test.h"

#include <cstdio>
#include <cstdlib>

namespace shanhai::bench {
namespace {

using namespace energy;

constexpr double held_at_first = 5;

struct Outcome {
    double revenue = 0, seconds = 0, evening = 0;
};

template <class Work>
Outcome measured(const TrialYear& year, Work work) {
    const double begin = cpu_seconds();
    const Schedule schedule = work();
    const double seconds = cpu_seconds() - begin;
    return {revenue_of(year.plant, year.outlook.price, schedule), seconds, energy_of(schedule.delivered, year.peak)};
}

void print(const char* name, const Outcome& outcome, const Outcome& whole) {
    std::printf("%-44s %9.2f s  %6.2f x  %12.0f yuan  %9.6f  %8.0f MWh in the evening\n", name, outcome.seconds,
                outcome.seconds / whole.seconds, outcome.revenue, outcome.revenue / whole.revenue, outcome.evening);
}

int run(std::size_t days) {
    const double begin = cpu_seconds();
    const auto year = trial_year(1, days);
    std::printf("%zu quarter-hours of sun computed twice in %.2f s\n", year.outlook.sun.size(), cpu_seconds() - begin);
    const auto rolled = [&](const Forecast& forecast, std::size_t every) {
        return roll(year.plant, year.outlook, forecast, {.every = every}, held_at_first).value();
    };
    const auto whole = measured(year, [&] {
        return LpPlanner(year.plant, year.outlook.sun.size())
            .plan(year.outlook.sun, year.outlook.price, held_at_first)
            .value();
    });
    const auto erring = erring_forecast(year.outlook.sun, year.clear, {});
    std::printf("%-44s %11s  %8s  %17s  %9s\n", "", "processor", "of whole", "revenue less wear", "of whole");
    print("the whole year at once (baseline)", whole, whole);
    print("anew every day, forecast perfect",
          measured(year, [&] { return rolled(perfect_forecast(year.outlook.sun), 96); }), whole);
    print("anew every day, forecast erring", measured(year, [&] { return rolled(erring, 96); }), whole);
    print("anew every four hours, forecast erring", measured(year, [&] { return rolled(erring, 16); }), whole);
    print("rule of thumb",
          measured(year, [&] { return by_rule_of_thumb(year.plant, year.outlook, year.peak, held_at_first); }), whole);
    return 0;
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) {
    return shanhai::bench::run(argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 365);
}
