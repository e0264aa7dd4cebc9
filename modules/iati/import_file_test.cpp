#include "modules/iati/decimal_sum.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_store_test.h"
#include "modules/iati/import_file.h"

#include <cstdlib>
#include <map>

namespace shanhai::iati {
namespace {

struct Total {
    std::uint64_t count = 0;
    DecimalSum sum;
};
using Totals = std::map<std::pair<std::string, std::string>, Total>;

// Attributes have no order, and a file says its activities in any order.
void sort_attributes(XmlNode& node) {
    std::ranges::sort(node.attributes);
    for (XmlNode& child : node.children) sort_attributes(child);
}

std::vector<std::string> activities_in(const std::string& xml) {
    std::vector<std::string> activities;
    const auto report = read_iati(xml, [&](XmlNode activity, int) -> Done {
        sort_attributes(activity);
        activities.push_back(json::serialize(to_json(activity)));
        return {};
    });
    EXPECT_TRUE(report);
    std::ranges::sort(activities);
    return activities;
}

// Counted straight from the elements, apart from the records that the report is made of.
Totals totals_in(const std::string& xml) {
    Totals totals;
    const auto report = read_iati(xml, [&](const XmlNode& activity, int) -> Done {
        const std::string* inherited = activity.attribute("default-currency");
        for (const XmlNode& transaction : activity.children) {
            if (transaction.name != "transaction") continue;
            const XmlNode& value = *transaction.child("value");
            const std::string* own = value.attribute("currency");
            const std::string currency = own != nullptr ? *own : inherited != nullptr ? *inherited : "";
            Total& total = totals[{*transaction.child("transaction-type")->attribute("code"), currency}];
            ++total.count;
            total.sum.add(trim(value.text));
        }
        return {};
    });
    EXPECT_TRUE(report);
    return totals;
}

void expect_totals(const json::object& report, const Totals& totals) {
    const json::array& lines = report.at("transactions").as_array();
    EXPECT_EQ(lines.size(), totals.size());
    for (const json::value& line : lines) {
        const auto expected =
            totals.find({std::string(line.at("type").as_string()), std::string(line.at("currency").as_string())});
        ASSERT_NE(expected, totals.end()) << line;
        EXPECT_EQ(line.at("count").to_number<std::uint64_t>(), expected->second.count);
        EXPECT_EQ(line.at("sum").as_string(), expected->second.sum.text());
    }
}

std::string transaction(std::string_view type, std::string_view day, std::string_view value,
                        std::string_view more = "") {
    std::string xml = R"(<transaction><transaction-type code=")";
    xml.append(type)
        .append(R"("/><transaction-date iso-date=")")
        .append(day)
        .append(R"("/><value currency="USD" value-date=")");
    xml.append(day).append("\">").append(value).append("</value>").append(more).append("</transaction>\n");
    return xml;
}

TEST_F(IatiStore, a_published_file_is_held_and_given_back_whole) {
    const std::string xml = file_text("usaid-bo.xml");
    const json::object report = import_xml(xml);
    EXPECT_EQ(report.at("activities").to_number<int>(), 63);
    expect_totals(report, totals_in(xml));
    EXPECT_EQ(report.at("not_in_figures").to_number<int>(), 0);
    EXPECT_EQ(figure("iati.activities"), "63 activity");
    EXPECT_EQ(figure("iati.transaction_count"), "304 transaction");
    const std::string again = exported();
    EXPECT_EQ(find_invalid(again), std::nullopt);
    EXPECT_EQ(activities_in(again), activities_in(xml));
    expect_clean();
}

TEST_F(IatiStore, planning_is_half_of_the_way_and_writing_the_other) {
    std::vector<std::uint64_t> told;
    const auto result = import_file(*kernel_, kernel::Principal::administrator("tester"),
                                    file_of(file_text("usaid-bo.xml")), [&](std::uint64_t done, std::uint64_t total) {
                                        EXPECT_EQ(total, 126);
                                        told.push_back(done);
                                    });
    ASSERT_TRUE(result);
    ASSERT_GE(told.size(), 2);
    EXPECT_EQ(told.front(), 63) << "planned, not recorded";
    EXPECT_TRUE(std::ranges::is_sorted(told));
    EXPECT_EQ(told.back(), 126);
}

TEST_F(IatiStore, a_second_import_changes_nothing) {
    const std::string xml = file_text("usaid-bo.xml");
    const json::object first = import_xml(xml);
    const std::uint64_t before = entries();
    const json::object second = import_xml(xml);
    EXPECT_EQ(entries(), before);
    EXPECT_EQ(second.at("created").to_number<int>() + second.at("amended").to_number<int>(), 0);
    EXPECT_EQ(second.at("transactions"), first.at("transactions"));
    EXPECT_EQ(second.at("not_held"), first.at("not_held"));
}

TEST_F(IatiStore, what_it_exports_it_can_read_again_without_a_change) {
    import_xml(file_text("usaid-bo.xml"));
    const std::uint64_t before = entries();
    import_xml(exported());
    EXPECT_EQ(entries(), before);
}

TEST_F(IatiStore, every_valid_file_of_the_standard_is_held_and_given_back_whole) {
    // All in one file, each with an identifier of its own.
    std::string xml = "<iati-activities version=\"2.03\">\n";
    int number = 0;
    for (const Sample& sample : samples("should-pass.jsonl")) {
        const auto read = read_iati(sample.xml, [&](XmlNode activity, int) -> Done {
            for (XmlNode& child : activity.children)
                if (child.name == "iati-identifier") child.text = "T-" + std::to_string(++number);
            write_xml(activity, 1, xml);
            return {};
        });
        ASSERT_TRUE(read) << sample.file;
    }
    xml += "</iati-activities>\n";
    expect_totals(import_xml(xml), totals_in(xml));
    const std::uint64_t before = entries();
    const std::string again = exported();
    EXPECT_EQ(find_invalid(again), std::nullopt);
    EXPECT_EQ(activities_in(again), activities_in(xml));
    import_xml(xml);
    EXPECT_EQ(entries(), before);
    expect_clean();
}

TEST_F(IatiStore, figures_show_each_currency_and_kind_apart) {
    import_xml(activity_file(transaction("3", "2024-03-01", "100.50") + transaction("3", "2023-03-01", "-0.50") +
                             transaction("4", "2024-03-01", "7") + transaction("2", "2024-04-01", "1000")));
    EXPECT_EQ(figure("iati.disbursed"), "100.00 USD");
    EXPECT_EQ(figure("iati.disbursed", {{"year", "2024"}}), "100.50 USD");
    EXPECT_EQ(figure("iati.expended"), "7.00 USD");
    EXPECT_EQ(figure("iati.committed"), "1000.00 USD");
}

TEST_F(IatiStore, an_updated_file_amends_what_changed_and_nothing_else) {
    const std::string first =
        transaction("3", "2024-01-01", "10", "<description><narrative>a</narrative></description>");
    const std::string second =
        transaction("3", "2024-02-01", "20", "<description><narrative>b</narrative></description>");
    const std::string third = transaction("3", "2024-03-01", "30");
    import_xml(activity_file(first + second + third));
    EXPECT_EQ(figure("iati.disbursed"), "60.00 USD");

    // One inserted at the front, one gone.
    const json::object report = import_xml(activity_file(transaction("4", "2023-12-01", "5") + first + third));
    EXPECT_EQ(report.at("created").to_number<int>() + report.at("amended").to_number<int>() +
                  report.at("voided").to_number<int>(),
              1)
        << "the inserted one takes the place of the one that is gone";
    EXPECT_EQ(figure("iati.disbursed"), "40.00 USD");
    EXPECT_EQ(figure("iati.expended"), "5.00 USD");

    const json::object shorter = import_xml(activity_file(first));
    EXPECT_EQ(shorter.at("voided").to_number<int>(), 2);
    EXPECT_EQ(figure("iati.disbursed"), "10.00 USD");
    EXPECT_EQ(figure("iati.expended"), "") << "nothing is no row";
    EXPECT_EQ(activities_in(exported()), activities_in(activity_file(first)));
    expect_clean();
}

TEST_F(IatiStore, results_change_with_their_indicators_and_periods) {
    const auto with = [](std::string_view actual, std::string_view second_period) {
        std::string xml = R"(<result type="1"><title><narrative>Wells</narrative></title>
            <indicator measure="1"><title><narrative>Dug</narrative></title>
            <period><period-start iso-date="2023-01-01"/><period-end iso-date="2023-12-31"/><target value="10"/>
            <actual value=")";
        return xml.append(actual).append("\"/></period>").append(second_period).append("</indicator></result>");
    };
    const std::string more =
        R"(<period><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></period>)";
    import_xml(activity_file(with("7", "")));
    json::object report = import_xml(activity_file(with("9", more)));
    EXPECT_EQ(report.at("amended").to_number<int>(), 1);
    EXPECT_EQ(report.at("created").to_number<int>(), 1);
    EXPECT_EQ(activities_in(exported()), activities_in(activity_file(with("9", more))));
    report = import_xml(activity_file(""));
    EXPECT_EQ(report.at("voided").to_number<int>(), 4) << "a result, its indicator and two periods";
    expect_clean();
}

TEST_F(IatiStore, an_identifier_that_stands_twice_is_two_activities) {
    std::string xml = activity_file("");
    const std::string activity =
        xml.substr(xml.find("<iati-activity "), xml.find("</iati-activity>") + 16 - xml.find("<iati-activity "));
    xml.insert(xml.find("<iati-activity "), activity + "\n");
    EXPECT_EQ(import_xml(xml).at("activities").to_number<int>(), 2);
    const std::uint64_t before = entries();
    import_xml(xml);
    EXPECT_EQ(entries(), before);
    EXPECT_EQ(activities_in(exported()), activities_in(xml));
}

TEST_F(IatiStore, another_publisher_does_not_overwrite_an_activity) {
    std::string other = activity_file("");
    other.replace(other.find("ref=\"XX\""), 8, "ref=\"ZZ\"");
    import_xml(activity_file(""));
    import_xml(other);
    const std::uint64_t before = entries();
    import_xml(activity_file(""));
    import_xml(other);
    EXPECT_EQ(entries(), before);
    EXPECT_EQ(activities_in(exported()).size(), 2U);
}

TEST_F(IatiStore, a_file_that_is_refused_leaves_nothing_behind) {
    const std::uint64_t before = entries();
    const std::string xml = file_text("usaid-bo.xml");
    const auto code_of = [&](const std::string& bytes) {
        const auto report = import_path(file_of(bytes));
        return report ? "imported" : report.error().code;
    };
    EXPECT_EQ(code_of(xml.substr(0, xml.size() - 1000)), "iati.not_well_formed");
    std::string late = xml;
    late.insert(late.rfind("</iati-activity>"), "<nonsense/>");
    EXPECT_EQ(code_of(late), "iati.not_valid");
    EXPECT_EQ(code_of(""), "iati.not_well_formed");
    EXPECT_EQ(import_path((folder_ / "nowhere.xml").string()).error().code, "file.unreadable");
    EXPECT_EQ(import_path(folder_.string()).error().code, "file.unreadable");
    EXPECT_EQ(entries(), before);
}

TEST_F(IatiStore, amounts_beyond_a_balance_are_held_and_said) {
    const std::string xml =
        activity_file(transaction("3", "2024-03-01", "99999999999999999999.999") + transaction("3", "2024-03-01", "1"));
    const json::object report = import_xml(xml);
    EXPECT_EQ(report.at("not_in_figures").to_number<int>(), 1);
    expect_totals(report, totals_in(xml));
    EXPECT_EQ(figure("iati.disbursed"), "1.00 USD");
    EXPECT_EQ(activities_in(exported()), activities_in(xml));
}

TEST_F(IatiStore, real_files_survive_when_they_are_there) {
    const char* folder = std::getenv("SHANHAI_REALDATA");
    if (folder == nullptr) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(folder) / "01-iati" / "published")) {
        SCOPED_TRACE(entry.path());
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const auto report = import_path(entry.path().string());
        ASSERT_TRUE(report) << shown(report.error());
        if (report->at("activities").to_number<int>() > 0)
            expect_totals(*report, totals_in(text.str()));
        else
            EXPECT_FALSE(report->at("not_held").as_array().empty());
    }
    const std::uint64_t before = entries();
    const std::string again = exported();
    EXPECT_EQ(find_invalid(again), std::nullopt);
    import_xml(again);
    EXPECT_EQ(entries(), before);
    expect_clean();
}

} // namespace
} // namespace shanhai::iati
