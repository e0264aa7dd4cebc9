#include "apps/demo/demo.h"

#include "apps/demo/energy.h"
#include "apps/demo/goals.h"
#include "apps/demo/governance.h"
#include "apps/demo/handovers.h"
#include "apps/demo/people.h"
#include "apps/demo/project_names.h"
#include "apps/demo/project_story.h"
#include "apps/demo/rivers.h"
#include "apps/demo/safety.h"
#include "apps/demo/trade_story.h"
#include "apps/demo/weeks.h"
#include "apps/demo/workdays.h"
#include "assets/assets.h"
#include "base/money.h"

#include <algorithm>

namespace shanhai::demo {

namespace {

// Before this day the province kept its books elsewhere; they were taken over on it.
Date first_day() { return day(2022, 1, 4); }
// The demo ends here, in the middle of a building season.
Date last_day() { return day(2025, 6, 30); }

constexpr int cancelled_proposals = 12;
constexpr int reserve_percent = 4;

std::string receiver_of(const ProjectPlan& plan) { return plan.giver + " " + plan.place->code; }

// The money of the projects is granted to each receiver before the first of them is allocated any.
std::map<std::string, Handle> appropriate(Script& script, const std::vector<ProjectPlan>& plans) {
    struct Grant {
        std::int64_t fen = 0;
        const ProjectPlan* first = nullptr;
    };
    std::map<std::string, Grant> grants;
    for (const auto& plan : plans) {
        auto& grant = grants[receiver_of(plan)];
        if (grant.first == nullptr || plan.allocated_on < grant.first->allocated_on) grant.first = &plan;
        grant.fen += plan.budget;
    }
    std::map<std::string, Handle> made;
    for (const auto& [key, grant] : grants) {
        const auto& first = *grant.first;
        const auto on = std::max(workday_until(first.allocated_on + -3), day(first.year, 1, 4));
        // In the year that is not over, a part of the money waits for projects.
        const auto reserve = first.year == last_day().year() ? grant.fen / 100 * reserve_percent : 0;
        made[key] = script.create(on, Stage::money_granted, "appropriation",
                                  {{"programme", first.programme},
                                   {"giver", first.giver},
                                   {"region", first.place->code},
                                   {"date", on.iso()},
                                   {"amount", Money::fen(grant.fen + reserve).plain()}});
    }
    return made;
}

void write_portfolios(Script& script, const Inputs& inputs, ProjectStories& stories) {
    ProjectNames names;
    for (const auto& portfolio : inputs.portfolios) {
        const auto plans = plan_projects(portfolio, inputs, names);
        const auto appropriations = appropriate(script, plans);
        for (const auto& plan : plans) stories.write(plan, appropriations.at(receiver_of(plan)));
    }
    for (const auto& special : inputs.specials) {
        const std::vector<ProjectPlan> plans{plan_special(special, inputs)};
        stories.write(plans.front(), appropriate(script, plans).begin()->second);
    }
}

// Proposals of 2023 and 2024 that were dropped: like others, but they do not count.
void write_cancelled(const Inputs& inputs, ProjectStories& stories) {
    ProjectNames names;
    int left = cancelled_proposals;
    for (auto portfolio : inputs.portfolios) {
        if (left == 0) break;
        if (portfolio.brief || portfolio.year < 2023 || portfolio.year > 2024 || portfolio.projects < 20) continue;
        const auto average = portfolio.money / portfolio.projects / 1'000'000 * 1'000'000;
        portfolio.id += "-cancelled";
        portfolio.projects = 1;
        portfolio.money = average;
        portfolio.unfinished = portfolio.disbursed_late = 0;
        portfolio.medical = portfolio.schools = 0;
        for (auto& plan : plan_projects(portfolio, inputs, names)) {
            plan.name += "（备选）";
            stories.write_cancelled(plan);
        }
        --left;
    }
}

} // namespace

Done build_demo(kernel::Kernel& kernel, const kernel::Progress& progress) {
    const auto inputs = TRY(read_inputs([](std::string_view path) {
        const auto* asset = assets::find(path);
        return asset == nullptr ? std::string{} : std::string(asset->bytes);
    }));
    Script script(first_day(), last_day());
    Parties parties(script, inputs);
    const auto background = write_background(script, inputs);
    ProjectStories stories(script, inputs, parties, background);
    write_portfolios(script, inputs, stories);
    write_cancelled(inputs, stories);
    write_governance(script, inputs, background, parties);
    write_handovers(script, background);
    write_goals(script);
    write_safety(script, background, parties, last_day() + -2, last_day());
    write_people(script, parties, first_day()); // of people whom the stories have named
    Weeks weeks(script, stories);
    weeks.write(day(2025, 6, 2), last_day());
    write_trade(script);
    write_energy(script, parties, last_day());
    write_rivers(script, parties, last_day());
    TRY_DO(script.play(kernel, progress));
    const ClockAt now(moment(last_day(), 18, 0)); // after office hours
    TRY_DO(write_energy_days(kernel, last_day()));
    return write_river_readings(kernel, last_day());
}

} // namespace shanhai::demo
