#include "kernel/rights/record_gate.h"
#include "kernel/rights/rights.h"
#include "kernel/schema/loader.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

std::vector<SchemaFile> office() {
    return {{"modules/office/module.yaml", "module: office\ntitle: {zh: 办公, en: Office}\n"},
            {"modules/office/schema/place.yaml",
             "type: place\nkey: code\ntree: parent\nfields:\n  code: {is: text}\n  parent: {is: ref place}\n"},
            {"modules/office/schema/work.yaml", R"(type: work
fields:
  place: {is: ref place}
  title: {is: text, sensitivity: public}
  money: {is: integer}
  cure: {is: long_text, sensitivity: secret}
states: {open: 开, shut: 关}
transitions: {close: {from: open, to: shut}}
measures:
  office.money: {sum: money, unit: yuan, on: "'2024-01-01'", by: [place]}
)"},
            {"modules/office/schema/bill.yaml", "type: bill\nfields:\n  work: {is: ref work}\n"},
            {"modules/office/schema/diary.yaml", R"(type: diary
fields:
  place: {is: ref place}
  whose: {is: ref man}
measures:
  office.diaries: {count: true, unit: item, on: "'2024-01-01'", by: [place]}
)"},
            {"modules/office/schema/user.yaml",
             "type: user\nkey: login\nfields:\n  login: {is: text}\n  name: {is: text}\n  man: {is: ref man}\n"},
            {"modules/office/schema/man.yaml", "type: man\nfields:\n  name: {is: text}\n"},
            {"modules/office/schema/grant.yaml", R"(type: grant
fields:
  user: {is: ref user}
  role: {is: choice, choices: roles}
  scope: {is: choice, choices: {whole: 全部, division: 地方}}
  place: {is: ref place}
  since: {is: date}
  until: {is: date}
)"},
            {"modules/office/access.yaml", R"(
users: {type: user, login: login, name: name, person: man}
grants: {type: grant, user: user, role: role, scope: scope, since: since, until: until, division: place, organisation: place, programme: place}
roles: {clerk: {title: 办事员}, chief: {title: 负责人}, guest: {title: 来宾}}
lies_in: {place: everywhere, work: {division: place}, bill: {division: work.place}, diary: {division: place}}
private: [diary]
belongs_to: {diary: whose}
rights:
  clerk: {work: {may: [read, close], own: [amend]}, bill: [read], diary: {may: [read], own: [void]}}
  chief: {all_types: {may: all, sees: secret}}
  guest: {work: {may: [read], sees: public}}
)"}};
}

// Answers no question: these tests ask for SQL, not for rows.
class NoRows : public Statement {
public:
    Statement& bind(std::int64_t) override { return *this; }
    Statement& bind(std::string_view) override { return *this; }
    Statement& bind_bytes(std::string_view) override { return *this; }
    Statement& bind_null() override { return *this; }
    bool step() override { return left_-- > 0; }
    int columns() const override { return 1; }
    bool is_null(int) const override { return false; }
    bool is_integer(int) const override { return true; }
    std::int64_t integer(int) const override { return 10 + left_; }
    std::string_view text(int) const override { return {}; }
    std::string_view bytes(int) const override { return {}; }
    void reset() override { left_ = 2; }

private:
    int left_ = 2;
};

class TwoPlaces : public Connection { // every subtree is the records 11 and 10
public:
    Statement& prepared(std::string_view) override { return statement_; }
    std::unique_ptr<Statement> prepare(std::string_view) override { return std::make_unique<NoRows>(); }
    void execute(std::string_view) override {}
    bool is_server() const override { return false; }
    std::set<std::string> columns_of(std::string_view) override { return {}; }

private:
    NoRows statement_;
};

class RightsTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto loaded = load_schema(office());
        ASSERT_TRUE(loaded.has_value()) << loaded.error().code << " " << loaded.error().field;
        schema_ = *std::move(loaded);
    }
    Rights of(std::vector<Grant> grants) {
        return Rights(Principal::person("li", "li", std::move(grants)), *schema_, *Date::parse("2024-06-30"),
                      connection_);
    }
    static Grant at(const std::string& role) { return {.role = role, .scope = ScopeKind::division, .record = 11}; }
    const RecordType& type(const char* name) const { return *schema_->type(name); }

    TwoPlaces connection_;
    std::unique_ptr<Schema> schema_;
};

