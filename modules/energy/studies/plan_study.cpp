#include "modules/energy/studies/plan_study.h"

#include "kernel/module/asked.h"
#include "modules/energy/plan/lp_planner.h"
#include "modules/energy/plan/rolling_plan.h"
#include "modules/energy/plan/rule_of_thumb.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/sky_forecast.h"
#include "modules/energy/studies/asked_plant.h"
#include "modules/energy/sun/weather.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cmath>
#include <ctime>

namespace shanhai::energy {

namespace {

using kernel::asked_day;
using kernel::asked_number;
using kernel::asked_text;
using kernel::bad_member;
using kernel::Kernel;
using kernel::only_members;
using kernel::Principal;

constexpr double most_days = 366, most_days_shown = 7;
constexpr std::uint64_t ways_to_try = 4;

struct Question {
    KnownPlant plant;
    TariffDay prices;
    Date day;
    std::size_t days = 1;
    double held = 0;
    std::vector<double> clearness; // of each quarter-hour
    bool steady = true;            // the same all the time
    std::uint64_t seed = 1;
    Outages outages = {};
};

Done read_weather(Kernel& kernel, const Principal& who, const json::object& asked, Question& question) {
    const auto weather = TRY(asked_text(asked, "weather")).value_or("steady");
    if (weather != "steady" && weather != "trial") return bad_member("weather", "steady, trial");
    question.steady = weather == "steady";
    if (!question.steady) {
        question.clearness = trial_clearness(question.seed, question.days);
        return {};
    }
    const double usual = TRY(expected_sky(kernel, who, question.plant, question.day)).clearness;
    question.clearness.assign(question.days * quarters_a_day, TRY(asked_number(asked, "clearness", usual, 0, 1)));
    return {};
}

// Of the days that are planned and the one behind them. Who may not see outages plans as if all ran.
Result<Outages> known_outages(Kernel& kernel, const Principal& who, const Question& question) {
    auto outages = outages_of(kernel, who, question.plant, question.day, (question.days + 1) * quarters_a_day);
    if (!outages && outages.error().code.starts_with("access.")) return Outages();
    return outages;
}

Result<Question> read(Kernel& kernel, const Principal& who, const json::object& asked) {
    TRY_DO(only_members(asked, {"plant", "day", "days", "clearness", "held", "weather", "seed"}));
    auto plant = TRY(asked_plant(kernel, who, asked));
    if (!plant.has_storage()) return refuse("energy.no_storage", "/plant", {{"plant", plant.name}});
    const auto day = TRY(asked_day(asked, "day")).value_or(kernel.now().day_in_shanghai() + 1);
    auto prices = TRY(prices_on(kernel, who, plant, day));
    const auto& battery = plant.plant.battery;
    const double held = TRY(asked_number(asked, "held", battery.reserve, battery.reserve, battery.capacity));
    Question question{std::move(plant), std::move(prices), day, 1, held, {}, true, 1, {}};
    question.days = static_cast<std::size_t>(TRY(asked_number(asked, "days", 1, 1, most_days)));
    question.seed = static_cast<std::uint64_t>(TRY(asked_number(asked, "seed", 1, 0, 1e9)));
    TRY_DO(read_weather(kernel, who, asked, question));
    question.outages = TRY(known_outages(kernel, who, question));
    return question;
}

// Of this program alone, so that what others do at the same time does not count.
double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// What is tried, and what came of each way.
class Trial {
public:
    Trial(const Question& question, const kernel::Progress& progress)
        : question_(question), progress_(progress),
          outlook_(outlook_of(question.plant, question.prices, question.day, question.clearness, question.outages)),
          clear_(quarter_powers(question.plant.site, midnight_of(question.day),
                                std::vector<double>(question.clearness.size(), 1.0))) {}

    // The best way first.
    Result<json::array> ways() {
        if (question_.days == 1) {
            TRY_DO(add("best", [&]() -> Result<Schedule> {
                const PlanAsked asked{
                    .clearness = question_.clearness.front(), .held = question_.held, .outages = question_.outages};
                if (!question_.steady) return whole();
                return TRY(plan_days(question_.plant, question_.prices, question_.day, asked)).schedule;
            }));
        } else {
            TRY_DO(add("whole", [&] { return whole(); }));
            TRY_DO(add("rolling", [&] { return rolled(perfect_forecast(outlook_.sun)); }));
            TRY_DO(add("forecast",
                       [&] { return rolled(erring_forecast(outlook_.sun, clear_, {.seed = question_.seed})); }));
        }
        TRY_DO(add("rule", [&]() -> Result<Schedule> {
            return by_rule_of_thumb(question_.plant.plant, outlook_, question_.prices.evening_peak, question_.held);
        }));
        return std::move(ways_);
    }

