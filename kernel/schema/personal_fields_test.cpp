#include "kernel/schema/trial_module_test.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

std::vector<SchemaFile> module_with(const std::string& person, const std::string& visit = {}) {
    std::vector<SchemaFile> files{{"modules/trial/module.yaml", "module: trial\n"},
                                  {"modules/trial/schema/person.yaml", person}};
    if (!visit.empty()) files.push_back({"modules/trial/schema/visit.yaml", visit});
    return files;
}

std::string refusal_of(const std::vector<SchemaFile>& files) {
    const auto schema = load_schema(files);
    return schema ? "" : schema.error().code;
}

TEST(PersonalFields, a_record_is_its_own_subject_unless_it_says_otherwise) {
    const auto schema = trial_schema_of(module_with(
        "type: person\nlabel: name\nfields:\n  name: {is: text, sensitivity: personal}\n  office: {is: text}\n",
        "type: visit\nsubject: who\nfields:\n  who: {is: ref person, required: true}\n  note: {is: long_text, sensitivity: personal}\n"));
    ASSERT_NE(schema, nullptr);
    EXPECT_EQ(schema->type("person")->subject, "id");
    EXPECT_TRUE(schema->type("person")->field("name")->is_personal());
    EXPECT_EQ(schema->type("person")->field("office")->sensitivity, Sensitivity::internal);
    EXPECT_EQ(schema->type("visit")->subject, "who");
}

TEST(PersonalFields, a_subject_is_a_required_reference_and_has_something_personal) {
    const std::string person = "type: person\nfields:\n  name: {is: text, sensitivity: personal}\n";
    EXPECT_EQ(
        refusal_of(module_with(
            person,
            "type: visit\nsubject: who\nfields:\n  who: {is: ref person}\n  note: {is: text, sensitivity: personal}\n")),
        "schema.subject");
    EXPECT_EQ(refusal_of(module_with(
                  person, "type: visit\nsubject: nobody\nfields:\n  note: {is: text, sensitivity: personal}\n")),
              "schema.subject");
    EXPECT_EQ(refusal_of(module_with("type: person\nsubject: id\nfields:\n  name: {is: text}\n")), "schema.subject");
}

TEST(PersonalFields, what_the_store_cannot_read_it_cannot_use) {
    const auto refused = [](const std::string& options, const std::string& above = {}) {
        return refusal_of(module_with("type: person\n" + above + "fields:\n  name: {is: text, sensitivity: personal" +
                                      options + "}\n  other: {is: text}\n"));
    };
    EXPECT_EQ(refused(""), "");
    EXPECT_EQ(refused(", unique: true"), "schema.personal");
    EXPECT_EQ(refused(", default: x"), "schema.personal");
    EXPECT_EQ(refused("", "key: name\n"), "schema.personal");
    EXPECT_EQ(refused("", "lookup: [name]\n"), "schema.personal");
    EXPECT_EQ(refused("", "rules:\n  - {that: \"length(name) > 1\", says: x}\n"), "schema.expression");
    EXPECT_EQ(refused("", "measures:\n  t.n: {count: true, unit: person, on: created_at, by: [name]}\n"),
              "schema.expression");
    EXPECT_EQ(refused("", "measures:\n  t.n: {count: true, unit: person, on: created_at, when: \"name = 'x'\"}\n"),
              "schema.expression");
}

TEST(PersonalFields, sensitivities_are_four_words) {
    EXPECT_EQ(refusal_of(module_with("type: person\nfields:\n  name: {is: text, sensitivity: private}\n")),
              "schema.unknown_sensitivity");
    for (const auto* word : {"public", "internal", "secret"})
        EXPECT_EQ(refusal_of(module_with("type: person\nfields:\n  name: {is: text, sensitivity: " + std::string(word) +
                                         "}\n")),
                  "")
            << word;
}

TEST(FileOptions, a_file_field_says_what_it_takes) {
    const auto schema = trial_schema_of(
        module_with("type: person\nretention: 5 years\nfields:\n"
                    "  paper: {is: file, accept: [pdf, image], max_size: 500 KiB, retention: 10 years}\n"
                    "  photo: {is: file, keep_location: true}\n"));
    ASSERT_NE(schema, nullptr);
    const auto& paper = *schema->type("person")->field("paper");
    const auto& photo = *schema->type("person")->field("photo");
    EXPECT_EQ(paper.accept, (std::vector<std::string>{"pdf", "image"}));
    EXPECT_EQ(paper.max_bytes, 500 << 10);
    EXPECT_EQ(paper.retention_years, 10);
    EXPECT_EQ(photo.retention_years, 5);
    EXPECT_TRUE(photo.keep_location);
    EXPECT_EQ(photo.max_bytes, largest_file_bytes);
}

TEST(FileOptions, what_cannot_be_meant_is_refused) {
    const auto refused = [](const std::string& options) {
        return refusal_of(module_with("type: person\nfields:\n  paper: {" + options + "}\n"));
    };
    EXPECT_EQ(refused("is: file, accept: [pictures]"), "schema.unknown_form");
    EXPECT_EQ(refused("is: text, accept: [pdf]"), "schema.not_a_file");
    for (const auto* size : {"20", "MiB", "0 MiB", "-1 MiB", "21 MiB", "99999999999999999999 KiB", "5 GiB"})
        EXPECT_EQ(refused("is: file, max_size: " + std::string(size)), "schema.bad_size") << size;
    for (const auto* period : {"10", "years", "0 years", "201 years", "3 months"})
        EXPECT_EQ(refused("is: file, retention: " + std::string(period)), "schema.bad_period") << period;
}

} // namespace
} // namespace shanhai::kernel
