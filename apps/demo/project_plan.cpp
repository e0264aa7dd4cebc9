#include "apps/demo/project_plan.h"

#include "apps/demo/largest_remainder.h"
#include "apps/demo/project_names.h"
#include "apps/demo/workdays.h"
#include "base/check.h"

#include <algorithm>

namespace shanhai::demo {

namespace {

constexpr std::int64_t ten_thousand_yuan = 1'000'000; // fen
constexpr int late_starts_percent = 2;

std::string sector_of(const Theme& theme, const Portfolio& portfolio, Prng& random) {
    const bool can_be_border = theme.name == "road" || theme.name == "housing" || theme.name == "energy";
    return can_be_border && random.chance(portfolio.border_percent) ? "border" : theme.sector;
}

// Draws up one portfolio.
class Planner {
public:
    Planner(const Portfolio& portfolio, const Inputs& inputs, ProjectNames& names)
        : portfolio_(portfolio), inputs_(inputs), names_(names), random_(Prng::named(portfolio.id)) {}

    std::vector<ProjectPlan> run() {
        for (int i = 0; i < portfolio_.projects; ++i) plans_.push_back(place_and_theme(i));
        set_budgets();
        leave_over(portfolio_.unfinished, &ProjectPlan::unfinished);
        leave_over(portfolio_.disbursed_late, &ProjectPlan::disbursed_late);
        for (auto& plan : plans_) set_days(plan);
        mark_fates();
        return std::move(plans_);
    }

private:
    ProjectPlan place_and_theme(int index) {
        ProjectPlan plan;
        const auto& pair = portfolio_.pairs[static_cast<std::size_t>(index) % portfolio_.pairs.size()];
        plan.programme = portfolio_.programme;
        plan.giver = pair.first;
        plan.place = &inputs_.place(pair.second);
        plan.year = portfolio_.year;
        plan.brief = portfolio_.brief;
        plan.theme = &inputs_.themes.at(theme_for(index));
        plan.level = portfolio_.level.empty() ? drawn(portfolio_.levels) : portfolio_.level;
        plan.region = pair.second;
        if (plan.level == "township" || plan.level == "village") move_to_township(plan);
        plan.sector = sector_of(*plan.theme, portfolio_, random_);
        if (plan.programme == "xizang" && plan.year >= 2022) plan.line = plan.theme->line;
        if (plan.programme == "luyu" || plan.programme == "lugan") plan.action = plan.theme->action;
        plan.name = names_.name(*plan.place, plan.township, *plan.theme, plan.year, random_);
        return plan;
    }

    // The first few are of the kind that must be handed over within the year.
    std::string theme_for(int index) {
        if (index < portfolio_.medical) return "health";
        if (index < portfolio_.schools) return "education";
        return drawn(portfolio_.mix);
    }

    std::string drawn(const std::map<std::string, int>& weighted) {
        std::vector<int> weights;
        for (const auto& [name, weight] : weighted) weights.push_back(weight);
        return std::next(weighted.begin(), static_cast<std::ptrdiff_t>(random_.weighted(weights)))->first;
    }

    void move_to_township(ProjectPlan& plan) {
        const auto& place = *plan.place;
        if (place.townships.empty()) return;
        const auto at = static_cast<std::size_t>(random_.between(0, static_cast<int>(place.townships.size()) - 1));
        plan.township = place.townships[at];
        if (at < place.divisions.size()) plan.region = place.divisions[at];
    }

    void set_budgets() {
        std::vector<std::int64_t> weights;
        for (const auto& plan : plans_) {
            // A few are much dearer than the rest, as it is everywhere.
            int size = random_.between(4, 10);
            size *= random_.between(4, 10);
            if (random_.chance(12)) size *= 3;
            weights.push_back(static_cast<std::int64_t>(size) * plan.theme->weight);
        }
        const auto unit =
            portfolio_.money / ten_thousand_yuan >= std::int64_t{3} * portfolio_.projects ? ten_thousand_yuan : 100'000;
        const auto budgets = largest_remainder(portfolio_.money, weights, unit);
        for (std::size_t i = 0; i < plans_.size(); ++i) {
            check(budgets[i] > 0, "every project of the demo has a budget");
            plans_[i].budget = budgets[i];
        }
    }

