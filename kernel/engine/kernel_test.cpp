#include "kernel/engine/trial_kernel_test.h"

#include <sqlite3.h>

namespace shanhai::kernel {
namespace {

Command amend(const std::string& type, const std::string& record, json::object fields) {
    Command command;
    command.action = Action::amend;
    command.type = type;
    command.record = record;
    command.fields = std::move(fields);
    command.reason = "misread";
    return command;
}

Command voided(const std::string& type, const std::string& record) {
    Command command;
    command.action = Action::void_;
    command.type = type;
    command.record = record;
    command.reason = "entered twice";
    return command;
}

Command advance(const std::string& type, const std::string& record, const std::string& transition,
                json::object fields = {}) {
    Command command;
    command.action = Action::advance;
    command.type = type;
    command.record = record;
    command.transition = transition;
    command.fields = std::move(fields);
    return command;
}

TEST_F(TrialKernel, a_payment_moves_the_figure_and_voiding_it_moves_it_back) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "1000.00"}});
    const auto payment = make("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "600.50"}});
    EXPECT_EQ(value("trial.paid"), "600.50");
    EXPECT_EQ(value("trial.paid", {{"region", "540228"}, {"year", "2023"}}), "600.50");
    EXPECT_EQ(value("trial.paid", {{"region", "西藏"}}), "600.50") << "a place stands for all below it";
    EXPECT_EQ(value("trial.paid", {{"region", "650000"}}), "0.00");
    EXPECT_EQ(value("trial.paid", {{"year", "2024"}}), "0.00");
    EXPECT_EQ(value("trial.left", {{"year", "2024"}}), "399.50") << "a stock is everything up to the end of the period";
    ASSERT_TRUE(command(voided("payment", payment)).has_value());
    EXPECT_EQ(value("trial.paid"), "0.00");
    restart();
    EXPECT_EQ(value("trial.paid"), "0.00");
    expect_clean();
}

TEST_F(TrialKernel, a_limit_refuses_and_changes_nothing) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    const auto receipt = make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "500"}});
    const auto before = kernel_->tree_head();
    EXPECT_EQ(refused("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "500.01"}}),
              "trial.paid_exceeds_received /amount");
    EXPECT_EQ(kernel_->tree_head().root, before.root);
    EXPECT_EQ(value("trial.paid"), "0.00");
    make("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "500"}});
    const auto reply = command(voided("receipt", receipt));
    ASSERT_FALSE(reply.has_value()) << "the money is spent";
    EXPECT_EQ(reply.error().code, "trial.paid_exceeds_received");
    restart();
    EXPECT_EQ(refused("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "0.01"}}),
              "trial.paid_exceeds_received /amount");
    expect_clean();
}

TEST_F(TrialKernel, every_problem_of_a_request_is_named) {
    Command create;
    create.type = "project";
    create.fields = {
        {"name", std::string(200, 'x')}, {"region", "999999"}, {"planned_on", "2023-02-30"}, {"colour", "red"}};
    const auto reply = command(create);
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().also.size(), 2U);
    EXPECT_EQ(refused("project", {{"name", "x"}, {"region", "999999"}, {"planned_on", "2023-02-01"}}),
              "record.bad_reference /region");
    EXPECT_EQ(refused("project", {{"name", "x"}, {"region", "540228"}}), "record.field_required /planned_on");
    EXPECT_EQ(refused("division", {{"code", "540228"}, {"name", "again"}}), "record.duplicate /code");
    EXPECT_EQ(refused("project",
                      {{"name", "x"}, {"region", "540228"}, {"planned_on", "2023-02-01"}, {"done_on", "2022-01-01"}}),
              "rule.broken /done_on");
    expect_clean();
}

TEST_F(TrialKernel, states_advance_only_along_their_transitions) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    EXPECT_EQ(command(advance("project", project, "finish", {{"done_on", "2023-09-01"}})).error().code,
              "record.transition_not_allowed");
    ASSERT_TRUE(command(advance("project", project, "start")).has_value());
    EXPECT_EQ(command(advance("project", project, "finish")).error().code, "record.field_required");
    ASSERT_TRUE(command(advance("project", project, "finish", {{"done_on", "2023-09-01"}})).has_value());
    const auto shown = kernel_->get(Principal::administrator(), "project", project);
    EXPECT_EQ(shown->at("state").as_string(), "done");
    expect_clean();
}

