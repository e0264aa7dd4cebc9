#include "modules/iati/held_record.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_samples_test.h"
#include "modules/iati/iati_writer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shanhai::iati {
namespace {

// Attributes have no order.
void sort_attributes(XmlNode& node) {
    std::ranges::sort(node.attributes);
    for (XmlNode& child : node.children) sort_attributes(child);
}

std::vector<XmlNode> activities_in(const std::string& xml) {
    std::vector<XmlNode> activities;
    const auto report = read_iati(xml, [&](XmlNode activity, int) -> Done {
        sort_attributes(activity);
        activities.push_back(std::move(activity));
        return {};
    });
    EXPECT_TRUE(report) << report.error().code << " " << xml.substr(0, 200);
    return activities;
}

// As a store gives the fields back: attribute order is lost.
void pass_through_store(HeldRecord& record) {
    record.fields = parse_json(canonical_json(record.fields)).value().as_object();
    for (HeldRecord& child : record.children) pass_through_store(child);
}

// Records of the activity, written as a file again.
std::string written_again(const XmlNode& activity) {
    HeldRecord records = records_of(activity).value();
    pass_through_store(records);
    return document_of({element_of(records).value()}, "2024-01-01T00:00:00Z");
}

void survives(const std::string& xml) {
    for (const XmlNode& activity : activities_in(xml)) {
        const std::string again = written_again(activity);
        ASSERT_EQ(find_invalid(again), std::nullopt) << find_invalid(again)->args.at(1).second << again;
        ASSERT_EQ(activities_in(again), std::vector{activity}) << again;
    }
}

HeldRecord only_activity(std::string_view body, std::string_view attributes = "") {
    auto activities = activities_in(activity_file(body, attributes));
    return records_of(activities.at(0)).value();
}

const HeldRecord& child_of(const HeldRecord& record, std::string_view type) {
    const auto found = std::ranges::find(record.children, type, &HeldRecord::record_type);
    if (found == record.children.end()) throw std::out_of_range(std::string(type));
    return *found;
}

constexpr std::string_view one_transaction = R"(<transaction ref="T1"><transaction-type code="3"/>
  <transaction-date iso-date="2024-03-01"/><value value-date="2024-03-02">1000.50</value>
  <provider-org ref="XM-1"><narrative>Giver</narrative></provider-org><recipient-country code="CN"/></transaction>)";

TEST(HeldRecord, every_valid_file_of_the_standard_comes_back_whole) {
    int files = 0;
    for (const Sample& sample : samples("should-pass.jsonl")) {
        SCOPED_TRACE(sample.file);
        survives(sample.xml);
        ++files;
    }
    EXPECT_EQ(files, 215);
}

TEST(HeldRecord, a_published_file_comes_back_whole) { survives(file_text("usaid-bo.xml")); }

TEST(HeldRecord, fields_hold_what_can_be_reasoned_over) {
    const HeldRecord activity = only_activity(one_transaction, R"(default-currency="EUR")");
    EXPECT_EQ(activity.text("identifier"), "XX-1");
    EXPECT_EQ(activity.text("title"), "Title");
    EXPECT_EQ(activity.text("status"), "implementation");
    EXPECT_EQ(activity.text("publisher"), "XX");
    EXPECT_EQ(activity.text("actual_start"), "2023-05-01");
    EXPECT_EQ(child_of(activity, "iati_participant").text("role"), "implementing");
    const HeldRecord& transaction = child_of(activity, "iati_transaction");
    EXPECT_EQ(transaction.text("kind"), "disbursement");
    EXPECT_EQ(transaction.text("date"), "2024-03-01");
    EXPECT_EQ(transaction.text("value"), "1000.50");
    EXPECT_EQ(transaction.text("currency"), "EUR");
    EXPECT_EQ(transaction.text("value_date"), "2024-03-02");
    EXPECT_EQ(transaction.text("provider_name"), "Giver");
    EXPECT_EQ(transaction.text("country"), "CN");
}

TEST(HeldRecord, what_is_in_a_field_is_not_held_twice) {
    const HeldRecord activity =
        only_activity(R"(<transaction><transaction-type code="3"/><transaction-date iso-date="2024-03-01"/>)"
                      R"(<value value-date="2024-03-02">7</value></transaction>)");
    EXPECT_FALSE(child_of(activity, "iati_transaction").fields.contains("rest"));
}

TEST(HeldRecord, more_decimals_than_money_has_are_kept_beside_it) {
    for (const char* value : {"0.005", "-123456789012345678.123456", "+7", "007.10", " 12 ", ".5", "5."}) {
        const std::string xml = R"(<transaction><transaction-type code="2"/><transaction-date iso-date="2024-03-01"/>)"
                                R"(<value currency="USD" value-date="2024-03-02">)" +
                                std::string(value) + "</value></transaction>";
        const HeldRecord activity = only_activity(xml);
        EXPECT_EQ(sum_of(child_of(activity, "iati_transaction")).value, trim(value));
        survives(activity_file(xml));
    }
    const auto rounded = [](const char* value) {
        return child_of(
                   only_activity(R"(<transaction><transaction-type code="2"/><transaction-date iso-date="2024-03-01"/>)"
                                 R"(<value currency="USD" value-date="2024-03-02">)" +
                                 std::string(value) + "</value></transaction>"),
                   "iati_transaction")
            .text("value");
    };
    EXPECT_EQ(rounded("0.005"), "0.01");
    EXPECT_EQ(rounded("-0.005"), "-0.01");
    EXPECT_EQ(rounded("99999999999999999999"), ""); // beyond what a field of money holds; the letters stay in `rest`
}

