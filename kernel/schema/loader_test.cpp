#include "kernel/schema/trial_module_test.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string module_file = "modules/trial/module.yaml";
const std::string place = "modules/trial/schema/place.yaml";
const std::string payment = "modules/trial/schema/payment.yaml";
const std::string figures = "modules/trial/figures/trial.yaml";
const std::string published = "modules/trial/published/trial.yaml";

// What the loader finds, each as "code file:line".
std::vector<std::string> findings_in(const std::vector<SchemaFile>& files) {
    const auto schema = load_schema(files);
    std::vector<std::string> found;
    if (schema) return found;
    found.push_back(schema.error().code + " " + schema.error().field);
    for (const auto& problem : schema.error().also) found.push_back(problem.code + " " + problem.field);
    return found;
}

// The trial module with one text in one of its files replaced by another.
std::vector<SchemaFile> spoilt(const std::string& file, const std::string& from, const std::string& to) {
    auto files = trial_module();
    for (auto& one : files) {
        if (one.path != file) continue;
        EXPECT_NE(one.text.find(from), std::string::npos) << from;
        one.text = replace_all(one.text, from, to);
    }
    return files;
}

std::vector<std::string> findings_when(const std::string& file, const std::string& from, const std::string& to) {
    return findings_in(spoilt(file, from, to));
}

// In the payment's file a list of measures would hide the mistake behind others, so it stands alone.
std::vector<std::string> findings_in_type(const std::string& text) {
    return findings_in({{module_file, "module: trial\n"}, {"modules/trial/schema/lot.yaml", text}});
}

TEST(Loader, a_module_that_is_right_loads) {
    const auto schema = trial_schema_of(trial_module());
    ASSERT_NE(schema, nullptr);
    EXPECT_EQ(schema->types.size(), 2U);
    const auto& paid = *schema->measure("trial.paid");
    EXPECT_TRUE(paid.unit.money);
    EXPECT_EQ(paid.dimensions.back().name, "currency");
    EXPECT_EQ(schema->figure("trial.share")->dimensions.size(), 4U);
    EXPECT_EQ(schema->limits.front().code, "trial.paid_exceeds_received");
    EXPECT_EQ(schema->measure("trial.paid")->space == schema->measure("trial.received")->space, false);
    EXPECT_EQ(schema->type("payment")->list.front(), "number");
    const auto& level = *schema->reading_series("trial.level");
    EXPECT_EQ(level.station, "place");
    EXPECT_EQ(level.decimals, 2);
    EXPECT_EQ(level.keep_days, 400);
    EXPECT_EQ(schema->reading_series("trial.flow")->keep_days, std::nullopt);
    EXPECT_EQ(schema->reading_series("level"), nullptr);
}

TEST(Loader, a_series_that_is_wrong_is_named_with_its_line) {
    const auto when = [](const std::string& from, const std::string& to) {
        return findings_when(module_file, from, to);
    };
    const std::string at = " modules/trial/module.yaml:4";
    EXPECT_THAT(when("station: place, keep", "station: gauge, keep"), ElementsAre("schema.unknown_type" + at));
    EXPECT_THAT(when("decimals: 2", "decimals: 10"), ElementsAre("schema.not_a_number" + at));
    EXPECT_THAT(when("keep_days: 400", "keep_days: 0"), ElementsAre("schema.not_a_number" + at));
    EXPECT_THAT(when("keep_days: 400", "kept: 400"), ElementsAre("schema.unknown_key" + at));
    EXPECT_THAT(when("unit: m, ", ""), ElementsAre("schema.missing_key" + at));
    EXPECT_THAT(when("  level: {", "  Level: {"), ElementsAre("schema.bad_name" + at));
    EXPECT_THAT(when("  flow: {", "  level: {"), ElementsAre("schema.duplicate modules/trial/module.yaml:5"));
}

