#include "modules/governance/assessment_rules.h"

#include <gtest/gtest.h>

namespace shanhai::governance {
namespace {

Rational number(const char* text) { return *Rational::parse(text); }
ScoringTerms terms(ScoringRule rule, std::int64_t points, const char* full_at, const char* zero_at) {
    return {rule, points, number(full_at), number(zero_at)};
}

TEST(AssessmentRules, points_in_proportion_end_at_both_ends) {
    const auto rate = terms(ScoringRule::proportion, 600, "95", "60");
    EXPECT_EQ(score_of(rate, number("95")), 600);
    EXPECT_EQ(score_of(rate, number("120")), 600);
    EXPECT_EQ(score_of(rate, number("60")), 0);
    EXPECT_EQ(score_of(rate, number("-3")), 0);
    EXPECT_EQ(score_of(rate, number("77.5")), 300);
    EXPECT_EQ(score_of(rate, number("77.53")), 301); // 300.51… hundredths, rounded
}

TEST(AssessmentRules, less_can_be_better) {
    const auto late = terms(ScoringRule::proportion, 400, "0", "20");
    EXPECT_EQ(score_of(late, number("0")), 400);
    EXPECT_EQ(score_of(late, number("5")), 300);
    EXPECT_EQ(score_of(late, number("40")), 0);
    EXPECT_EQ(score_of(terms(ScoringRule::threshold, 400, "3", "9"), number("3")), 400);
    EXPECT_EQ(score_of(terms(ScoringRule::threshold, 400, "3", "9"), number("3.01")), 0);
}

TEST(AssessmentRules, a_threshold_gives_all_or_nothing) {
    const auto share = terms(ScoringRule::threshold, 500, "85", "0");
    EXPECT_EQ(score_of(share, number("85")), 500);
    EXPECT_EQ(score_of(share, number("84.99")), 0);
}

TEST(AssessmentRules, what_people_judge_and_what_has_no_value_gets_no_number) {
    EXPECT_FALSE(score_of(terms(ScoringRule::judged, 500, "1", "0"), number("1")));
    EXPECT_FALSE(score_of(terms(ScoringRule::proportion, 500, "1", "0"), {}));
    EXPECT_FALSE(score_of(terms(ScoringRule::proportion, 500, "1", "1"), number("1"))); // no way between the ends
}

TEST(AssessmentRules, grades_go_by_the_share_of_the_points) {
    const std::vector<GradeLine> lines{{"excellent", 900}, {"good", 800}, {"average", 600}};
    EXPECT_EQ(grade_of(lines, 900, 1000), "excellent");
    EXPECT_EQ(grade_of(lines, 899, 1000), "good");
    EXPECT_EQ(grade_of(lines, 650, 1000), "average");
    EXPECT_EQ(grade_of(lines, 10, 1000), "poor");
    EXPECT_EQ(grade_of({}, 10, 1000), "");
    EXPECT_EQ(grade_of(lines, 0, 0), "");
}

TEST(AssessmentRules, a_run_ends_with_another_grade_and_with_a_gap) {
    const auto years =
        runs_of({{2018, "good"}, {2020, "good"}, {2021, "good"}, {2022, "excellent"}, {2023, "excellent"}});
    std::vector<int> runs;
    for (const auto& year : years) runs.push_back(year.run);
    EXPECT_EQ(runs, (std::vector<int>{1, 1, 2, 1, 2}));
    EXPECT_EQ(run_words(years[2], "好"), "连续第二年获“好”");
    EXPECT_EQ(run_words(years[0], "好"), "获“好”");
    EXPECT_EQ(run_words({2024, "good", 12}, "好"), "连续第十二年获“好”");
    EXPECT_EQ(run_words({2024, "good", 30}, "好"), "连续第三十年获“好”");
    EXPECT_EQ(number_words(1) + number_words(10) + number_words(11) + number_words(99), "一十十一九十九");
}

} // namespace
} // namespace shanhai::governance