    // Leaves `total` over to the next year on some of the projects, on none of them all.
    void leave_over(std::int64_t total, std::int64_t ProjectPlan::* field) {
        const bool much = total > portfolio_.money / 2;
        std::vector<std::size_t> order(plans_.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        random_.shuffle(order);
        // Works are left unfinished before services are.
        std::ranges::sort(order, {}, [&, place = places_in(order)](std::size_t i) {
            return std::pair(!plans_[i].theme->works, place[i]);
        });
        auto left = total;
        for (const auto i : order) {
            if (left == 0) break;
            auto& plan = plans_[i];
            if (static_cast<int>(i) < std::max(portfolio_.medical, portfolio_.schools)) continue; // must be finished
            const auto share = plan.budget / 100 * random_.between(much ? 60 : 30, much ? 95 : 75) / 10'000 * 10'000;
            plan.*field = std::min(left, share);
            left -= plan.*field;
        }
        check(left == 0, "what is left over fits into the portfolio's projects");
    }

    static std::vector<std::size_t> places_in(const std::vector<std::size_t>& order) {
        std::vector<std::size_t> places(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i;
        return places;
    }

    void set_days(ProjectPlan& plan) {
        plan.planned_on = workday_between(random_, portfolio_.from, portfolio_.until);
        plan.approved_on = workday_from(plan.planned_on + random_.between(14, 30));
        plan.allocated_on = std::min(workday_from(plan.approved_on + random_.between(4, 20)), portfolio_.allocated_by);
        check(plan.approved_on <= plan.allocated_on, "money follows approval");
    }

    void mark_fates() {
        int accepted = portfolio_.accepted.value_or(portfolio_.projects);
        int handed_over = portfolio_.handed_over, stopped = portfolio_.stopped, structures = portfolio_.main_structures;
        int surveys = portfolio_.surveys;
        const bool open_year = portfolio_.year == 2024 && portfolio_.programme != "xizang";
        for (std::size_t i = 0; i < plans_.size(); ++i) {
            auto& plan = plans_[i];
            const bool finishes = plan.unfinished == 0;
            const bool works = plan.theme->works;
            if (static_cast<int>(i) < portfolio_.medical) plan.asset = "medical";
            if (static_cast<int>(i) < portfolio_.schools) plan.asset = "school";
            plan.no_assets = portfolio_.programme == "sanxia" && plan.asset.empty();
            plan.may_give_back = portfolio_.programme != "xizang" && !portfolio_.brief;
            if (works && finishes && handed_over > 0) {
                plan.handed_over_on = portfolio_.handed_over_on;
                --handed_over;
            }
            if (finishes) plan.accepted_late = accepted-- <= 0;
            plan.closes_in_year =
                !plan.asset.empty() || plan.handed_over_on || (portfolio_.accepted && finishes && !plan.accepted_late);
            if (works && structures > 0) plan.main_structure = structures-- > 0;
            if (works && plan.unfinished > plan.budget / 2 && stopped > 0) {
                plan.stops = stopped-- > 0;
                plan.never_resumes = open_year && random_.chance(60);
            }
            if (open_year && works && !plan.stops && !plan.closes_in_year && random_.chance(late_starts_percent)) {
                plan.late_start = true;
                plan.unfinished = plan.budget;
            }
            if (surveys-- > 0)
                plan.surveyed_on = workday_between(random_, day(portfolio_.year, 7, 25), day(portfolio_.year, 9, 5));
        }
    }

    const Portfolio& portfolio_;
    const Inputs& inputs_;
    ProjectNames& names_;
    Prng random_;
    std::vector<ProjectPlan> plans_;
};

} // namespace

std::vector<ProjectPlan> plan_projects(const Portfolio& portfolio, const Inputs& inputs, ProjectNames& names) {
    return Planner(portfolio, inputs, names).run();
}

ProjectPlan plan_special(const Special& special, const Inputs& inputs) {
    auto random = Prng::named(special.id);
    ProjectPlan plan;
    plan.name = special.name;
    plan.programme = special.programme;
    plan.giver = special.giver;
    plan.region = special.region;
    plan.place = &inputs.place(special.region);
    plan.level = special.level;
    plan.theme = &inputs.themes.at(special.theme);
    plan.sector = plan.theme->sector;
    if (plan.programme == "xizang" && special.planned_on.year() >= 2022) plan.line = plan.theme->line;
    plan.budget = special.money;
    plan.year = special.planned_on.year();
    plan.planned_on = special.planned_on;
    plan.urgent = special.urgent;
    plan.approved_on = workday_from(special.planned_on + (special.urgent ? 2 : 21));
    plan.allocated_on = workday_from(plan.approved_on + (special.urgent ? 1 : random.between(5, 15)));
    plan.brief = plan.year < 2022;
    plan.carries_on = special.carries_on;
    plan.accepted_on = special.accepted_on;
    plan.handed_over_on = special.handed_over_on;
    plan.assets = special.assets;
    plan.no_assets = true;
    plan.may_give_back = false;
    return plan;
}

} // namespace shanhai::demo
