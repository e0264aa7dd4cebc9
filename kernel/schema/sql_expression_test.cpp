#include "kernel/schema/sql_expression.h"
#include "kernel/schema/trial_module_test.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;

class Expression : public ::testing::Test {
protected:
    // The SQL of an expression over a payment, or the code of its refusal.
    std::string compiled(std::string_view text) const {
        const auto result = compile_expression(text, payment(), *schema_);
        return result ? result->sql : result.error().code;
    }

    const RecordType& payment() const { return *schema_->type("payment"); }

    std::unique_ptr<Schema> schema_ = trial_schema_of(trial_module());
};

TEST_F(Expression, names_become_columns) {
    EXPECT_EQ(compiled("amount"), R"(r."amount")");
    EXPECT_EQ(compiled("place.name"), R"(j_place."name")");
    EXPECT_EQ(compiled("place.parent.parent.code"), R"(j_place__parent__parent."code")");
    EXPECT_EQ(compiled("state = 'draft' AND void = 0"), R"(r."state" = 'draft' and r."void" = 0)");
    EXPECT_EQ(compiled("urgent = TRUE"), R"(r."urgent" = 1)");
}

TEST_F(Expression, a_boolean_field_alone_is_a_condition_and_elsewhere_a_number) {
    EXPECT_EQ(compiled("urgent"), R"((r."urgent" <> 0))");
    EXPECT_EQ(compiled("not urgent and (amount > 1 or urgent)"),
              R"(not (r."urgent" <> 0) and (r."amount" > 1 or (r."urgent" <> 0)))");
    EXPECT_EQ(compiled("case when urgent then 1 else urgent end"),
              R"(case when (r."urgent" <> 0) then 1 else r."urgent" end)");
    EXPECT_EQ(compiled("true or void"), R"((1 = 1) or (r."void" <> 0))");
    EXPECT_EQ(compiled("coalesce(urgent, false) = true"), R"(coalesce(r."urgent", 0) = 1)");
    EXPECT_EQ(compiled("urgent = 1 and abs(urgent) = 0"), R"(r."urgent" = 1 and abs(r."urgent") = 0)");
    EXPECT_EQ(compiled("cast(urgent as text) = '1'"), R"(cast(r."urgent" as text) = '1')");
    EXPECT_EQ(compiled("amount"), R"(r."amount")");
}

TEST_F(Expression, it_says_what_it_reads_and_what_must_be_joined) {
    const auto result = compile_expression("amount > 0 or place.parent.level = 'county'", payment(), *schema_);
    ASSERT_TRUE(result.has_value());
    EXPECT_THAT(result->names, ElementsAre("amount", "place.parent.level"));
    EXPECT_THAT(result->paths, ElementsAre("place", "place.parent"));
    EXPECT_EQ(from_with_joins(payment(), {"place.parent"}, *schema_),
              R"("payment" AS r LEFT JOIN "place" AS j_place ON j_place.id = r."place" )"
              R"(LEFT JOIN "place" AS j_place__parent ON j_place__parent.id = j_place."parent")");
}

TEST_F(Expression, arithmetic_comparisons_and_plain_functions_pass) {
    for (const auto* text :
         {"amount * heads / 100 - 1", "coalesce(fee, amount, 0) >= 10", "kind in ('works', 'goods')",
          "date between '2024-01-01' and '2024-12-31'", "case when urgent then 1 else 0 end", "not (kind like 'w%')",
          "max(amount, fee)", "min(1, max(amount, fee))", "substr(date, 1, 4) || '-01-01'",
          "cast(share as integer) % 2", "cast(heads as text) <> ''", "voucher is not null", "note = 'it''s; -- fine'",
          "note = '中文'", "1.5 * heads"})
        EXPECT_FALSE(compiled(text).starts_with("schema.")) << text << " " << compiled(text);
}

TEST_F(Expression, names_that_the_schema_does_not_know_are_refused) {
    for (const auto* text : {"price",
                             "place.price",
                             "amount.name",
                             "planet.name",
                             "place.name.code",
                             "sqlite_version",
                             "current_timestamp",
                             "rowid",
                             "sys_credential",
                             "payment.amount",
                             "r",
                             "j_place",
                             "place..name",
                             "select",
                             "exists",
                             "collate",
                             "escape",
                             "glob",
                             "union",
                             "from",
                             "raise",
                             "as x"}) {
        const auto code = compiled(text);
        EXPECT_TRUE(code == "schema.unknown_field" || code == "schema.expression") << text << " " << code;
    }
}

