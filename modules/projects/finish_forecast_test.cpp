#include "modules/projects/backtest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace shanhai::projects {
namespace {

Date day(const char* iso) { return *Date::parse(iso); }
constexpr Season high{401, 1031};

// The same numbers on every machine, which distributions of the standard library do not promise.
class Chance {
public:
    double between(double low, double high_end) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return low + (high_end - low) * static_cast<double>(state_ >> 11) / 9007199254740992.0;
    }

private:
    std::uint64_t state_ = 20240301;
};

// Works of several years whose true pace is drawn, reported monthly with an error, planned for 150 working days.
std::vector<Work> works_of_the_past(int per_year) {
    Chance chance;
    std::vector<Work> works;
    for (int year = 2018; year <= 2024; ++year)
        for (int i = 0; i < per_year; ++i) {
            Work work;
            work.season = high;
            work.started_on = *Date::from_ymd(year, 4, 1) + static_cast<int>(chance.between(0, 60));
            work.due_on = after_working_days(high, work.started_on, 150);
            const auto length = 150 * std::exp(chance.between(-0.5, 0.7));
            work.completed_on = after_working_days(high, work.started_on, length);
            for (auto on = work.started_on + 30; on < *work.completed_on; on = on + 30) {
                const auto share =
                    working_days(high, work.started_on, on) / length * std::exp(chance.between(-0.1, 0.1));
                work.reports.push_back({on, std::min(share, 0.98)});
            }
            work.reports.push_back({*work.completed_on, 1});
            works.push_back(std::move(work));
        }
    return works;
}

Work begun(const char* started_on, const char* due_on) {
    Work work;
    work.season = high;
    work.started_on = day(started_on);
    work.due_on = day(due_on);
    return work;
}

TEST(Work, days_at_a_standstill_are_not_worked) {
    auto work = begun("2024-05-01", "2024-10-31");
    EXPECT_DOUBLE_EQ(worked_days(work, day("2024-06-01")), 31);
    work.suspended_on = day("2024-05-11");
    EXPECT_TRUE(at_a_standstill(work, day("2024-06-01")));
    EXPECT_DOUBLE_EQ(worked_days(work, day("2024-06-01")), 10);
    work.resumed_on = day("2024-05-21");
    EXPECT_FALSE(at_a_standstill(work, day("2024-06-01")));
    EXPECT_TRUE(at_a_standstill(work, day("2024-05-15")));
    EXPECT_DOUBLE_EQ(worked_days(work, day("2024-06-01")), 21);
    work.suspended_on = day("2024-05-25"); // stopped again; the resumption was of the time before
    EXPECT_TRUE(at_a_standstill(work, day("2024-06-01")));
    EXPECT_DOUBLE_EQ(worked_days(work, day("2024-06-01")), 24);
}

