#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_samples_test.h"

#include <gtest/gtest.h>

#include <chrono>

namespace shanhai::iati {
namespace {

Result<ReadReport> read(std::string_view xml) {
    return read_iati(xml, [](const XmlNode&, int) -> Done { return {}; });
}

std::string code_of(std::string_view xml) {
    const auto report = read(xml);
    return report ? "read" : report.error().code;
}

std::string argument(const Problem& problem, std::string_view name) {
    for (const auto& [known, value] : problem.args)
        if (known == name) return value;
    return {};
}

TEST(IatiReader, the_files_of_the_standard_are_judged_as_labelled) {
    int passing = 0;
    for (const Sample& sample : samples("should-pass.jsonl")) {
        const auto report = read(sample.xml);
        EXPECT_TRUE(report) << sample.file << " " << report.error().code << " " << argument(report.error(), "what");
        ++passing;
    }
    int failing = 0;
    for (const Sample& sample : samples("should-fail.jsonl")) {
        EXPECT_FALSE(read(sample.xml)) << sample.file;
        ++failing;
    }
    EXPECT_EQ(passing, 215);
    EXPECT_EQ(failing, 323);
}

TEST(IatiReader, a_breach_of_the_schema_names_its_line) {
    const auto report =
        read("<iati-activities version=\"2.03\">\n<iati-activity>\n<title/>\n</iati-activity>\n</iati-activities>");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "iati.not_valid");
    EXPECT_EQ(argument(report.error(), "line"), "3");
    EXPECT_NE(argument(report.error(), "what").find("iati-identifier"), std::string::npos);
}

TEST(IatiReader, further_breaches_are_named_too) {
    const auto report = read(activity_file("<budget/>\n<capital-spend/>", "hierarchy=\"x\""));
    ASSERT_FALSE(report);
    EXPECT_EQ(argument(report.error(), "line"), "3");
    ASSERT_EQ(report.error().also.size(), 2U);
    EXPECT_EQ(argument(report.error().also.at(1), "line"), "4");
}

TEST(IatiReader, a_file_cut_anywhere_is_refused) {
    const std::string whole = activity_file("");
    for (std::size_t size = 0; size + 2 < whole.size(); ++size)
        ASSERT_NE(code_of(std::string_view(whole).substr(0, size)), "read") << size;
    EXPECT_EQ(code_of(whole), "read");
}

TEST(IatiReader, bytes_that_are_no_text_are_refused) {
    std::string xml = activity_file("<description><narrative>MARK</narrative></description>");
    xml.replace(xml.find("MARK"), 4, "\xD6\xD0\xFF\xFE");
    const auto report = read(xml);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "iati.not_well_formed");
    EXPECT_EQ(argument(report.error(), "line"), "3");
    EXPECT_TRUE(is_utf8(argument(report.error(), "what")));
    for (const std::string& other :
         {std::string(), std::string("PK\x03\x04"), std::string(100, '\0'), std::string("{}")})
        EXPECT_EQ(code_of(other), "iati.not_well_formed");
}

TEST(IatiReader, other_encodings_are_read_when_they_are_declared) {
    std::string xml = activity_file("<description><narrative>acci\xF3n</narrative></description>");
    xml.replace(0, xml.find("?>"), "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"");
    std::string words;
    const auto report = read_iati(xml, [&](const XmlNode& activity, int) -> Done {
        words = activity.child("description")->children.at(0).text;
        return {};
    });
    ASSERT_TRUE(report);
    EXPECT_EQ(words, "acción");
}

TEST(IatiReader, entities_do_not_explode) {
    std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE iati-activities [\n<!ENTITY a0 \"lol\">\n";
    for (int i = 1; i < 12; ++i) {
        bomb += "<!ENTITY a" + std::to_string(i) + " \"";
        for (int j = 0; j < 10; ++j) bomb += "&a" + std::to_string(i - 1) + ";";
        bomb += "\">\n";
    }
    const std::string outside = "<!DOCTYPE iati-activities [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_NE(
        code_of(bomb + "]>\n<iati-activities version=\"2.03\"><iati-activity>&a11;</iati-activity></iati-activities>"),
        "read");
    EXPECT_NE(code_of(bomb + "]>\n<iati-activities version=\"&a11;\"><iati-activity/></iati-activities>"), "read");
    EXPECT_EQ(code_of(outside + activity_file("<description><narrative>&x;</narrative></description>").substr(22)),
              "iati.has_doctype");
    EXPECT_EQ(code_of("<!DOCTYPE iati-activities SYSTEM \"http://example.org/x.dtd\">" + activity_file("").substr(22)),
              "iati.has_doctype");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(IatiReader, depth_is_bounded) {
    std::string xml = activity_file("");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<x:a xmlns:x=\"urn:x\">";
    for (int i = 0; i < 100; ++i) deep += "</x:a>";
    xml.insert(xml.find("</iati-activity>"), deep);
    EXPECT_EQ(code_of(xml), "iati.not_well_formed");
}

TEST(IatiReader, what_is_not_held_is_listed) {
    std::string xml = activity_file("");
    xml.replace(xml.find("<iati-activity "), 15,
                "<iati-activity xmlns:x=\"urn:x\" x:flag=\"1\" xml:space=\"preserve\" ");
    xml.insert(xml.find("</iati-activity>"),
               "<!-- why --><x:foo a=\"1\"><x:bar/><x:bar/></x:foo><baz xmlns=\"urn:y\">z</baz>");
    const auto report = read(xml);
    ASSERT_TRUE(report) << argument(report.error(), "what");
    const std::string activity = "iati-activities/iati-activity";
    const std::map<std::string, std::uint64_t> expected = {
        {activity + "/@x:flag", 1}, {activity + "/@xml:space", 1},  {activity + "/comment()", 1},
        {activity + "/x:foo", 1},   {activity + "/x:foo/x:bar", 2}, {activity + "/{urn:y}baz", 1}};
    EXPECT_EQ(report->not_held, expected);
    EXPECT_EQ(report->activities, 1U);
}

TEST(IatiReader, a_file_of_organisations_is_listed_whole) {
    const auto report = read("<iati-organisations version=\"2.03\"><iati-organisation><name/></iati-organisation>"
                             "<iati-organisation/></iati-organisations>");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->root, "iati-organisations");
    EXPECT_EQ(report->activities, 0U);
    const std::map<std::string, std::uint64_t> expected = {{"iati-organisations/iati-organisation", 2},
                                                           {"iati-organisations/iati-organisation/name", 1}};
    EXPECT_EQ(report->not_held, expected);
}

TEST(IatiReader, other_files_are_told_apart) {
    EXPECT_EQ(code_of("<html/>"), "iati.not_iati");
    EXPECT_EQ(code_of("<iati-activities version=\"1.05\"><iati-activity/></iati-activities>"), "iati.old_version");
    EXPECT_EQ(code_of("<iati-activities xmlns=\"urn:x\"/>"), "iati.not_iati");
}

TEST(IatiReader, the_taker_may_refuse) {
    const auto report = read_iati(activity_file(""), [](const XmlNode&, int line) -> Done {
        return refuse("test.refused", {}, {{"line", std::to_string(line)}});
    });
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "test.refused");
    EXPECT_EQ(argument(report.error(), "line"), "3");
}

} // namespace
} // namespace shanhai::iati
