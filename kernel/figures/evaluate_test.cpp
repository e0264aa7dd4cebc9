#include "kernel/figures/trial_figures_test.h"

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(TrialFigures, without_postings_a_figure_is_zero_and_a_share_of_nothing_is_none) {
    EXPECT_THAT(answer("trial.paid"), ElementsAre("0.00 CNY"));
    EXPECT_THAT(answer("trial.share"), ElementsAre("none percent"));
    EXPECT_THAT(answer("trial.paid", {}, {"place"}), IsEmpty());
}

TEST_F(TrialFigures, groups_come_in_the_order_people_expect) {
    pay(4, "goods", "2023-05-01", 100);
    pay(3, "works", "2022-05-01", 200);
    pay(2, "works", "2023-06-01", 300);
    EXPECT_THAT(answer("trial.paid", {}, {"kind"}), ElementsAre("工程款 5.00 CNY", "货款 1.00 CNY")) << "as declared";
    EXPECT_THAT(answer("trial.paid", {}, {"place"}), ElementsAre("日喀则 3.00 CNY", "白朗 2.00 CNY", "新疆 1.00 CNY"))
        << "by their codes";
    EXPECT_THAT(answer("trial.paid", {}, {"year", "kind"}),
                ElementsAre("2022 工程款 2.00 CNY", "2023 工程款 3.00 CNY", "2023 货款 1.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {}, {"place.province"}), ElementsAre("西藏 5.00 CNY", "新疆 1.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {}, {"place.county"}), ElementsAre("白朗 2.00 CNY", "— 4.00 CNY"))
        << "what lies above that level stands apart, at the end";
}

TEST_F(TrialFigures, a_place_stands_for_all_below_it) {
    pay(1, "works", "2023-01-01", 1);
    pay(2, "works", "2023-01-01", 20);
    pay(3, "works", "2023-01-01", 300);
    pay(4, "works", "2023-01-01", 4000);
    EXPECT_THAT(answer("trial.paid", {{"place", "540000"}}), ElementsAre("540000 3.21 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"place", "日喀则"}}), ElementsAre("日喀则 3.20 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"place", "西藏白朗"}}), ElementsAre("西藏白朗 3.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"place", "日喀则;新疆"}}), ElementsAre("日喀则;新疆 43.20 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"place", "西藏"}, {"place", "日喀则"}}), ElementsAre("西藏 日喀则 3.20 CNY"));
}

TEST_F(TrialFigures, periods_narrow_each_other) {
    for (const std::string month : {"2022-12", "2023-01", "2023-06", "2023-07", "2024-01"})
        pay(1, "works", month + "-15", 100);
    EXPECT_THAT(answer("trial.paid", {{"year", "2023"}}), ElementsAre("2023 3.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"year", "2023"}, {"half", "2023-H2"}}), ElementsAre("2023 2023-H2 1.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"from", "2023-01-15"}, {"until", "2023-07-15"}}),
                ElementsAre("2023-01-15 2023-07-15 2.00 CNY"))
        << "until is exclusive";
    EXPECT_THAT(answer("trial.paid", {{"period", "2022/2023"}}), ElementsAre("2022/2023 4.00 CNY"));
    EXPECT_THAT(answer("trial.paid", {{"year", "2023"}, {"month", "2024-01"}}), ElementsAre("2023 2024-01 0.00 CNY"));
}

TEST_F(TrialFigures, a_stock_is_all_up_to_the_end_and_stands_until_it_moves) {
    receive(3, "2021-02-01", 1000);
    pay(3, "works", "2023-03-01", 400);
    receive(4, "2022-04-01", 70);
    EXPECT_THAT(answer("trial.left", {{"year", "2022"}}), ElementsAre("2022 10.70 CNY"));
    EXPECT_THAT(answer("trial.left", {}, {"year"}), ElementsAre("2021 10.00 CNY", "2022 10.70 CNY", "2023 6.70 CNY"));
    EXPECT_THAT(answer("trial.left", {{"from", "2022-01-01"}}, {"year"}),
                ElementsAre("2022-01-01 2022 10.70 CNY", "2022-01-01 2023 6.70 CNY"))
        << "what was there before counts, but is not shown";
    EXPECT_THAT(answer("trial.left", {}, {"place", "year"}),
                ElementsAre("白朗 2021 10.00 CNY", "白朗 2022 10.00 CNY", "白朗 2023 6.00 CNY", "新疆 2022 0.70 CNY",
                            "新疆 2023 0.70 CNY"));
    EXPECT_EQ(answer("trial.left", {{"year", "2022"}}, {"month"}).size(), 4U) << "January to the last posting, April";
}