TEST_F(RightsTest, nothing_is_allowed_that_is_not_granted) {
    const auto rights = of({});
    EXPECT_FALSE(rights.may_ever(type("work"), "read"));
    EXPECT_EQ(rights.condition(type("work"), "r", "read"), "1 = 0");
    EXPECT_FALSE(Rights(Principal(), *schema_, *Date::parse("2024-06-30"), connection_).may_ever(type("work"), "read"));
}

TEST_F(RightsTest, a_scope_is_a_condition_on_references) {
    const auto rights = of({at("clerk")});
    EXPECT_EQ(rights.condition(type("work"), "r", "read"), "r.\"place\" IN (10,11)");
    EXPECT_EQ(rights.condition(type("bill"), "r", "read"),
              "r.\"work\" IN (SELECT id FROM \"work\" WHERE \"place\" IN (10,11))");
    EXPECT_EQ(rights.condition(type("work"), "r", "amend"), "(r.\"place\" IN (10,11) AND r.created_by = 'li')");
    EXPECT_EQ(rights.condition(type("work"), "r", "void"), "1 = 0");
    EXPECT_FALSE(rights.may_ever(type("place"), "read"));
}

TEST_F(RightsTest, rights_add_up_and_the_level_follows_the_row) {
    const auto rights = of({at("clerk"), {.role = "guest"}});
    EXPECT_EQ(rights.condition(type("work"), "r", "read"), "");
    EXPECT_EQ(rights.condition(type("work"), "r", "read", Sensitivity::internal), "r.\"place\" IN (10,11)");
    EXPECT_EQ(rights.condition(type("work"), "r", "read", Sensitivity::secret), "1 = 0");
    EXPECT_EQ(rights.level_sql(type("work"), "r"), "CASE WHEN r.\"place\" IN (10,11) THEN 1 ELSE 0 END");
    EXPECT_EQ(of({{.role = "chief"}}).level_sql(type("work"), "r"), "3");
}

TEST_F(RightsTest, rights_on_all_types_leave_out_what_is_private) {
    const auto chief = of({{.role = "chief"}});
    for (const char* operation : {"read", "figures", "export", "create", "amend", "void"}) {
        EXPECT_TRUE(chief.may_ever(type("bill"), operation));
        EXPECT_FALSE(chief.may_ever(type("diary"), operation));
    }
    EXPECT_EQ(chief.condition(type("diary"), "r", "read"), "1 = 0");
    EXPECT_EQ(chief.level_sql(type("diary"), "r"), "0");
    EXPECT_FALSE(chief.sees_everywhere(type("diary")).has_value());
    // A right that names the type opens it, beside the other one, and no further than its scope.
    const auto both = of({{.role = "chief"}, at("clerk")});
    EXPECT_EQ(both.condition(type("diary"), "r", "read"), "r.\"place\" IN (10,11)");
    EXPECT_FALSE(both.may_ever(type("diary"), "amend"));
}

TEST_F(RightsTest, what_is_about_somebody_is_their_own) {
    const auto rights = of({at("clerk")});
    EXPECT_EQ(
        rights.condition(type("diary"), "r", "void"),
        "(r.\"place\" IN (10,11) AND r.\"whose\" IN (SELECT \"man\" FROM \"user\" WHERE void = 0 AND \"login\" = 'li'))");
    EXPECT_EQ(rights.own_sql(type("work"), ""), "created_by = 'li'");
}

TEST_F(RightsTest, the_gate_keeps_private_records_as_the_query_does) {
    const auto chief = of({{.role = "chief"}});
    RecordGate gate(chief, *schema_, connection_);
    EXPECT_TRUE(gate.open(type("bill"), 1, "read").has_value());
    EXPECT_FALSE(gate.open(type("diary"), 1, "read").has_value());
}

TEST_F(RightsTest, a_grant_holds_on_its_days_only) {
    const auto day = [](const char* text) { return *Date::parse(text); };
    EXPECT_TRUE(
        of({{.role = "chief", .from = day("2024-06-30"), .until = day("2024-06-30")}}).may_ever(type("work"), "read"));
    EXPECT_FALSE(of({{.role = "chief", .until = day("2024-06-29")}}).may_ever(type("work"), "read"));
    EXPECT_FALSE(of({{.role = "chief", .from = day("2024-07-01")}}).may_ever(type("work"), "read"));
    EXPECT_FALSE(of({{.role = "nobody knows"}}).may_ever(type("work"), "read"));
}