TEST_F(TrialKernel, a_moved_project_takes_its_money_along) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "1000"}});
    make("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "600"}});
    const auto before = kernel_->now();
    ASSERT_TRUE(command(amend("project", project, {{"region", "650000"}, {"level", "city"}})).has_value());
    EXPECT_EQ(value("trial.paid", {{"region", "540000"}}), "0.00");
    EXPECT_EQ(value("trial.paid", {{"region", "新疆"}}), "600.00");
    EXPECT_EQ(value("trial.paid", {{"region", "540000"}}, before), "600.00") << "as of before the move";
    EXPECT_EQ(value("trial.county_share"), "0.0");
    expect_clean();
}

TEST_F(TrialKernel, a_stale_version_is_refused_and_an_empty_amendment_is_no_entry) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    auto stale = amend("project", project, {{"name", "大水渠"}});
    stale.version = 1;
    EXPECT_EQ(command(stale).error().code, "record.version_stale");
    const auto size = kernel_->tree_head().size;
    const auto reply = command(amend("project", project, {{"name", "水渠"}}));
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->outcomes.front().entry.value, 0);
    EXPECT_EQ(kernel_->tree_head().size, size);
}

TEST_F(TrialKernel, an_idempotency_key_answers_again_and_refuses_another_request) {
    Request request;
    request.who = Principal::administrator();
    request.idempotency_key = "k1";
    request.fingerprint = "a";
    Command create;
    create.type = "division";
    create.fields = {{"code", "630000"}, {"name", "青海"}};
    request.commands = {create};
    const auto first = kernel_->execute(request);
    const auto again = kernel_->execute(request);
    ASSERT_TRUE(first.has_value() && again.has_value());
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(first->outcomes.front().record, again->outcomes.front().record);
    request.fingerprint = "b";
    EXPECT_EQ(kernel_->execute(request).error().code, "idempotency.reused");
}

TEST_F(TrialKernel, a_batch_happens_whole_or_not_at_all) {
    Request request;
    request.who = Principal::administrator();
    Command project, receipt, payment;
    project.type = "project";
    project.fields = {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}};
    receipt.type = "receipt";
    receipt.fields = {{"project", "$1"}, {"date", "2023-04-01"}, {"amount", "10"}};
    payment.type = "payment";
    payment.fields = {{"project", "$1"}, {"date", "2023-04-02"}, {"amount", "11"}};
    request.commands = {project, receipt, payment};
    const auto size = kernel_->tree_head().size;
    EXPECT_EQ(kernel_->execute(request).error().code, "trial.paid_exceeds_received");
    EXPECT_EQ(kernel_->tree_head().size, size);
    request.commands.back().fields["amount"] = "10";
    EXPECT_TRUE(kernel_->execute(request).has_value());
    EXPECT_EQ(kernel_->tree_head().size, size + 3);
    request.dry_run = true;
    request.commands.resize(1);
    EXPECT_TRUE(kernel_->execute(request).has_value());
    EXPECT_EQ(kernel_->tree_head().size, size + 3) << "a dry run leaves nothing behind";
    expect_clean();
}

TEST_F(TrialKernel, lineage_leads_to_the_postings_that_make_the_value) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "1000"}});
    for (int i = 0; i < 5; ++i)
        make("payment", {{"project", project}, {"date", "2023-05-0" + std::to_string(i + 1)}, {"amount", "10"}});
    LineageQuery query{"trial.paid", {{"year", "2023"}}, {}, {}, 2, {}};
    int postings = 0;
    for (;;) {
        const auto lineage = kernel_->lineage(Principal::administrator(), query);
        ASSERT_TRUE(lineage.has_value());
        EXPECT_EQ(lineage->cell.text, "50.00");
        EXPECT_EQ(lineage->operands.front().postings, 5);
        postings += static_cast<int>(lineage->postings.size());
        if (!lineage->next) break;
        query.after = *lineage->next;
    }
    EXPECT_EQ(postings, 5);
    const auto history = kernel_->history(Principal::administrator(), "project", project);
    ASSERT_TRUE(history.has_value());
    EXPECT_EQ(history->at("entries").as_array().size(), 1U);
}

