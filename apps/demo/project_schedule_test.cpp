#include "apps/demo/project_names.h"
#include "apps/demo/project_schedule.h"
#include "apps/demo/workdays.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <sstream>

namespace shanhai::demo {

namespace {

class ProjectSchedule : public ::testing::Test {
protected:
    ProjectSchedule() {
        inputs_ = *read_inputs([](std::string_view path) {
            std::ifstream file(SHANHAI_SOURCE_DIR "/" + std::string(path));
            std::ostringstream text;
            text << file.rdbuf();
            return std::move(text).str();
        });
    }

    // Every project of the demo, with its schedule.
    template <class Check>
    void for_each_schedule(Check check) {
        for (const auto& portfolio : inputs_.portfolios) {
            for (const auto& plan : plan_projects(portfolio, inputs_, names_)) {
                auto random = Prng::named(plan.name);
                SCOPED_TRACE(portfolio.id + " " + plan.name);
                check(plan, schedule_of(plan, inputs_, random));
            }
        }
    }

    static std::int64_t sum(const std::vector<Step>& steps, Date until) {
        std::int64_t total = 0;
        for (const auto& step : steps) total += step.on <= until ? step.fen : 0;
        return total;
    }

    Inputs inputs_;
    ProjectNames names_;
};

constexpr Date end_of_time = Date::from_days(100'000);

} // namespace

TEST_F(ProjectSchedule, budgets_of_a_portfolio_add_up_to_the_fen) {
    ASSERT_FALSE(inputs_.portfolios.empty());
    for (const auto& portfolio : inputs_.portfolios) {
        const auto plans = plan_projects(portfolio, inputs_, names_);
        const auto total = [&](std::int64_t ProjectPlan::* field) {
            return std::accumulate(plans.begin(), plans.end(), std::int64_t{0},
                                   [&](std::int64_t so_far, const ProjectPlan& plan) { return so_far + plan.*field; });
        };
        EXPECT_EQ(plans.size(), static_cast<std::size_t>(portfolio.projects)) << portfolio.id;
        EXPECT_EQ(total(&ProjectPlan::budget), portfolio.money) << portfolio.id;
        EXPECT_GE(total(&ProjectPlan::unfinished), portfolio.unfinished) << portfolio.id; // late starters come on top
        EXPECT_EQ(total(&ProjectPlan::disbursed_late), portfolio.disbursed_late) << portfolio.id;
    }
}

TEST_F(ProjectSchedule, money_of_the_year_stays_in_the_year) {
    for_each_schedule([](const ProjectPlan& plan, const Schedule& schedule) {
        const auto year_end = day(plan.year, 12, 31);
        EXPECT_EQ(plan.allocated_on.year(), plan.year);
        EXPECT_EQ(sum(schedule.progress, year_end), plan.budget - plan.unfinished);
        EXPECT_EQ(sum(schedule.disbursements, year_end), plan.budget - plan.disbursed_late);
        EXPECT_EQ(sum(schedule.disbursements, end_of_time), plan.budget);
        if (!plan.never_resumes) EXPECT_EQ(sum(schedule.progress, end_of_time), plan.budget);
    });
}

TEST_F(ProjectSchedule, nothing_is_paid_before_it_is_received) {
    for_each_schedule([](const ProjectPlan&, const Schedule& schedule) {
        std::int64_t paid = 0;
        auto last = Date::from_days(0);
        for (const auto& payment : schedule.payments) {
            paid += payment.fen;
            EXPECT_GT(payment.fen, 0);
            EXPECT_GE(payment.on, last);
            EXPECT_LE(paid, sum(schedule.disbursements, payment.on));
            last = payment.on;
        }
        EXPECT_LE(paid, schedule.settled);
    });
}

TEST_F(ProjectSchedule, days_follow_each_other) {
    for_each_schedule([](const ProjectPlan& plan, const Schedule& schedule) {
        EXPECT_LE(plan.planned_on, plan.approved_on);
        EXPECT_LE(plan.approved_on, plan.allocated_on);
        EXPECT_LE(plan.allocated_on, schedule.contract_on);
        EXPECT_LE(schedule.contract_on, schedule.started_on);
        if (schedule.completed_on) EXPECT_LE(schedule.started_on, *schedule.completed_on);
        if (schedule.accepted_on) EXPECT_LE(*schedule.completed_on, *schedule.accepted_on);
        if (schedule.handed_over_on) EXPECT_LE(*schedule.accepted_on, *schedule.handed_over_on);
        for (const auto& report : schedule.progress) EXPECT_LE(schedule.started_on, report.on);
    });
}

} // namespace shanhai::demo
