#include "modules/iati/export_file.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_store_test.h"

namespace shanhai::iati {
namespace {

class OwnProjectsStore : public IatiStore {
protected:
    void SetUp() override {
        IatiStore::SetUp();
        make("division", {{"code", "370000"}, {"name", "山东省"}, {"full_name", "山东省"}, {"level", "province"}});
        make("division", {{"code", "370200"},
                          {"name", "青岛市"},
                          {"full_name", "山东省青岛市"},
                          {"level", "prefecture"},
                          {"parent", "370000"}});
        make("division", {{"code", "540228"},
                          {"name", "白朗县"},
                          {"full_name", "西藏自治区日喀则市白朗县"},
                          {"level", "county"},
                          {"longitude", "89.26"},
                          {"latitude", "29.11"}});
        make("programme",
             {{"code", "xizang"}, {"name", "对口支援西藏"}, {"kind", "counterpart_aid"}, {"giver", "370000"}});
        make("organisation", {{"code", "91350100M000100Y43"}, {"name", "白朗县水利局"}, {"kind", "owner"}});
        project_ = "#" + std::to_string(make("project", {{"name", "水渠一期 <甲>"},
                                                         {"planned_on", "2023-03-01"},
                                                         {"programme", "xizang"},
                                                         {"giver", "370200"},
                                                         {"region", "540228"},
                                                         {"level", "county"},
                                                         {"sector", "livelihood"},
                                                         {"theme", "water"},
                                                         {"line", "livelihood"},
                                                         {"budget", "1600000"},
                                                         {"owner", "91350100M000100Y43"}})
                                            .value);
    }
    std::string project_;
};

TEST_F(OwnProjectsStore, a_project_is_an_activity_and_its_money_transactions) {
    make("fund_plan", {{"project", project_}, {"date", "2023-03-01"}, {"amount", "1600000"}});
    make("allocation", {{"project", project_}, {"date", "2023-04-01"}, {"amount", "1500000"}});
    make("disbursement",
         {{"project", project_}, {"date", "2023-05-01"}, {"amount", "500000"}, {"payee", "91350100M000100Y43"}});
    make("disbursement", {{"project", project_}, {"date", "2023-06-01"}, {"amount", "100000"}, {"direction", "back"}});
    json::object report;
    const std::string xml = exported(&report);
    EXPECT_EQ(find_invalid(xml), std::nullopt) << xml;
    EXPECT_EQ(report.at("activities").to_number<int>(), 1);
    EXPECT_EQ(report.at("own_projects").to_number<int>(), 1);
    EXPECT_EQ(report.at("transactions").to_number<int>(), 3);
    EXPECT_TRUE(report.at("left_out").as_array().empty());
    for (const char* part :
         {"<iati-identifier>CN-GBT2260-370000-XM-2023-00001</iati-identifier>",
          "<narrative>水渠一期 &lt;甲&gt;</narrative>", "<reporting-org ref=\"CN-GBT2260-370000\" type=\"11\">",
          "ref=\"CN-USCI-91350100M000100Y43\"", "<activity-status code=\"1\"/>",
          "<recipient-country code=\"CN\" percentage=\"100\"/>", "<pos>29.11 89.26</pos>",
          "<sector vocabulary=\"1\" code=\"14030\"/>", "<value value-date=\"2023-01-01\">1600000.00</value>",
          "<transaction-type code=\"2\"/>", "<value value-date=\"2023-06-01\">-100000.00</value>"})
        EXPECT_NE(xml.find(part), std::string::npos) << part << "\n" << xml;
}

TEST_F(OwnProjectsStore, our_own_export_read_in_again_is_not_exported_twice) {
    const std::string xml = exported();
    import_xml(xml);
    json::object report;
    exported(&report);
    EXPECT_EQ(report.at("activities").to_number<int>(), 1);
}

TEST_F(OwnProjectsStore, an_export_tells_how_many_there_are_before_the_first) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
    std::ostringstream out;
    ASSERT_TRUE(export_file(*kernel_, kernel::Principal::administrator(), out,
                            [&](std::uint64_t done, std::uint64_t total) { told.emplace_back(done, total); }));
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front(), std::pair(std::uint64_t{0}, std::uint64_t{1}));
}

TEST_F(IatiStore, a_store_without_activities_exports_nothing) {
    std::ostringstream out;
    const auto result = export_file(*kernel_, kernel::Principal::administrator(), out, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "iati.nothing_to_export");
    EXPECT_EQ(out.str(), "");
}

TEST_F(IatiStore, what_an_amendment_made_invalid_is_left_out_and_said) {
    import_xml(activity_file(""));
    std::string other = activity_file("");
    other.replace(other.find("XX-1"), 4, "XX-2");
    import_xml(other);
    kernel::Command amend;
    amend.action = kernel::Action::amend;
    amend.type = "iati_activity";
    amend.record = "XX-1";
    amend.fields = {{"title", nullptr}};
    amend.reason = "更正";
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.commands.push_back(std::move(amend));
    ASSERT_TRUE(kernel_->execute(std::move(request)));
    json::object report;
    const std::string xml = exported(&report);
    EXPECT_EQ(find_invalid(xml), std::nullopt);
    EXPECT_EQ(report.at("activities").to_number<int>(), 1);
    ASSERT_EQ(report.at("left_out").as_array().size(), 1U);
    EXPECT_EQ(report.at("left_out").at(0).at("code").as_string(), "XX-1");
}

} // namespace
} // namespace shanhai::iati