TEST_F(TrialKernel, figures_group_by_place_level_and_calendar) {
    const auto a = make("project", {{"name", "甲"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const auto b = make("project", {{"name", "乙"}, {"region", "650000"}, {"planned_on", "2024-03-01"}});
    for (const auto& project : {a, b}) {
        make("receipt", {{"project", project}, {"date", "2022-04-01"}, {"amount", "1000"}});
        make("payment", {{"project", project}, {"date", "2023-04-01"}, {"amount", "100"}});
    }
    const auto by = kernel_->figure(Principal::administrator(), {"trial.paid", {}, {"region.province", "year"}, {}});
    ASSERT_TRUE(by.has_value());
    ASSERT_EQ(by->size(), 2U);
    EXPECT_EQ((*by)[0].where.front().second, "西藏");
    EXPECT_EQ((*by)[0].text, "100.00");
    const auto stock = kernel_->figure(Principal::administrator(), {"trial.projects", {}, {"year"}, {}});
    ASSERT_EQ(stock->size(), 3U) << "2022, 2023, 2024";
    EXPECT_EQ((*stock)[1].text, "1");
    EXPECT_EQ((*stock)[2].text, "2");
    EXPECT_EQ(value("trial.paid", {{"planet", "mars"}}), "figure.unknown_dimension");
    EXPECT_EQ(value("trial.paid", {{"region", "Atlantis"}}), "figure.unknown_value");
    EXPECT_EQ(value("trial.county_share", {{"region", "540000"}}), "100.0");
    EXPECT_EQ(value("trial.county_share", {{"year", "1999"}}), "none") << "nothing divided by nothing";
}

TEST_F(TrialKernel, the_empty_tree_is_that_of_the_stores_algorithm) {
    auto other = options();
    other.data = folder_ / "sm3";
    other.store.clear();
    other.log.hash = HashAlgorithm::sm3;
    other.schema_files = {{"modules/trial/module.yaml", "module: trial\n"}};
    const auto created = Kernel::create(other, "correct horse battery", false);
    ASSERT_TRUE(created.has_value()) << created.error().code;
    EXPECT_EQ((*created)->tree_head().size, 0U);
    EXPECT_EQ((*created)->tree_head().root, digest(HashAlgorithm::sm3, ""));
}

TEST_F(TrialKernel, verify_finds_a_changed_byte) {
    if (!options().store.empty()) GTEST_SKIP() << "the bytes are changed in the file of an SQLite store";
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "1000"}});
    for (const std::string sql :
         {"UPDATE project SET name = '水库'", "UPDATE receipt SET amount = amount + 1",
          "UPDATE sys_posting SET value = value + 1", "UPDATE sys_balance SET value = value + 1",
          "UPDATE sys_entry SET body = replace(body, '水渠', '水库')",
          "UPDATE sys_entry SET actor = 'other' WHERE seq = 2", "DELETE FROM sys_entry WHERE seq = 3",
          "UPDATE project SET void = 1", "UPDATE sys_coordinate SET key = replace(key, 'county', 'city')",
          "UPDATE project SET state = 'done'", "UPDATE receipt SET version = 1", "DELETE FROM receipt"}) {
        kernel_.reset();
        std::filesystem::copy(folder_, folder_.string() + "-spoilt", std::filesystem::copy_options::recursive);
        sqlite3* database = nullptr;
        sqlite3_open((folder_.string() + "-spoilt/shanhai.db").c_str(), &database);
        ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
        sqlite3_close(database);
        auto spoilt = options();
        spoilt.data = folder_.string() + "-spoilt";
        spoilt.read_only = true;
        auto opened = Kernel::open(spoilt);
        ASSERT_TRUE(opened.has_value());
        EXPECT_FALSE((*opened)->verify()->ok) << sql;
        opened->reset();
        std::filesystem::remove_all(spoilt.data);
        restart();
    }
    expect_clean();
}

TEST_F(TrialKernel, a_measure_that_is_new_to_the_store_is_posted_from_its_records) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "1000"}});
    kernel_.reset();
    auto grown = options();
    for (auto& file : grown.schema_files) {
        if (file.path == "modules/trial/schema/receipt.yaml")
            file.text +=
                "  trial.receipts: {count: true, unit: receipt, on: date, by: [project.region], per: [project]}\n";
        if (file.path == "modules/trial/schema/project.yaml")
            file.text =
                replace_all(file.text, "  done_on: {is: date}\n", "  done_on: {is: date}\n  remark: {is: text}\n");
        if (file.path == "modules/trial/figures/trial.yaml")
            file.text += "trial.receipts: {unit: receipt, formula: trial.receipts}\n";
    }
    auto opened = Kernel::open(grown);
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    kernel_ = *std::move(opened);
    EXPECT_EQ(value("trial.receipts", {{"region", "540228"}}), "1");
    make("receipt", {{"project", project}, {"date", "2023-05-01"}, {"amount", "1"}});
    EXPECT_EQ(value("trial.receipts"), "2");
    expect_clean();
}

TEST_F(TrialKernel, a_measure_that_changed_its_meaning_is_refused) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    kernel_.reset();
    auto changed = options();
    for (auto& file : changed.schema_files) file.text = replace_all(file.text, "on: planned_on", "on: done_on");
    const auto opened = Kernel::open(changed);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, "store.schema_changed");
    restart();
}

} // namespace
} // namespace shanhai::kernel