TEST(Loader, the_records_that_days_of_readings_make_must_be_able_to_take_them) {
    const auto into = [](const std::string& text) {
        return findings_when(module_file, "unit: m3/s, station: place",
                             "unit: m3/s, decimals: 3, station: place, into: {" + text + "}");
    };
    const std::string at = " modules/trial/module.yaml:5";
    EXPECT_THAT(into("type: payment, station: place, day: date, sum: share, count: heads"), IsEmpty());
    EXPECT_THAT(into("type: payments, station: place, day: date, sum: share"), ElementsAre("schema.unknown_type" + at));
    EXPECT_THAT(into("type: payment, station: kind, day: date, sum: share"), ElementsAre("schema.series_into" + at));
    EXPECT_THAT(into("type: payment, station: place, day: note, sum: share"), ElementsAre("schema.series_into" + at));
    EXPECT_THAT(into("type: payment, station: place, day: date, sum: heads"), ElementsAre("schema.series_into" + at))
        << "too few decimals";
    EXPECT_THAT(into("type: payment, station: place, day: date, mean: heads"), IsEmpty()) << "which is rounded";
    EXPECT_THAT(into("type: payment, station: place, day: date, count: share"), ElementsAre("schema.series_into" + at));
    EXPECT_THAT(into("type: payment, station: place, day: date, low: lowest"),
                ElementsAre("schema.unknown_field" + at));
    EXPECT_THAT(into("type: payment, station: place, day: date"), ElementsAre("schema.missing_key" + at));
    EXPECT_THAT(into("type: payment, station: place, day: date, sum: share, most: share"),
                ElementsAre("schema.unknown_key" + at));
}

struct Mistake {
    std::string file, from, to, found;
};

// Every code that the loader knows, at the line where the mistake stands.
TEST(Loader, every_mistake_is_named_with_its_file_and_line) {
    const std::vector<Mistake> mistakes = {
        {module_file, "module: trial", "module: [trial", "schema.yaml " + module_file + ":2"},
        {payment, "type: payment", "type: payment\ncolour: red", "schema.unknown_key " + payment + ":2"},
        {payment, "date: {is: date}", "date: {required: true}", "schema.missing_key " + payment + ":5"},
        {payment, "date: {is: date}", "date: date", "schema.not_a_mapping " + payment + ":5"},
        {payment, "urgent: {is: boolean}", "urgent: {is: boolean, unit: [a]}", "schema.not_a_text " + payment + ":12"},
        {payment, "more_than: 0", "more_than: none", "schema.not_a_number " + payment + ":6"},
        {payment, "urgent: {is: boolean}", "urgent: {is: boolean, required: yes}",
         "schema.not_a_flag " + payment + ":12"},
        {payment, "requires: [date]", "requires: {date: true}", "schema.not_a_list " + payment + ":22"},
        {payment, "urgent:", "Urgent:", "schema.bad_name " + payment + ":12"},
        {payment, "urgent:", "version:", "schema.reserved_name " + payment + ":12"},
        {payment, "heads: {is: integer, default: 1}", "urgent: {is: integer}", "schema.duplicate " + payment + ":12"},
        {payment, "is: date", "is: day", "schema.unknown_kind " + payment + ":5"},
        {payment, "is: ref place", "is: ref planet", "schema.unknown_type " + payment + ":4"},
        {payment, "currency: coin", "currency: token", "schema.unknown_field " + payment + ":7"},
        {payment, "that: \"amount > 0\"", "that: \"sum > 0\"", "schema.unknown_field " + payment + ":17"},
        {payment, "field: amount", "field: sum", "schema.unknown_field " + payment + ":17"},
        {payment, "to: approved", "to: agreed", "schema.unknown_state " + payment + ":22"},
        {payment, "states:", "initial: agreed\nstates:", "schema.unknown_state " + payment + ":18"},
        {payment, "at_most: trial.received", "at_most: trial.earned", "schema.unknown_measure " + payment + ":28"},
        {figures, "formula: trial.paid}", "formula: trial.earned}", "schema.unknown_measure " + figures + ":1"},
        {figures, "[kind = works]", "[giver = works]", "schema.unknown_dimension " + figures + ":2"},
        {published, "place: 山东", "giver: 山东", "schema.unknown_dimension " + published + ":1"},
        {figures, "[kind = works]", "[kind = deeds]", "schema.unknown_choice " + figures + ":2"},
        {published, "figure: trial.paid", "figure: trial.lost", "schema.unknown_figure " + published + ":1"},
        {module_file, "module: trial", "module: trial\nrequires: parties",
         "schema.unknown_module " + module_file + ":2"},
        {module_file, "module: trial", "module: trial\nrequires: trial", "schema.cycle " + module_file + ":1"},
        {payment, "that: \"amount > 0\"", "that: \"amount > ;\"", "schema.expression " + payment + ":17"},
        {figures, "formula: trial.paid}", "formula: trial.paid +}", "schema.formula " + figures + ":1"},
        {figures, "unit: CNY", "unit: project", "schema.units " + figures + ":1"},
        {payment, "sum: heads, unit", "sum: heads, count: true, unit", "schema.sum_or_count " + payment + ":26"},
        {payment, "by: [place, kind, place.level]", "by: [place, date]", "schema.not_a_dimension " + payment + ":24"},
        {payment, "per: place, at_most", "per: lot, at_most", "schema.limit_key " + payment + ":28"},
        {place, "tree: parent", "tree: name", "schema.tree " + place + ":1"},
        {payment, "default: works", "default: gifts", "schema.bad_default " + payment + ":11"},
        {payment, "urgent: {is: boolean}", "urgent: {is: text, pattern: '(['}",
         "schema.bad_pattern " + payment + ":12"},
        {payment, "{seq:06}", "{seq:99999999999}", "schema.bad_number_pattern " + payment + ":2"},
    };
    for (const auto& mistake : mistakes) {
        const auto found = findings_when(mistake.file, mistake.from, mistake.to);
        EXPECT_TRUE(std::find(found.begin(), found.end(), mistake.found) != found.end())
            << mistake.to << "\n expected " << mistake.found << "\n found " << ::testing::PrintToString(found);
    }
    EXPECT_THAT(findings_in({{module_file, "module: trail\n"}}),
                ElementsAre("schema.module_name " + module_file + ":1"));
}