TEST(HeldRecord, codes_that_no_list_knows_come_back_as_they_were) {
    const std::string xml = R"(<transaction><transaction-type code="99x"/><transaction-date iso-date="2024-03-01"/>)"
                            R"(<value currency="USD" value-date="2024-03-02">1</value></transaction>)";
    const HeldRecord activity = only_activity(xml);
    EXPECT_EQ(child_of(activity, "iati_transaction").text("kind"), "other");
    EXPECT_EQ(sum_of(child_of(activity, "iati_transaction")).type, "99x");
    survives(activity_file(xml));
}

TEST(HeldRecord, a_value_without_any_currency_is_in_none) {
    const HeldRecord activity =
        only_activity(R"(<transaction><transaction-type code="3"/><transaction-date iso-date="2024-03-01"/>)"
                      R"(<value value-date="2024-03-02">1</value></transaction>)");
    EXPECT_EQ(child_of(activity, "iati_transaction").text("currency"), "XXX");
    EXPECT_EQ(sum_of(child_of(activity, "iati_transaction")).currency, "");
}

TEST(HeldRecord, text_keeps_its_white_space_and_its_languages) {
    survives(activity_file("<description><narrative>  two\n lines &amp; &lt;tags&gt; \t</narrative>"
                           "<narrative xml:lang=\"fr\"> </narrative></description>"));
    survives(activity_file(R"(<description type="a&#10;b&quot;"><narrative>一&#13;二</narrative></description>)"));
}

TEST(HeldRecord, an_amended_field_is_what_the_file_says) {
    HeldRecord activity = only_activity(one_transaction, R"(default-currency="EUR")");
    auto& transaction = const_cast<HeldRecord&>(child_of(activity, "iati_transaction"));
    transaction.fields["value"] = "2000.00";
    transaction.fields["kind"] = "expenditure";
    transaction.fields["currency"] = "CNY";
    transaction.fields["receiver_name"] = "Taker";
    transaction.fields.erase("reference");
    activity.fields["title"] = "Another";
    const XmlNode element = element_of(activity).value();
    const std::string xml = document_of({element}, "2024-01-01T00:00:00Z");
    EXPECT_EQ(find_invalid(xml), std::nullopt) << xml;
    EXPECT_NE(xml.find("<narrative>Another</narrative>"), std::string::npos);
    EXPECT_NE(xml.find("<transaction>"), std::string::npos);
    EXPECT_NE(xml.find(R"(<transaction-type code="4"/>)"), std::string::npos);
    EXPECT_NE(xml.find(R"(<value currency="CNY" value-date="2024-03-02">2000</value>)"), std::string::npos) << xml;
    EXPECT_NE(xml.find("<narrative>Taker</narrative>"), std::string::npos);
}

TEST(HeldRecord, an_activity_too_large_for_one_record_is_spread_over_several) {
    std::string documents;
    for (int i = 0; i < 3000; ++i) {
        documents += R"(<document-link url="http://example.org/)" + std::to_string(i) +
                     R"(" format="text/html"><title><narrative>A title of some length for document</narrative></title>)"
                     R"(<category code="A01"/></document-link>)";
    }
    const HeldRecord activity = only_activity(documents);
    EXPECT_GE(std::ranges::count(activity.children, overflow_type, &HeldRecord::record_type), 2);
    survives(activity_file(documents));
}

TEST(HeldRecord, an_element_too_large_for_any_record_is_refused) {
    auto activities = activities_in(
        activity_file("<description><narrative>" + std::string(300'000, 'x') + "</narrative></description>"));
    const auto records = records_of(activities.at(0));
    ASSERT_FALSE(records);
    EXPECT_EQ(records.error().code, "iati.element_too_large");
}

TEST(HeldRecord, a_rest_that_is_no_element_is_refused) {
    for (const char* rest :
         {"7", "[]", "[\"transaction\"]", "[\"iati-activity\",[\"a b\"]]", "[\"iati-activity\",{\"x\":1}]",
          "[\"iati-activity\",\"\\u0001\"]", "[\"iati-activity\",[\"<x\"]]"}) {
        HeldRecord activity{&activity_type(), {}, {}};
        activity.fields["rest"] = parse_json(rest).value();
        const auto element = element_of(activity);
        ASSERT_FALSE(element) << rest;
        EXPECT_EQ(element.error().code, "iati.rest_unreadable");
    }
}

} // namespace
} // namespace shanhai::iati