TEST(FinishForecast, four_of_five_finishes_of_coming_years_lie_within_the_band) {
    const auto test = back_test(works_of_the_past(60), day("2027-01-01"));
    ASSERT_FALSE(test.years.empty());
    EXPECT_EQ(test.years.front().year, 2019);
    ASSERT_GT(test.all.forecasts, 1'000U);
    const auto coverage = static_cast<double>(test.all.covered) / static_cast<double>(test.all.forecasts);
    EXPECT_GT(coverage, 0.76);
    EXPECT_LT(coverage, 0.86);
    EXPECT_LT(test.all.median_error_days, test.all.median_plan_error_days); // else the plan would do
}

// Of works that began lately only the quick ones are finished: they are no measure for the others.
TEST(FinishForecast, a_situation_in_which_few_finished_borrows_its_band_from_all) {
    auto works = works_of_the_past(60);
    for (auto& work : works)
        if (work.started_on.year() < 2024) work.reports.clear(); // so that nothing is known of any share before
    const auto few = FinishModel::learnt(works, day("2024-08-01"));
    ASSERT_GT(few.spread(Situation::early).forecasts, 60U);
    const auto& borrowed = few.spread(Situation::standing); // in which nothing ever was
    EXPECT_EQ(few.spread(Situation::early).upper, borrowed.upper);
    EXPECT_EQ(few.spread(Situation::early).lower, borrowed.lower);
    EXPECT_NE(few.spread(Situation::unreported).upper, borrowed.upper);
}

TEST(FinishForecast, a_year_that_is_not_over_is_told_but_not_judged) {
    const auto test = back_test(works_of_the_past(60), day("2024-08-01"));
    const auto& last = test.years.back();
    EXPECT_EQ(last.year, 2024);
    EXPECT_GT(last.undecided, 0U);
    EXPECT_FALSE(judged(last));
    std::size_t forecasts = 0;
    for (const auto& year : test.years)
        if (judged(year)) forecasts += year.forecasts;
    EXPECT_EQ(test.all.forecasts, forecasts);
}

TEST(FinishForecast, few_works_may_miss_the_share_by_chance) {
    const auto few = by_chance({.works = 16}), many = by_chance({.works = 1600});
    EXPECT_NEAR(few.from, 0.604, 0.001);
    EXPECT_NEAR(few.until, 0.996, 0.001);
    EXPECT_NEAR(many.from, 0.780, 0.001);
    EXPECT_EQ(by_chance({.works = 2}).until, 1);
}

TEST(FinishForecast, who_is_faster_is_expected_earlier_and_the_band_holds_the_likely_day) {
    const auto works = works_of_the_past(60);
    const auto model = FinishModel::learnt(works, day("2024-12-31"));
    auto slow = begun("2025-04-10", "2025-09-30"), fast = slow;
    slow.reports = {{day("2025-06-10"), 0.2}};
    fast.reports = {{day("2025-06-10"), 0.55}};
    const auto slow_finish = model.forecast(slow, day("2025-06-15")),
               fast_finish = model.forecast(fast, day("2025-06-15"));
    EXPECT_TRUE(slow_finish.calibrated);
    EXPECT_EQ(slow_finish.situation, Situation::early);
    EXPECT_EQ(fast_finish.situation, Situation::middle);
    EXPECT_GT(slow_finish.likely, fast_finish.until);
    for (const auto& finish : {slow_finish, fast_finish}) {
        EXPECT_LT(day("2025-06-15"), finish.from);
        EXPECT_LE(finish.from, finish.likely);
        EXPECT_LE(finish.likely, finish.until);
    }
}

// A store of which only quick works are finished yet must not believe that all works are quick.
TEST(FinishForecast, works_that_are_not_finished_make_the_usual_time_longer) {
    auto works = works_of_the_past(200);
    const auto known_on = day("2024-09-15");
    std::erase_if(works, [](const Work& work) { return work.started_on.year() < 2024; });
    const auto with_all = FinishModel::learnt(works, known_on);
    std::erase_if(works, [&](const Work& work) { return *work.completed_on > known_on; });
    ASSERT_GT(works.size(), 60U);
    const auto with_finished = FinishModel::learnt(works, known_on);
    EXPECT_GT(with_all.usual_days(true), with_finished.usual_days(true) * 1.1);
}

TEST(FinishForecast, what_is_reported_later_is_not_looked_at) {
    const auto works = works_of_the_past(30);
    const auto model = FinishModel::learnt(works, day("2023-12-31"));
    auto work = begun("2024-04-10", "2024-09-30");
    work.reports = {{day("2024-06-10"), 0.3}};
    const auto before = model.forecast(work, day("2024-07-01"));
    work.reports.push_back({day("2024-07-02"), 0.9});
    work.completed_on = day("2024-07-10");
    EXPECT_EQ(model.forecast(work, day("2024-07-01")).likely, before.likely);
}

TEST(FinishForecast, the_calendar_may_come_to_its_end) {
    const auto last_day = *Date::from_ymd(9999, 12, 31);
    const auto model = FinishModel::learnt(std::vector{begun("9999-04-10", "9999-09-30")}, last_day);
    EXPECT_EQ(model.finished(), 0U);
}

TEST(FinishForecast, the_last_report_up_to_a_day_counts) {
    auto work = begun("2024-04-10", "2024-09-30");
    EXPECT_EQ(last_report(work, day("2024-07-01")), nullptr);
    work.reports = {{day("2024-06-10"), 0.3}, {day("2024-06-10"), 0.4}, {day("2024-07-01"), 0.5}};
    EXPECT_EQ(last_report(work, day("2024-06-09")), nullptr);
    EXPECT_EQ(last_report(work, day("2024-06-30"))->share, 0.4);
    EXPECT_EQ(last_report(work, day("2024-07-01"))->share, 0.5);
}

TEST(FinishForecast, without_a_past_the_band_says_that_it_is_assumed) {
    const FinishModel model = FinishModel::learnt({}, day("2024-01-01"));
    const auto finish = model.forecast(begun("2024-04-10", "2024-09-30"), day("2024-06-01"));
    EXPECT_FALSE(finish.calibrated);
    EXPECT_LT(finish.from, finish.until);
    EXPECT_TRUE(back_test({}, day("2024-01-01")).years.empty());
}

TEST(FinishForecast, the_expected_share_follows_the_plan_and_ends_with_it) {
    const FinishModel model;
    const auto work = begun("2024-04-01", "2024-10-31");
    EXPECT_EQ(model.expected_share(work, day("2024-04-01")), 0);
    EXPECT_NEAR(model.expected_share(work, day("2024-07-17")), 0.5, 0.1);
    EXPECT_EQ(model.expected_share(work, day("2025-01-01")), 1);
}

} // namespace
} // namespace shanhai::projects