TEST_F(TrialFigures, a_mistyped_century_does_not_fill_the_memory) {
    receive(3, "0203-02-01", 1000);
    receive(4, "2023-04-01", 1000);
    EXPECT_THAT(answer("trial.left", {}, {"day"}), ElementsAre("figure.too_many"));
    EXPECT_EQ(answer("trial.left", {{"from", "2023-01-01"}}, {"day", "place"}).size(), 91U + 1U)
        << "the stock of 203 stands on each day of the period";
    EXPECT_EQ(answer("trial.left", {}, {"year"}).size(), 1821U);
}

TEST_F(TrialFigures, the_first_and_the_last_day_of_the_calendar_count) {
    receive(3, "0001-01-01", 100);
    receive(3, "9999-12-31", 100);
    EXPECT_THAT(answer("trial.left"), ElementsAre("2.00 CNY"));
    EXPECT_EQ(answer("trial.left", {}, {"year"}).size(), 9999U);
    EXPECT_THAT(answer("trial.left", {{"from", "9999-01-01"}}, {"quarter"}).back(), "9999-01-01 9999-Q4 2.00 CNY");
}

TEST_F(TrialFigures, currencies_are_never_added) {
    post("trial.fees", {Value(3), Value(1), Value("CNY")}, "2023-01-01", 100);
    post("trial.fees", {Value(3), Value(0), Value("USD")}, "2023-01-01", 20);
    EXPECT_THAT(answer("trial.fees"), ElementsAre("CNY 1.00 CNY", "USD 0.20 USD")) << "unasked they stand apart";
    EXPECT_THAT(answer("trial.fees", {{"currency", "USD"}}), ElementsAre("USD 0.20 USD"));
    EXPECT_THAT(answer("trial.fees_usd"), ElementsAre("0.20 USD"));
    EXPECT_THAT(answer("trial.fees", {}, {"urgent"}), ElementsAre("false USD 0.20 USD", "true CNY 1.00 CNY"));
    EXPECT_THAT(answer("trial.fees", {{"urgent", "true"}}), ElementsAre("true CNY 1.00 CNY"));
}

TEST_F(TrialFigures, shares_and_averages_are_computed_from_sums) {
    pay(3, "works", "2023-01-01", 200);
    pay(4, "goods", "2023-01-01", 100);
    receive(3, "2023-01-01", 1000);
    count_heads(3, "2023-01-01", 3);
    count_heads(4, "2023-01-01", 0);
    EXPECT_THAT(answer("trial.share"), ElementsAre("66.7 percent"));
    EXPECT_THAT(answer("trial.share", {}, {"place"}), ElementsAre("白朗 100.0 percent", "新疆 0.0 percent"));
    EXPECT_THAT(answer("trial.each"), ElementsAre("3.33 CNY_per_person"));
    EXPECT_THAT(answer("trial.each", {}, {"place"}), ElementsAre("白朗 3.33 CNY_per_person")) << "nothing is no row";
    receive(4, "2023-01-01", 5);
    EXPECT_THAT(answer("trial.each", {}, {"place"}),
                ElementsAre("白朗 3.33 CNY_per_person", "新疆 none CNY_per_person"));
}

TEST_F(TrialFigures, targets_are_met_at_their_very_bounds) {
    const auto met = [&] { return *cells("trial.people")->front().target_met; };
    EXPECT_FALSE(met());
    count_heads(3, "2023-01-01", 10);
    EXPECT_TRUE(met());
    count_heads(3, "2023-01-01", 10);
    EXPECT_TRUE(met());
    count_heads(3, "2023-01-01", 1);
    EXPECT_FALSE(met());
    EXPECT_EQ(cells("trial.paid")->front().target_met, std::nullopt);
}

TEST_F(TrialFigures, keys_ask_for_the_same_cell_again) {
    pay(3, "works", "2023-05-01", 100);
    pay(2, "goods", "2023-05-01", 300);
    pay(3, "goods", "2023-06-01", 20);
    for (const auto& cell : *cells("trial.paid", {}, {"kind", "month"})) {
        const auto again = cells("trial.paid", cell.keys);
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again->front().text, cell.text);
    }
}

TEST_F(TrialFigures, values_beyond_exact_arithmetic_are_refused_and_not_wrong) {
    const auto figure = *schema_->figure("trial.each");
    const std::vector<__int128> sums = {(__int128{1} << 126) + 1, (__int128{1} << 126) - 1};
    const auto value = formula_value(figure, *schema_, sums);
    EXPECT_EQ(value ? "accepted" : value.error().code, "figure.overflow");
    const std::vector<__int128> zero = {1, 0};
    EXPECT_EQ(*formula_value(figure, *schema_, zero), std::nullopt);
}

} // namespace
} // namespace shanhai::kernel