TEST(Loader, all_mistakes_are_named_at_once) {
    auto files = spoilt(payment, "is: date", "is: day");
    files.push_back({"modules/trial/schema/lot.yaml", "type: lot\nfields:\n  a: {is: nothing, colour: red}\n"});
    EXPECT_THAT(findings_in(files), ElementsAre("schema.unknown_kind " + payment + ":5",
                                                "schema.unknown_kind modules/trial/schema/lot.yaml:3",
                                                "schema.unknown_key modules/trial/schema/lot.yaml:3"));
}

TEST(Loader, a_key_that_stands_twice_is_not_silently_dropped) {
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text}}\ntype: slot\n"),
                ElementsAre("schema.duplicate modules/trial/schema/lot.yaml:3"));
    EXPECT_THAT(findings_in_type("type: lot\nfields:\n  a: {is: text, is: date}\n"),
                ElementsAre("schema.duplicate modules/trial/schema/lot.yaml:3"));
    EXPECT_THAT(findings_in_type("type: lot\nfields:\n  a: {is: choice, choices: {x: 1, x: 2}}\n"),
                ElementsAre("schema.duplicate modules/trial/schema/lot.yaml:3"));
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text}}\n---\nfields: {b: {is: text}}\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:4"))
        << "nor is a second document";
    EXPECT_THAT(findings_in_type(",x\ny: z\n"), ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"))
        << "nor what stands before the mapping";
}

TEST(Loader, a_list_that_is_no_list_is_named) {
    for (const std::string key : {"rules", "limits"}) {
        for (const std::string value : {"x", "{a: b}", "{a: {b: c}}"}) {
            EXPECT_THAT(findings_in_type(fmt::format("type: lot\nfields: {{a: {{is: text}}}}\n{}: {}\n", key, value)),
                        ElementsAre("schema.not_a_list modules/trial/schema/lot.yaml:3"))
                << key << ": " << value;
        }
    }
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text}}\nrules: [x]\n"),
                ::testing::Contains("schema.not_a_mapping modules/trial/schema/lot.yaml:3"));
}

TEST(Loader, files_that_are_not_yaml_mappings_are_named) {
    for (const std::string text : {"", "\n", "a", "- a", "a: [", "\"", "{", "a: b: c", "%", "\t", "a: *nobody"}) {
        const auto found = findings_in_type(text);
        ASSERT_EQ(found.size(), 1U) << text << ::testing::PrintToString(found);
        EXPECT_TRUE(found.front().starts_with("schema.yaml ") || found.front().starts_with("schema.not_a_mapping "))
            << text << " " << found.front();
    }
}