TEST_F(RightsTest, a_token_leaves_less_and_never_more) {
    const auto limited = Principal::administrator().limited_to({.operations = {"read"}, .types = {"work"}});
    const Rights rights(limited, *schema_, *Date::parse("2024-06-30"), connection_);
    EXPECT_TRUE(rights.may_ever(type("work"), "read"));
    EXPECT_FALSE(rights.may_ever(type("work"), "close"));
    EXPECT_FALSE(rights.may_ever(type("bill"), "read"));
    EXPECT_FALSE(rights.is_unlimited());
    const auto clerk = Principal::person("li", "li", {at("clerk")}).limited_to({.operations = {"void"}, .types = {}});
    EXPECT_FALSE(Rights(clerk, *schema_, *Date::parse("2024-06-30"), connection_).may_ever(type("work"), "void"));
}

TEST_F(RightsTest, a_measure_is_as_sensitive_as_what_it_is_made_of) {
    EXPECT_EQ(level_of(*schema_->measure("office.money"), *schema_), Sensitivity::internal);
    EXPECT_EQ(level_of_column(type("work"), "cure"), Sensitivity::secret);
    EXPECT_EQ(level_of_column(type("work"), "created_by"), Sensitivity::internal);
    EXPECT_EQ(level_of_column(type("work"), "number"), Sensitivity::public_);
}

TEST_F(RightsTest, a_login_cannot_leave_its_text) {
    const Rights rights(Principal::person("o'hara", "o", {at("clerk")}), *schema_, *Date::parse("2024-06-30"),
                        connection_);
    EXPECT_EQ(rights.condition(type("work"), "r", "amend"), "(r.\"place\" IN (10,11) AND r.created_by = 'o''hara')");
}

// ── what stands in access.yaml ───────────────────────────────────────────────────────────────────────────────────

std::string complaint(const std::string& access) {
    auto files = office();
    files.back().text = access;
    const auto schema = load_schema(files);
    return schema ? "none" : schema.error().code + " " + schema.error().field;
}

TEST(AccessYaml, mistakes_name_the_file_and_the_line) {
    const std::string file = " modules/office/access.yaml:";
    const std::string roles = "roles: {clerk: {title: 办事员}}\n";
    EXPECT_EQ(complaint(roles + "rights:\n  clerk: {wrok: [read]}\n"), "schema.unknown_type" + file + "3");
    EXPECT_EQ(complaint(roles + "rights:\n  clerk: {work: [reed]}\n"), "schema.unknown_operation" + file + "3");
    EXPECT_EQ(complaint(roles + "rights:\n  clerk: {bill: [close]}\n"), "schema.unknown_operation" + file + "3");
    EXPECT_EQ(complaint(roles + "rights:\n  clerk:\n    work: {may: [read], sees: all}\n"),
              "schema.unknown_sensitivity" + file + "4");
    EXPECT_EQ(complaint(roles + "rights:\n  clark: {work: [read]}\n"), "schema.unknown_role" + file + "3");
    EXPECT_EQ(complaint(roles + "lies_in:\n  work: {division: title}\n"), "schema.scope_path" + file + "3");
    EXPECT_EQ(complaint(roles + "lies_in: {wrok: everywhere}\n"), "schema.unknown_type" + file + "2");
    EXPECT_EQ(complaint(roles + "private: [wrok]\n"), "schema.unknown_type" + file + "2");
    EXPECT_EQ(complaint(roles + "belongs_to: {wrok: place}\n"), "schema.unknown_type" + file + "2");
    EXPECT_EQ(complaint(roles + "belongs_to: {work: title}\n"), "schema.unknown_field" + file + "2");
    EXPECT_EQ(complaint(roles + "right: {}\n"), "schema.unknown_key" + file + "2");
    EXPECT_EQ(complaint("roles: {clerk: {}}\n"), "schema.unknown_role" + file + "1");
    EXPECT_EQ(complaint(roles + "users: {type: user, login: log, name: name}\n"), "schema.unknown_field" + file + "2");
}

TEST_F(RightsTest, what_is_remembered_does_not_say_from_where_somebody_asked) {
    RightsIndex index(*schema_);
    const auto li = Principal::person("li", "li", {at("clerk")});
    const auto today = *Date::parse("2024-06-30");
    const auto first = index.of(li.from("10.0.0.1"), 1, today, connection_);
    EXPECT_EQ(first->who().address(), "");
    EXPECT_EQ(index.of(li.from("10.0.0.2"), 1, today, connection_), first);
}

} // namespace
} // namespace shanhai::kernel
