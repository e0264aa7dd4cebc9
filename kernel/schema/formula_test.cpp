#include "kernel/schema/formula.h"
#include "kernel/schema/trial_module_test.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class FormulaOfTheTrial : public ::testing::Test {
protected:
    std::string refusal(std::string_view text) const {
        const auto formula = parse_formula(text, *schema_);
        return formula ? "accepted" : formula.error().code;
    }

    Formula parsed(std::string_view text) const {
        auto formula = parse_formula(text, *schema_);
        EXPECT_TRUE(formula.has_value()) << text << " " << (formula ? "" : formula.error().code);
        return formula ? *std::move(formula) : Formula{};
    }

    // The tree in the order of evaluation: "trial.paid 2 *".
    std::string postfix(std::string_view text) const {
        const auto formula = parsed(text);
        std::vector<std::string> words;
        std::function<void(int)> walk = [&](int index) {
            const auto& node = formula.nodes[static_cast<std::size_t>(index)];
            if (node.left >= 0) walk(node.left);
            if (node.right >= 0) walk(node.right);
            using Kind = FormulaNode::Kind;
            switch (node.kind) {
            case Kind::number: words.push_back(node.number.text(0)); break;
            case Kind::operand: words.push_back(formula.operands[static_cast<std::size_t>(node.operand)].text); break;
            case Kind::add: words.emplace_back("+"); break;
            case Kind::subtract: words.emplace_back("-"); break;
            case Kind::multiply: words.emplace_back("*"); break;
            case Kind::divide: words.emplace_back("/"); break;
            case Kind::negate: words.emplace_back("neg"); break;
            }
        };
        walk(static_cast<int>(formula.nodes.size()) - 1);
        return join(words, " ");
    }

    std::unique_ptr<Schema> schema_ = trial_schema_of(trial_module());
};

TEST_F(FormulaOfTheTrial, times_binds_closer_than_plus_and_both_go_left_to_right) {
    EXPECT_EQ(postfix("1 + 2 * 3 - 4"), "1 2 3 * + 4 -");
    EXPECT_EQ(postfix("8 / 4 / 2"), "8 4 / 2 /");
    EXPECT_EQ(postfix("8 - 4 - 2"), "8 4 - 2 -");
    EXPECT_EQ(postfix("(1 + 2) * -3"), "1 2 + 3 neg *");
    EXPECT_EQ(postfix("trial.paid/trial.received"), "trial.paid trial.received /");
    EXPECT_EQ(postfix("trial.paid - trial.received"), "trial.paid trial.received -");
    EXPECT_EQ(postfix("trial.paid- trial.received"), "trial.paid trial.received -")
        << "a minus at the end of a word is an operator";
}

TEST_F(FormulaOfTheTrial, filters_name_dimensions_and_values) {
    const auto formula = parsed("trial.paid[kind in (works, goods) and place != '西藏 日喀则' and level = county]");
    ASSERT_EQ(formula.operands.size(), 1U);
    const auto& filters = formula.operands.front().filters;
    ASSERT_EQ(filters.size(), 3U);
    EXPECT_THAT(filters[0].values, ElementsAre("works", "goods"));
    EXPECT_TRUE(filters[1].negated);
    EXPECT_THAT(filters[1].values, ElementsAre("西藏 日喀则"));
    EXPECT_THAT(filters[2].values, ElementsAre("county"));
    EXPECT_THAT(parsed("trial.paid[place = CN-54]").operands.front().filters.front().values, ElementsAre("CN-54"))
        << "a minus inside a word belongs to it";
    EXPECT_THAT(parsed("trial.paid[place = \"it's\"]").operands.front().filters.front().values, ElementsAre("it's"));
}

TEST_F(FormulaOfTheTrial, what_is_no_formula_is_refused) {
    for (const auto* text : {"",
                             " ",
                             "+",
                             "1 +",
                             "* 2",
                             "(1",
                             "1)",
                             "()",
                             "1 2",
                             "trial.paid trial.paid",
                             "trial.paid[",
                             "trial.paid[]",
                             "trial.paid[kind]",
                             "trial.paid[kind =]",
                             "trial.paid[kind = works",
                             "trial.paid[kind = works,]",
                             "trial.paid[kind in works]",
                             "trial.paid[kind in ()]",
                             "trial.paid[kind in (works]",
                             "trial.paid[kind !in (works)]",
                             "trial.paid[kind = works or kind = goods]",
                             "trial.paid[kind = 'works]",
                             "trial.paid[kind == works]",
                             "1.2.3",
                             "1e3",
                             "1,000",
                             "trial.paid % 2",
                             "trial.paid ^ 2",
                             "99999999999999999999999999999999999999999999",
                             "-",
                             "--",
                             "[kind = works]",
                             "trial.paid[kind = works][kind = works]",
                             "trial.paid[kind ! = works"})
        EXPECT_EQ(refusal(text), "schema.formula") << text;
    EXPECT_EQ(refusal("trial.lost"), "schema.unknown_measure");
    EXPECT_EQ(refusal("金额"), "schema.unknown_measure");
    EXPECT_EQ(refusal("trial.paid[giver = x]"), "schema.unknown_dimension");
    EXPECT_EQ(refusal("trial.paid[kind = deeds]"), "schema.unknown_choice");
    EXPECT_EQ(refusal("trial.paid[kind in (works, deeds)]"), "schema.unknown_choice");
}

TEST_F(FormulaOfTheTrial, depth_and_length_are_bounded) {
    EXPECT_EQ(refusal(std::string(16, '(') + "1" + std::string(16, ')')), "accepted");
    EXPECT_EQ(refusal(std::string(17, '(') + "1" + std::string(17, ')')), "schema.formula");
    EXPECT_EQ(refusal(std::string(100'000, '(')), "schema.formula");
    EXPECT_EQ(refusal(std::string(100'000, '-')), "schema.formula");
    std::string sum = "1";
    for (int i = 0; i < 31; ++i) sum += "+1";
    EXPECT_EQ(refusal(sum), "accepted") << "32 numbers and 31 signs";
    EXPECT_EQ(refusal(sum + "+1"), "schema.formula");
}

TEST_F(FormulaOfTheTrial, units_are_reckoned) {
    const auto units = [&](std::string_view text) { return *formula_units(parsed(text), *schema_); };
    EXPECT_THAT(units("trial.paid"), ElementsAre(Pair("$", 1)));
    EXPECT_THAT(units("trial.paid / trial.received"), IsEmpty());
    EXPECT_THAT(units("trial.paid / trial.heads"), ElementsAre(Pair("$", 1), Pair("person", -1)));
    EXPECT_THAT(units("trial.heads * trial.heads"), ElementsAre(Pair("person", 2)));
    EXPECT_THAT(units("-trial.heads / 2"), ElementsAre(Pair("person", 1)));
    EXPECT_THAT(units("2 * 3"), IsEmpty());
}

TEST_F(FormulaOfTheTrial, unlike_things_are_not_added) {
    for (const auto* text : {"trial.paid + trial.heads", "trial.paid - 1", "trial.heads / trial.heads + trial.heads",
                             "(trial.paid + trial.heads) / trial.paid"})
        EXPECT_EQ(formula_units(parsed(text), *schema_).error().code, "schema.units") << text;
}

} // namespace
} // namespace shanhai::kernel