TEST_F(Expression, nothing_passes_that_is_more_than_a_value) {
    for (const std::string_view text : {std::string_view("amount; drop table payment"),
                                        std::string_view("amount -- and the rest"),
                                        std::string_view("amount /* hidden */"),
                                        std::string_view("(select password from sys_credential)"),
                                        std::string_view("amount in (select amount from payment)"),
                                        std::string_view("\"amount\""),
                                        std::string_view("`amount`"),
                                        std::string_view("[amount]"),
                                        std::string_view("amount, fee"),
                                        std::string_view("amount) or (1"),
                                        std::string_view("((amount)"),
                                        std::string_view("amount)"),
                                        std::string_view("'open"),
                                        std::string_view("note = '''"),
                                        std::string_view("?"),
                                        std::string_view("?1"),
                                        std::string_view(":amount"),
                                        std::string_view("@amount"),
                                        std::string_view("$amount"),
                                        std::string_view("load_extension('x')"),
                                        std::string_view("random()"),
                                        std::string_view("randomblob(1e9)"),
                                        std::string_view("zeroblob(9)"),
                                        std::string_view("sum(amount)"),
                                        std::string_view("count(amount)"),
                                        std::string_view("readfile('/etc/passwd')"),
                                        std::string_view("printf('%s', note)"),
                                        std::string_view("x'00'"),
                                        std::string_view("note = 'a\0b'", 12),
                                        std::string_view("amount \0", 8),
                                        std::string_view("金额"),
                                        std::string_view("~heads"),
                                        std::string_view("heads & 1"),
                                        std::string_view("{amount}"),
                                        std::string_view("amount\\"),
                                        std::string_view(""),
                                        std::string_view(" \t\n"),
                                        std::string_view(".5"),
                                        std::string_view("0x10"),
                                        std::string_view("1e5")}) {
        EXPECT_TRUE(compiled(text).starts_with("schema.")) << text << " became " << compiled(text);
    }
}

TEST_F(Expression, an_aggregate_in_disguise_is_refused) {
    EXPECT_EQ(compiled("max(amount)"), "schema.expression");
    EXPECT_EQ(compiled("MIN ( (amount) )"), "schema.expression");
    EXPECT_EQ(compiled("max(coalesce(amount, 0))"), "schema.expression") << "the comma belongs to the inner call";
    EXPECT_EQ(compiled("max((amount), 1)"), R"(max((r."amount"), 1))");
}

TEST_F(Expression, a_field_may_be_called_like_a_type_of_sql) {
    auto files = trial_module();
    for (auto& file : files) file.text = replace_all(file.text, "  note: {is: long_text}", "  text: {is: long_text}");
    schema_ = trial_schema_of(files);
    EXPECT_EQ(compiled("text = ''"), R"(r."text" = '')");
    EXPECT_EQ(compiled("cast(text as text)"), R"(cast(r."text" as text))");
    EXPECT_EQ(compiled("cast(text as amount)"), R"(cast(r."text" as r."amount"))") << "which no database reads";
}

TEST_F(Expression, a_refusal_is_readable_text) {
    const auto result = compile_expression("amount ＞ 0", payment(), *schema_);
    ASSERT_FALSE(result.has_value());
    for (const auto& [name, value] : result.error().args) EXPECT_TRUE(is_utf8(value)) << name;
    EXPECT_EQ(result.error().args.back().second, "something unexpected at character 8");
}

TEST_F(Expression, a_path_ends_at_a_field) {
    EXPECT_EQ(field_at("place.parent.name", payment(), *schema_)->name, "name");
    for (const auto* path : {"", ".", "place.", ".place", "place.state", "state", "amount.x", "place.parent.parent.x"})
        EXPECT_EQ(field_at(path, payment(), *schema_), nullptr) << path;
}

} // namespace
} // namespace shanhai::kernel