TEST(Loader, bytes_that_are_not_utf8_are_refused) {
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text, label: \xC3\x28}}\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"));
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text, label: \xED\xA0\x80}}\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"))
        << "a lone surrogate";
    EXPECT_THAT(findings_in_type(std::string("\x08\0\0\0\x08\0\0\0e: lot\n", 15)),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"))
        << "what looks like UTF-32";
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: text, label: a\x1B[2J}}\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"));
}

TEST(Loader, deep_nesting_is_refused_before_the_parser_recurses) {
    const auto many = [](const std::string& text, int times) {
        std::string result;
        for (int i = 0; i < times; ++i) result += text;
        return result;
    };
    std::string indented;
    for (std::size_t i = 0; i < 2000; ++i) indented += std::string(i, ' ') + "a:\n";
    for (const auto& text :
         {"a: " + many("[", 100'000), "a: " + many("{a: ", 100'000), many("- ", 100'000) + "a",
          many("? ", 100'000) + "a", many("a: &a ", 100'000), indented, many("[", 25) + many("]", 25)}) {
        const auto found = findings_in_type(text);
        ASSERT_EQ(found.size(), 1U) << text.substr(0, 20);
        EXPECT_TRUE(found.front().starts_with("schema.")) << text.substr(0, 20) << " " << found.front();
    }
}

TEST(Loader, aliases_of_aliases_do_not_explode) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const auto name = "a" + std::to_string(i);
        const auto below = "*a" + std::to_string(i - 1);
        bomb += fmt::format("{0}: &{0} [{1}", name, below);
        for (int times = 1; times < 10; ++times) bomb.append(", ").append(below);
        bomb += "]\n";
    }
    EXPECT_THAT(findings_in_type(bomb), ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"));
    EXPECT_THAT(findings_in_type("type: lot\nfields: &f {a: *f}\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"))
        << "an alias of itself";
    std::string wide = "type: lot\nc: &c {";
    for (int i = 0; i < 1000; ++i) wide += "c" + std::to_string(i) + ": x, ";
    wide += "z: z}\nfields:\n";
    for (int i = 0; i < 1000; ++i) wide += "  f" + std::to_string(i) + ": *c\n";
    EXPECT_THAT(findings_in_type(wide), ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"))
        << "a thousand times a thousand";
}

TEST(Loader, an_alias_that_saves_typing_is_fine) {
    EXPECT_THAT(findings_in_type("type: lot\nfields: {a: &text {is: text}, b: *text}\n"), IsEmpty());
}

TEST(Loader, a_file_of_a_megabyte_is_refused) {
    EXPECT_THAT(findings_in_type("type: lot\nabout: \"" + std::string(1 << 20, 'x') + "\"\n"),
                ElementsAre("schema.yaml modules/trial/schema/lot.yaml:1"));
}

TEST(Loader, names_that_would_collide_in_sql_or_in_json_are_refused) {
    for (const std::string name : {"id", "number", "state", "version", "void", "created_at", "created_by", "updated_at",
                                   "reason", "type", "label", "and", "in", "case", "true"}) {
        EXPECT_THAT(findings_in_type("type: lot\nfields:\n  \"" + name + "\": {is: text}\n"),
                    ElementsAre("schema.reserved_name modules/trial/schema/lot.yaml:3"))
            << name;
    }
    for (const auto& name :
         std::vector<std::string>{"A", "1a", "a-b", "a b", "a__b", "_a", "ä", "a\\\"b", std::string(49, 'a')}) {
        EXPECT_THAT(findings_in_type("type: lot\nfields:\n  \"" + name + "\": {is: text}\n"),
                    ElementsAre("schema.bad_name modules/trial/schema/lot.yaml:3"))
            << name;
    }
    for (const std::string name : {"session", "files", "figures", "account", "accounts", "access"})
        EXPECT_THAT(findings_in_type("type: " + name + "\nfields: {a: {is: text}}\n"),
                    ElementsAre("schema.reserved_name modules/trial/schema/lot.yaml:1"));
    for (const std::string name : {"sys_entry", "sqlite_master", "Lot"})
        EXPECT_THAT(findings_in_type("type: " + name + "\nfields: {a: {is: text}}\n"),
                    ElementsAre("schema.bad_name modules/trial/schema/lot.yaml:1"));
}

TEST(Loader, a_transition_cannot_be_called_like_what_every_type_can_do) {
    const std::string states = "states: {open: {zh: 开, en: Open}, shut: {zh: 关, en: Shut}}\n";
    for (const std::string name : {"list", "create", "void", "next"})
        EXPECT_THAT(findings_in_type(fmt::format("type: lot\nfields: {{a: {{is: text}}}}\n{}transitions:\n  {}: "
                                                 "{{from: open, to: shut}}\n",
                                                 states, name)),
                    ElementsAre("schema.reserved_name modules/trial/schema/lot.yaml:5"))
            << name;
}

TEST(Loader, a_dimension_cannot_be_called_like_a_word_of_the_calendar) {
    EXPECT_THAT(findings_when(payment, "by: [place, kind], per: [place]}\n  trial.heads",
                              "by: [{year: kind}], per: [place]}\n  trial.heads"),
                ElementsAre("schema.reserved_name " + payment + ":25"));
}

TEST(Loader, money_of_two_currencies_is_not_added) {
    EXPECT_THAT(findings_when(payment, "sum: amount, on: date, by: [place, kind, place.level]",
                              "sum: amount + fee, on: date, by: [place, kind, place.level]"),
                ElementsAre("schema.units " + payment + ":24"));
    const auto schema = trial_schema_of(spoilt(payment, "sum: amount", "sum: fee"));
    ASSERT_NE(schema, nullptr);
    EXPECT_EQ(schema->measure("trial.paid")->coordinates.back().sql, "coalesce(r.\"coin\", 'CNY')");
}

TEST(Loader, a_default_must_be_a_value_of_its_kind) {
    for (const std::string field :
         {"{is: integer, default: x}", "{is: integer, default: 1.5}", "{is: integer, default: 007}",
          "{is: decimal, default: x}", "{is: decimal, default: 1.234}", "{is: money, default: dear}",
          "{is: boolean, default: 1}", "{is: date, default: today}", "{is: choice, choices: {a: a}, default: b}",
          "{is: file, default: x}", "{is: text, default: ''}"}) {
        EXPECT_THAT(findings_in_type("type: lot\nfields:\n  a: " + field + "\n"),
                    ElementsAre("schema.bad_default modules/trial/schema/lot.yaml:3"))
            << field;
    }
    for (const std::string field :
         {"{is: integer, default: -1}", "{is: decimal, default: 1.25}", "{is: money, default: 160万}",
          "{is: boolean, default: false}", "{is: date, default: 2024-02-29}", "{is: text, default: x}"})
        EXPECT_THAT(findings_in_type("type: lot\nfields:\n  a: " + field + "\n"), IsEmpty()) << field;
}

TEST(Loader, a_scale_has_at_most_nine_digits) {
    for (const std::string scale : {"-1", "10", "2147483647"}) {
        EXPECT_THAT(findings_in_type("type: lot\nfields:\n  a: {is: decimal, scale: " + scale + ", at_least: 0}\n"),
                    ElementsAre("schema.not_a_number modules/trial/schema/lot.yaml:3"));
        EXPECT_THAT(findings_in_type("type: lot\nfields: {a: {is: decimal}, d: {is: date}}\nmeasures:\n  m: {sum: a, "
                                     "unit: t, on: d, scale: " +
                                     scale + "}\n"),
                    ElementsAre("schema.not_a_number modules/trial/schema/lot.yaml:4"));
    }
}

TEST(Loader, modules_stand_behind_those_they_require) {
    const std::vector<SchemaFile> files = {{"modules/a/module.yaml", "module: a\nrequires: [b, c]\norder: 1\n"},
                                           {"modules/b/module.yaml", "module: b\nrequires: [c]\norder: 2\n"},
                                           {"modules/c/module.yaml", "module: c\norder: 3\n"}};
    const auto schema = trial_schema_of(files);
    ASSERT_NE(schema, nullptr);
    std::vector<std::string> names;
    for (const auto& module : schema->modules) names.push_back(module.name);
    EXPECT_THAT(names, ElementsAre("c", "b", "a"));
}

TEST(Loader, two_types_of_one_name_are_refused) {
    auto files = trial_module();
    files.push_back({"modules/trial/schema/zoo.yaml", "type: place\nfields: {a: {is: text}}\n"});
    EXPECT_THAT(findings_in(files), ElementsAre("schema.duplicate modules/trial/schema/zoo.yaml:1"));
}

} // namespace
} // namespace shanhai::kernel
