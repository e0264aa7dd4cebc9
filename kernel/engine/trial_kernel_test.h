#pragma once

#include "kernel/kernel.h"
#include "kernel/module/module.h"
#include "kernel/store/trial_postgres_test.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>

// A small province for tests: divisions, projects and gauges in them, money paid in and out. Fresh for every test, and on
// PostgreSQL when SHANHAI_TEST_STORE says so (kernel/engine/CMakeLists.txt runs the tests on both).
namespace shanhai::kernel {

inline std::vector<SchemaFile> trial_schema() {
    return {
        {"modules/trial/module.yaml", R"(module: trial
title: {zh: 试验, en: Trial}
series:
  level: {title: {zh: 水位, en: Water level}, unit: m, decimals: 2, station: gauge, keep_days: 30}
  flow:
    title: {zh: 流量, en: Flow}
    unit: m3/s
    decimals: 1
    station: gauge
    into: {type: gauge_day, station: gauge, day: day, mean: mean, sum: total, count: readings, high: highest}
)"},
        {"modules/trial/schema/gauge_day.yaml", R"(
type: gauge_day
fields:
  gauge: {is: ref gauge, required: true}
  day: {is: date, required: true}
  mean: {is: decimal, scale: 2}
  total: {is: decimal, scale: 1, required: true}
  highest: {is: decimal, scale: 1}
  readings: {is: integer}
measures:
  trial.flow: {sum: total, unit: m3/s, on: day, by: [gauge.region]}
)"},
        {"modules/trial/schema/gauge.yaml", R"(
type: gauge
key: code
label: name
fields: {code: {is: text, required: true}, name: {is: text}, region: {is: ref division}}
)"},
        {"modules/trial/schema/division.yaml", R"(
type: division
key: code
label: name
lookup: [code, name]
tree: parent
level: level
fields:
  code: {is: text, required: true}
  name: {is: text, required: true}
  level: {is: choice, choices: {province: 省, prefecture: 市, county: 县}}
  parent: {is: ref division}
)"},
        {"modules/trial/schema/project.yaml", R"(
type: project
number: "XM-{year}-{seq:04}"
label: name
lookup: [name]
fields:
  name: {is: text, required: true, max_length: 40}
  code: {is: text, unique: true}
  region: {is: ref division, required: true}
  level: {is: choice, choices: {county: 县, city: 市}, default: county}
  planned_on: {is: date, required: true}
  done_on: {is: date}
rules:
  - {that: "done_on >= planned_on", field: done_on, says: {zh: 完工不早于计划, en: Not before it is planned}}
states:
  planned: 计划
  started: 开工
  done: 完工
transitions:
  start: {from: planned, to: started}
  finish: {from: started, to: done, requires: [done_on]}
measures:
  trial.projects: {count: true, unit: project, on: planned_on, by: [region, level]}
  trial.done: {count: true, unit: project, on: planned_on, by: [region, level], when: "state = 'done'"}
)"},
        {"modules/trial/schema/receipt.yaml", R"(
type: receipt
fields:
  project: {is: ref project, required: true}
  date: {is: date, required: true}
  amount: {is: money, more_than: 0, required: true}
measures:
  trial.received: {sum: amount, on: date, by: [project.region, project.level], per: [project]}
)"},
        {"modules/trial/schema/payment.yaml", R"(
type: payment
number: "ZF-{year}-{seq:06}"
fields:
  project: {is: ref project, required: true}
  date: {is: date, required: true}
  amount: {is: money, more_than: 0, required: true}
  note: {is: text}
measures:
  trial.paid: {sum: amount, on: date, by: [project.region, project.level], per: [project]}
limits:
  - {of: trial.paid, per: project, at_most: trial.received, says: {zh: 支付不得超过收到, en: Pay no more than was received}}
)"},
        {"modules/trial/figures/trial.yaml", R"(
trial.paid: {unit: CNY, formula: trial.paid, title: 支付}
trial.county_share: {unit: percent, formula: "trial.paid[level = county] / trial.paid", target: {at_least: 80}}
trial.projects: {unit: project, formula: trial.projects, kind: stock}
trial.flow: {unit: m3/s, formula: trial.flow, decimals: 1}
trial.left: {unit: CNY, formula: trial.received - trial.paid, kind: stock}
)"},
    };
}

// Users, and grants by division, in the trial province. `access`: the rest of access.yaml, from its roles on.
inline void give_grants(std::vector<SchemaFile>& files, const std::string& access) {
    files.push_back({"modules/trial/schema/user.yaml",
                     "type: user\nkey: login\nfields:\n  login: {is: text}\n  name: {is: text}\n"});
    files.push_back({"modules/trial/schema/grant.yaml", R"(
type: grant
fields:
  user: {is: ref user}
  role: {is: choice, choices: roles}
  scope: {is: choice, choices: {whole: 全部, division: 地方}}
  place: {is: ref division}
  since: {is: date}
  until: {is: date}
)"});
    files.push_back({"modules/trial/access.yaml", R"(
users: {type: user, login: login, name: name}
grants: {type: grant, user: user, role: role, scope: scope, since: since, until: until, division: place, organisation: place, programme: place})" +
                                                      access});
}

class TrialKernel : public ::testing::Test {
protected:
    void SetUp() override {
        static std::atomic<int> number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("shanhai-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
        const auto* wanted = std::getenv("SHANHAI_TEST_STORE");
        if (wanted != nullptr && std::string_view(wanted) == "postgres") {
            if (!TrialPostgres::is_there()) GTEST_SKIP() << "tests/postgres_cluster.py starts a PostgreSQL server";
            database_.emplace();
        }
        auto created = Kernel::create(options(), "correct horse battery", false);
        ASSERT_TRUE(created.has_value()) << created.error().code << " " << created.error().field;
        kernel_ = *std::move(created);
        make("division", {{"code", "540000"}, {"name", "西藏"}, {"level", "province"}});
        make("division", {{"code", "540200"}, {"name", "日喀则市"}, {"level", "prefecture"}, {"parent", "540000"}});
        make("division", {{"code", "540228"}, {"name", "白朗县"}, {"level", "county"}, {"parent", "540200"}});
        make("division", {{"code", "650000"}, {"name", "新疆"}, {"level", "province"}});
    }
    void TearDown() override {
        kernel_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    virtual std::vector<SchemaFile> schema_files() const { return trial_schema(); }
    OpenOptions options() const {
        OpenOptions options;
        options.data = folder_;
        if (database_) options.store = database_->url();
        options.schema_files = schema_files();
        return options;
    }

    void restart() {
        kernel_.reset();
        auto opened = Kernel::open(options());
        ASSERT_TRUE(opened.has_value()) << opened.error().code;
        kernel_ = *std::move(opened);
    }

    Result<Reply> command(Command one) {
        Request request;
        request.who = Principal::administrator();
        request.commands.push_back(std::move(one));
        return kernel_->execute(std::move(request));
    }

    std::string make(const std::string& type, json::object fields) {
        Command create;
        create.type = type;
        create.fields = std::move(fields);
        const auto reply = command(std::move(create));
        EXPECT_TRUE(reply.has_value()) << type << ": " << (reply ? "" : reply.error().code + " " + reply.error().field);
        return reply ? "#" + std::to_string(reply->outcomes.front().record.value) : "";
    }

    std::string refused(const std::string& type, json::object fields) {
        Command create;
        create.type = type;
        create.fields = std::move(fields);
        const auto reply = command(std::move(create));
        return reply ? "accepted" : reply.error().code + " " + reply.error().field;
    }

    std::string value(const std::string& figure, Where where = {}, std::optional<Moment> as_of = {}) {
        const auto cells = kernel_->figure(Principal::administrator(), {figure, std::move(where), {}, as_of});
        if (!cells) return cells.error().code;
        return cells->front().value ? cells->front().text : "none";
    }

    void expect_clean() {
        const auto report = kernel_->verify();
        ASSERT_TRUE(report.has_value());
        EXPECT_TRUE(report->ok) << (report->findings.empty() ? "" : report->findings.front());
    }

    std::filesystem::path folder_;
    std::optional<TrialPostgres> database_;
    std::unique_ptr<Kernel> kernel_;
};

} // namespace shanhai::kernel