    const Schedule& best() const { return best_; }
    const Outlook& outlook() const { return outlook_; }
    const std::vector<double>& clear() const { return clear_; }

private:
    Result<Schedule> whole() const {
        return LpPlanner(question_.plant.plant, outlook_.sun.size())
            .plan(outlook_.sun, outlook_.price, question_.held, outlook_.line);
    }
    Result<Schedule> rolled(const Forecast& forecast) const {
        return roll(question_.plant.plant, outlook_, forecast, {}, question_.held);
    }

    template <class Work>
    Done add(const char* name, Work work) {
        const double begin = cpu_seconds();
        auto schedule = TRY(work());
        const double seconds = cpu_seconds() - begin;
        const auto& peak = question_.prices.evening_peak;
        ways_.push_back(json::object{
            {"name", name},
            {"sun", rounded(energy_of(outlook_.sun))},
            {"delivered", rounded(energy_of(schedule.delivered))},
            {"evening_peak", rounded(energy_of(schedule.delivered, peak))},
            {"charged", rounded(energy_of(schedule.charge))},
            {"discharged", rounded(energy_of(schedule.discharge))},
            {"curtailed", rounded(energy_of(schedule.curtailed))},
            {"revenue", std::round(revenue_of(question_.plant.plant, outlook_.price, schedule) * 100) / 100},
            {"seconds", rounded(seconds)}});
        if (ways_.size() == 1) best_ = std::move(schedule);
        if (progress_) progress_(ways_.size(), ways_to_try);
        return {};
    }

    const Question& question_;
    const kernel::Progress& progress_;
    Outlook outlook_;
    std::vector<double> clear_;
    Schedule best_;
    json::array ways_;
};

json::array flags(const std::vector<bool>& values) {
    json::array array;
    for (const bool value : values) array.push_back(value);
    return array;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked,
                            const kernel::Progress& progress) {
    const auto question = TRY(read(kernel, who, asked));
    Trial trial(question, progress);
    json::object told{{"plant", plant_shown(question.plant)},
                      {"tariff", question.prices.tariff.name},
                      {"day", question.day.iso()},
                      {"days", question.days},
                      {"held", rounded(question.held)},
                      {"outages", question.outages.any()}};
    told["ways"] = TRY(trial.ways());
    if (static_cast<double>(question.days) <= most_days_shown) {
        told["quarters"] = quarters_as_json(trial.outlook(), trial.best());
        told["price"] = rounded(trial.outlook().price);
        told["evening_peak"] = flags(question.prices.evening_peak);
        told["clear"] = rounded(trial.clear());
    }
    return told;
}

double number(const json::object& object, std::string_view name) { return object.at(name).to_number<double>(); }

void tell(const json::object& answer, std::ostream& out) {
    fmt::print(out, "{}  {} + {} d  {}\n", answer.at("plant").at("label").as_string().c_str(),
               answer.at("day").as_string().c_str(), answer.at("days").to_number<int>(),
               answer.at("tariff").as_string().c_str());
    const auto& ways = answer.at("ways").as_array();
    const double best = number(ways.front().as_object(), "revenue");
    fmt::print(out, "{:<9} {:>12} {:>12} {:>11} {:>11} {:>14} {:>9} {:>8}\n", "", "delivered", "in the peak",
               "discharged", "curtailed", "yuan", "of best", "CPU s");
    for (const auto& way : ways) {
        const auto& one = way.as_object();
        fmt::print(out, "{:<9} {:>12.1f} {:>12.1f} {:>11.1f} {:>11.1f} {:>14.2f} {:>9.5f} {:>8.3f}\n",
                   one.at("name").as_string().c_str(), number(one, "delivered"), number(one, "evening_peak"),
                   number(one, "discharged"), number(one, "curtailed"), number(one, "revenue"),
                   best == 0 ? 0 : number(one, "revenue") / best, number(one, "seconds"));
    }
}

} // namespace

kernel::Study plan_study() { return {{"光储日前计划", "Plan of a solar plant with storage"}, answer, tell}; }

} // namespace shanhai::energy
