#include "apps/demo/demo.h"
#include "assets/assets.h"
#include "module_list.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace shanhai::demo {

namespace {

class DemoProvince : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("shanhai-demo-test-" + std::to_string(::getpid()));
        kernel::OpenOptions options;
        options.data = folder_;
        for (const auto& asset : assets::all())
            options.schema_files.push_back({std::string(asset.path), std::string(asset.bytes)});
        options.clock = demo_clock;
        options.register_modules = register_modules;
        auto created = kernel::Kernel::create(std::move(options), "correct horse battery", true);
        ASSERT_TRUE(created.has_value()) << created.error().code;
        kernel_ = *std::move(created);
        const auto built = build_demo(*kernel_);
        ASSERT_TRUE(built.has_value()) << told(built.error());
    }
    void TearDown() override {
        kernel_.reset();
        std::filesystem::remove_all(folder_);
    }

    static std::string told(const Problem& problem) {
        std::string words = problem.code + " " + problem.field;
        for (const auto& [name, value] : problem.args) words.append(" ").append(name).append("=").append(value);
        return words;
    }

    std::string value(const std::string& figure, kernel::Where where, std::optional<Moment> as_of = {}) {
        const auto cells = kernel_->figure(kernel::Principal::administrator(), {figure, std::move(where), {}, as_of});
        return cells ? cells->front().text : told(cells.error());
    }

    void agrees_with_every_published_figure_that_can_be_true();
    void was_different_before_it_was_as_it_is();
    void moves_when_one_record_is_voided();
    void shows_governance_at_work();
    void verifies();

    std::filesystem::path folder_;
    std::unique_ptr<kernel::Kernel> kernel_;
};

void DemoProvince::agrees_with_every_published_figure_that_can_be_true() {
    const auto rows = kernel_->published(kernel::Principal::administrator());
    ASSERT_TRUE(rows.has_value());
    std::vector<std::string> differ;
    int agree = 0;
    for (const auto& row : *rows) {
        if (row.verdict == "agrees") ++agree;
        if (row.verdict != "differs") continue;
        differ.push_back(row.fact.at("id"));
        EXPECT_FALSE(row.because.zh.empty())
            << row.fact.at("id") << ": published " << row.fact.at("value") << ", computed " << row.computed;
    }
    EXPECT_GE(agree, 126);
    EXPECT_EQ(differ, (std::vector<std::string>{"S1-045", "S1-097"})); // each contradicts another published figure
}

void DemoProvince::was_different_before_it_was_as_it_is() {
    const kernel::Where dingxi{{"giver", "青岛市"}, {"region", "甘肃定西市"}, {"year", "2023"}};
    EXPECT_EQ(value("funds.invested", dingxi), "260000000.00");
    EXPECT_EQ(value("funds.invested", dingxi, *Moment::parse("2022-12-31")), "0.00");
}

void DemoProvince::shows_governance_at_work() {
    const auto count = [&](const std::string& type, std::vector<kernel::ListFilter> filters) {
        kernel::ListQuery query;
        query.filters = std::move(filters);
        query.count = true;
        const auto page = kernel_->list(kernel::Principal::administrator(), type, query);
        return page ? page->count.value_or(0) : 0;
    };
    EXPECT_EQ(count("dispatch_round", {{"state", "eq", "closed"}}), 4 * 12);
    EXPECT_EQ(count("dispatch_round", {{"state", "eq", "open"}}), 12);
    EXPECT_GT(count("dispatch_line", {{"state", "eq", "awaited"}}), 10);
    EXPECT_GT(count("dispatch_line", {{"solved_on", "notnull", ""}}), 10);
    EXPECT_EQ(count("circular", {{"state", "eq", "issued"}}), 5);
    EXPECT_EQ(count("circular", {{"state", "eq", "draft"}}), 1);
    EXPECT_EQ(count("handover", {{"state", "eq", "signed"}, {"moved_on", "notnull", ""}}), 1);
    EXPECT_EQ(count("handover", {{"state", "eq", "listed"}}), 1);
    EXPECT_EQ(count("self_assessment", {{"state", "eq", "submitted"}}), 3);
    EXPECT_EQ(count("safety_round", {{"state", "eq", "closed"}}), 5 * 5);
    EXPECT_GT(count("goal_project", {}), 50);
    EXPECT_EQ(count("visit_target", {{"state", "eq", "visited"}}), 11);
    EXPECT_EQ(count("visit_target", {{"state", "eq", "waiting"}}), 3);
    EXPECT_EQ(count("leader_visit", {{"state", "eq", "made"}}), 2);
    EXPECT_EQ(count("leader_visit", {{"state", "eq", "planned"}}), 1);
    EXPECT_GT(count("plan_line", {{"state", "eq", "done"}}), 10);
    EXPECT_GT(count("disbursement", {{"on_request", "notnull", ""}}), 5);
    EXPECT_GT(count("agreement_step", {{"stage", "eq", "invested"}}), 2);
    EXPECT_GT(count("pairing_action", {}), 20);
}

void DemoProvince::moves_when_one_record_is_voided() {
    const kernel::Where tibet{{"giver", "山东省"}, {"region", "西藏日喀则市"}, {"year", "2023"}};
    const auto before = value("projects.assets", tibet);
    kernel::ListQuery query;
    query.filters = {{"project.region", "eq", "540228200"}, {"kind", "eq", "workshop"}, {"area", "eq", "531"}};
    const auto found = kernel_->list(kernel::Principal::administrator(), "asset", query);
    ASSERT_TRUE(found.has_value()) << told(found.error());
    ASSERT_EQ(found->items.size(), 1U);
    kernel::Command command;
    command.action = kernel::Action::void_;
    command.type = "asset";
    command.record = std::string(found->items.front().at("id").as_string());
    command.reason = "测试";
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.commands.push_back(std::move(command));
    ASSERT_TRUE(kernel_->execute(std::move(request)).has_value());
    EXPECT_EQ(std::stoi(value("projects.assets", tibet)), std::stoi(before) - 1);
    EXPECT_EQ(value("projects.asset_area", {{"region", "白朗县巴扎乡"}, {"kind", "workshop"}, {"day", "2023-12-21"}}),
              "0");
}

void DemoProvince::verifies() {
    const auto report = kernel_->verify();
    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->ok) << report->findings.front();
    EXPECT_GT(report->entries, 90'000U);
}

// One test, because building the province is what takes the time.
TEST_F(DemoProvince, adds_up_and_can_be_followed_back) {
    agrees_with_every_published_figure_that_can_be_true();
    was_different_before_it_was_as_it_is();
    shows_governance_at_work();
    moves_when_one_record_is_voided();
    verifies();
}

} // namespace

} // namespace shanhai::demo
