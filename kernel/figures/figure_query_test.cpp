#include "kernel/figures/trial_figures_test.h"

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;

class FigureQuestions : public TrialFigures {
protected:
    std::string refusal(const std::string& figure, const Where& where = {}, const std::vector<std::string>& by = {}) {
        FigureResolver names(*schema_, indexes_, *writer_, gate_);
        const auto query = names.resolve(figure, where, by);
        return query ? "accepted" : query.error().code;
    }
};

TEST_F(FigureQuestions, unknown_names_are_refused) {
    EXPECT_EQ(refusal("trial.lost"), "figure.unknown");
    EXPECT_EQ(refusal(""), "figure.unknown");
    EXPECT_EQ(refusal("trial.paid", {{"planet", "mars"}}), "figure.unknown_dimension");
    EXPECT_EQ(refusal("trial.paid", {}, {"planet"}), "figure.unknown_dimension");
    EXPECT_EQ(refusal("trial.left", {{"level", "county"}}), "figure.unknown_dimension")
        << "not all its measures have it";
    EXPECT_EQ(refusal("trial.paid", {{"kind", "gifts"}}), "figure.unknown_value");
    EXPECT_EQ(refusal("trial.paid", {{"place", "Atlantis"}}), "figure.unknown_value");
    EXPECT_EQ(refusal("trial.paid", {{"place", ""}}), "figure.unknown_value");
    EXPECT_EQ(refusal("trial.paid", {{"place", "西藏;Atlantis"}}), "figure.unknown_value");
    EXPECT_EQ(refusal("trial.fees", {{"urgent", "very"}}), "figure.unknown_value");
}

TEST_F(FigureQuestions, levels_belong_to_trees) {
    EXPECT_EQ(refusal("trial.paid", {}, {"place.province"}), "accepted");
    for (const std::string by :
         {"place.", "place.planet", "kind.province", "year.province", ".province", "place.level"})
        EXPECT_NE(refusal("trial.paid", {}, {by}), "accepted") << by;
}

TEST_F(FigureQuestions, one_calendar_step_at_a_time) {
    EXPECT_EQ(refusal("trial.paid", {}, {"year", "kind"}), "accepted");
    EXPECT_EQ(refusal("trial.paid", {}, {"year", "month"}), "figure.two_steps");
    for (const auto& [name, value] :
         Where{{"year", "MMXXIII"}, {"year", ""}, {"from", "2023"}, {"until", "2023-02-30"}, {"period", "2023/"}})
        EXPECT_TRUE(
            refusal("trial.paid", {{name, value}}).starts_with(name == "from" || name == "until" ? "date." : "period."))
            << name << "=" << value;
}

TEST_F(FigureQuestions, questions_are_bounded) {
    EXPECT_EQ(refusal("trial.paid", Where(17, {"year", "2023"})), "figure.too_many");
    EXPECT_EQ(refusal("trial.paid", Where(16, {"year", "2023"})), "accepted");
    EXPECT_EQ(refusal("trial.paid", {}, std::vector<std::string>(5, "kind")), "figure.too_many");
}

TEST_F(FigureQuestions, a_name_that_two_records_bear_is_refused_with_both) {
    add_place(5, "650100", "白朗", "county", 4);
    indexes_.changed("place", 1);
    writer_->execute("INSERT INTO sys_entry VALUES (1, 0, '', '', 0, '', '', '')");
    FigureResolver names(*schema_, indexes_, *writer_, gate_);
    const auto query = names.resolve("trial.paid", {{"place", "白朗"}}, {});
    ASSERT_FALSE(query.has_value());
    EXPECT_EQ(query.error().code, "figure.ambiguous_value");
    EXPECT_EQ(query.error().args.back().second, "540228, 650100");
    EXPECT_EQ(refusal("trial.paid", {{"place", "新疆白朗"}}), "accepted") << "with the place above it, it is clear";
}

} // namespace
} // namespace shanhai::kernel
