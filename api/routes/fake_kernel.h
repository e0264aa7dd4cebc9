#pragma once

#include "base/hash.h"
#include "kernel/access/accounts.h"
#include "kernel/access/passwords.h"
#include "kernel/jobs/notices.h"
#include "kernel/kernel.h"
#include "kernel/module/module.h"
#include "kernel/readings.h"
#include "kernel/schema/loader.h"
#include "kernel/store/tables.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace shanhai::api {

// A store without stations.
class NoReadings : public kernel::Readings {
public:
    Result<kernel::AppendReport> append(const kernel::Principal&, const std::string& series,
                                        std::span<const kernel::ReadingGiven>) override {
        return unknown(series);
    }
    Result<kernel::CorrectionsShown> correct(const kernel::Principal&, const kernel::CorrectionGiven& given) override {
        return unknown(given.series);
    }
    Result<kernel::ReadingsShown> readings(const kernel::Principal&, const kernel::ReadingsQuery& query) override {
        return unknown(query.series);
    }
    Result<kernel::RollUpsShown> roll_ups(const kernel::Principal&, const kernel::ReadingsQuery& query,
                                          kernel::SeriesStep) override {
        return unknown(query.series);
    }
    Result<kernel::CorrectionsShown> corrections(const kernel::Principal&,
                                                 const kernel::ReadingsQuery& query) override {
        return unknown(query.series);
    }
    std::uint64_t version() const override { return version_; }
    Result<kernel::TendedReadings> tend(const std::atomic<bool>&) override { return kernel::TendedReadings{}; }
    Result<kernel::ClosedDays> close_days(const std::atomic<bool>&) override { return kernel::ClosedDays{}; }
    // As if some had come.
    void come() { ++version_; }

private:
    static std::unexpected<Problem> unknown(const std::string& series) {
        return refuse("series.unknown", {}, {{"name", series}});
    }
    std::atomic<std::uint64_t> version_ = 1;
};

// A kernel that remembers what it was asked and answers what the test wants: the interface is tested without a store.
class FakeKernel : public kernel::Kernel {
public:
    FakeKernel() : schema_(load()) {
        std::filesystem::create_directories(folder_);
        store_ = kernel::open_sqlite(folder_ / "accounts.db");
        writer_ = store_->connect_writer();
        kernel::create_system_tables(*writer_);
        reader_ = store_->connect_reader();
        kernel::Credential administrator;
        administrator.user = "admin";
        static const std::string hashed = kernel::hash_password("right");
        administrator.password = hashed;
        kernel::write_credential(*writer_, administrator);
        open_accounts({});
    }
    ~FakeKernel() override {
        for (auto& thread : writers_) thread.join();
        accounts_.reset();
        reader_.reset();
        writer_.reset();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    // As the program does when it starts.
    void open_accounts(kernel::AccessSettings settings) {
        const auto with = [this](kernel::Connection& connection, const auto& work) {
            const std::lock_guard lock(accounts_guard_);
            work(connection);
        };
        kernel::StoreDoors doors{.write =
                                     [this, with](const auto& write) {
                                         with(*writer_, write);
                                         return Done{};
                                     },
                                 .write_later = [this, with](const auto& write) { with(*writer_, write); },
                                 .read = [this, with](const auto& read) { with(*reader_, read); }};
        accounts_ = std::make_unique<kernel::Accounts>(
            std::move(doors), [this] { return now(); }, std::move(settings),
            [](const std::string& user) { return user == "admin" ? std::optional<std::int64_t>(0) : std::nullopt; });
        accounts_->load(*reader_);
        kernel::StoreDoors more{.write =
                                    [this, with](const auto& write) {
                                        with(*writer_, write);
                                        return Done{};
                                    },
                                .write_later = {},
                                .read = [this, with](const auto& read) { with(*reader_, read); }};
        jobs_ = std::make_unique<kernel::Jobs>(
            more, [this] { return now(); },
            kernel::load_jobs(
                std::vector<kernel::SchemaFile>{{"data/jobs.yaml", "jobs: {look: {does: look, every: 15m}}"}})
                .value(),
            std::set<std::string>{});
        notices_ = std::make_unique<kernel::Notices>(
            more, [this] { return now(); }, *schema_, kernel::JobSettings{},
            kernel::Notices::People{.everybody = [](kernel::Connection&) { return std::vector<kernel::Principal>{}; },
                                    .rights = {}});
    }
    // Somebody who has logged in; the token.
    kernel::Sessions::Started log_in() {
        return accounts_->start_session("admin", "password", false, {.address = "127.0.0.1", .agent = {}}).value();
    }
    std::atomic<std::int64_t> clock_micros{1'700'000'000'000'000};

    // What the next calls answer with.
    std::function<Result<kernel::Reply>(kernel::Request&)> on_submit =
        [](kernel::Request& request) -> Result<kernel::Reply> {
        kernel::Outcome outcome{.record = {7}, .entry = {8}, .shown = record("7", "8"), .postings = {}};
        outcome.shown["void"] = request.commands[0].action == kernel::Action::void_;
        return kernel::Reply{.outcomes = {outcome}};
    };
    std::function<Result<kernel::Page>(const kernel::ListQuery&)> on_list =
        [](const kernel::ListQuery&) -> Result<kernel::Page> {
        return kernel::Page{.items = {record("7", "8")}, .next = "abc", .count = {}};
    };
    std::function<Result<std::vector<kernel::FigureCell>>(const kernel::FigureQuery&)> on_figure =
        [](const kernel::FigureQuery&) -> Result<std::vector<kernel::FigureCell>> {
        return std::vector{kernel::FigureCell{.where = {{"giver", "山东省"}},
                                              .keys = {{"giver", "370000"}},
                                              .value = 5,
                                              .text = "5.00",
                                              .unit = "CNY",
                                              .target_met = {}}};
    };

    bool answers_at_once = false; // else from another thread, as the real one does

    // What they were asked.
    kernel::Request submitted;
    kernel::ListQuery listed;
    kernel::SearchQuery searched;
    kernel::FigureQuery figured;
    kernel::LineageQuery traced;
    kernel::ChangesQuery compared;
    std::optional<Moment> as_of;
    std::map<std::string, std::pair<kernel::FileStored, std::string>> files;
    std::atomic<int> session_lookups{0};

    static json::object record(const std::string& id, const std::string& version) {
        return {{"id", id}, {"type", "payment"}, {"version", version}, {"amount", "5.00"}};
    }

    const kernel::Schema& schema() const override { return *schema_; }
    const kernel::Registrar& registrar() const override { return registrar_; }
    bool is_demo() const override { return true; }
    Moment now() const override { return {clock_micros}; }

    void submit(kernel::Request request, std::function<void(Result<kernel::Reply>)> done) override {
        const std::lock_guard lock(guard_);
        submitted = request;
        if (answers_at_once) return done(on_submit(request));
        writers_.emplace_back(
            [this, request = std::move(request), done = std::move(done)]() mutable { done(on_submit(request)); });
    }
    Result<kernel::Reply> execute(kernel::Request request) override { return on_submit(request); }

    Result<kernel::Page> list(const kernel::Principal&, const std::string&, const kernel::ListQuery& query) override {
        listed = query;
        return on_list(query);
    }
    Result<kernel::WalkHead> walk(const kernel::Principal&, const std::string&, const kernel::ListQuery& query,
                                  const std::function<Done(const kernel::WalkHead&)>& begin,
                                  const std::function<Done(json::object&)>& take) override {
        listed = query;
        auto page = TRY(on_list(query));
        const kernel::WalkHead head{.at = now(),
                                    .tree = tree_head(),
                                    .checkpoint = "the log's checkpoint\n",
                                    .count = static_cast<std::int64_t>(page.items.size())};
        TRY_DO(begin(head));
        for (auto& item : page.items) TRY_DO(take(item.get_object()));
        return head;
    }
    Result<kernel::SearchAnswer> search(const kernel::Principal&, const kernel::SearchQuery& query) override {
        searched = query;
        kernel::SearchHit hit{
            .type = "payment",
            .id = 7,
            .key = {},
            .number = "ZF-2024-000001",
            .title = "预付款",
            .rank = kernel::SearchRank::title,
            .matches = {{.field = "title", .snippet = "预付款", .marks = {{.begin = 0, .length = 2}}}}};
        return kernel::SearchAnswer{
            .hits = {hit}, .counts = {{.type = "payment", .count = 1, .more = false}}, .next = "abc"};
    }
    Result<json::object> get(const kernel::Principal&, const std::string& type, const std::string& name,
                             std::optional<Moment> moment) override {
        as_of = moment;
        if (name != "7" && name != "ZF-2024/7") return refuse("record.not_found", {}, {{"name", name}, {"type", type}});
        return record("7", "8");
    }
    Result<json::object> history(const kernel::Principal&, const std::string&, const std::string&,
                                 std::optional<Moment> moment) override {
        as_of = moment;
        return json::object{{"entries", json::array{}}};
    }
    Result<json::object> log_entries(const kernel::Principal&, std::uint64_t after, std::size_t limit) override {
        return json::object{{"entries", json::array{}}, {"after", after}, {"limit", limit}};
    }
    json::object rights(const kernel::Principal&) override { return {{"everything", true}}; }
    Done permit(const kernel::Principal&, const std::string&, const std::string&) override { return {}; }
    Result<json::object> record_access(const kernel::Principal&, const std::string&, const std::string&) override {
        return json::object{{"people", json::array{}}};
    }
    Result<std::vector<kernel::Refusal>> refusals(const kernel::Principal&, std::int64_t before,
                                                  std::size_t limit) override {
        std::vector<kernel::Refusal> result;
        for (auto id = before == 0 ? 3 : before - 1; id > 0 && result.size() < limit; --id)
            result.push_back({.id = id,
                              .at = {},
                              .user = "zhang",
                              .from = "192.0.2.7",
                              .operation = "void",
                              .type = "payment",
                              .record = 7,
                              .code = "access.denied"});
        return result;
    }
    Result<std::vector<kernel::FigureCell>> figure(const kernel::Principal&,
                                                   const kernel::FigureQuery& query) override {
        figured = query;
        return on_figure(query);
    }
    Result<kernel::Lineage> lineage(const kernel::Principal&, const kernel::LineageQuery& query) override {
        traced = query;
        kernel::Lineage lineage;
        lineage.cell = {
            .where = {{"giver", "山东省"}}, .keys = {}, .value = 5, .text = "5.00", .unit = "CNY", .target_met = {}};
        lineage.operands = {{.measure = "funds.paid", .filter = "", .value = "5.00", .unit = "CNY", .postings = 1}};
        lineage.postings = {{.entry = {8},
                             .measure = "funds.paid",
                             .value = "5.00",
                             .unit = "CNY",
                             .day = *Date::parse("2024-03-01"),
                             .at = {},
                             .actor = "admin",
                             .action = "create",
                             .record = record("7", "8"),
                             .coordinates = {{"giver", "山东省"}}}};
        return lineage;
    }
    Result<std::vector<kernel::PublishedRow>> published(const kernel::Principal&, std::optional<Moment>) override {
        return std::vector{
            kernel::PublishedRow{.fact = {{"id", "S0-001"}, {"value", "5"}, {"qualifier", "exact"}},
                                 .figure = "",
                                 .where = {},
                                 .computed = "",
                                 .verdict = "module",
                                 .module = "people",
                                 .because = {.zh = "由人员模块回答", .en = "The module people will answer"}}};
    }
    kernel::Log& log() override { throw std::runtime_error("this kernel has no log"); }
    Result<kernel::Changes> changes(const kernel::Principal&, const kernel::ChangesQuery& query) override {
        compared = query;
        kernel::Changes changes;
        changes.unit = "CNY";
        changes.then = "5.00";
        changes.now = "8.00";
        changes.difference = "3.00";
        changes.causes = {{.cause = kernel::Cause::late, .value = "3.00", .postings = 1}};
        return changes;
    }
    Result<json::object> next_steps(const kernel::Principal&, const std::string&, const std::string&) override {
        return json::object{{"steps", json::array{}}};
    }
    Result<std::size_t> escalate_overdue() override { return 0; }
    kernel::TreeHead tree_head() override { return {.size = 3, .root = sha256("")}; }
    Result<std::shared_ptr<kernel::Batch>> begin_batch(kernel::BatchAsked) override {
        return refuse("store.read_only");
    }
    Done end_batch(kernel::Batch&) override { return refuse("store.read_only"); }
    Result<kernel::BatchTakenBack> take_back(kernel::Batch&) override { return refuse("store.read_only"); }

    Result<kernel::CopyReport> backup(const std::filesystem::path&, const kernel::Progress&) override {
        return kernel::CopyReport{};
    }
    Result<kernel::VerifyReport> verify(const kernel::Progress&) override { return kernel::VerifyReport{}; }

    Result<kernel::FileStored> store_file(const kernel::Principal&, const kernel::Upload& upload,
                                          std::string_view bytes) override {
        const std::string& name = upload.name;
        const std::string digest = hex(sha256(bytes));
        const std::string media = name.ends_with(".pdf")   ? "application/pdf"
                                  : name.ends_with(".svg") ? "image/svg+xml"
                                  : name.ends_with(".png") ? "image/png"
                                                           : "text/html";
        kernel::FileStored stored{
            .sha256 = digest, .name = name, .media_type = media, .size = static_cast<std::int64_t>(bytes.size())};
        files[digest] = {stored, std::string(bytes)};
        return stored;
    }
    Result<std::string> load_thumbnail(const kernel::Principal&, const std::string& digest) override {
        if (!files.contains(digest)) return refuse("file.unknown");
        return "a small JPEG";
    }
    Result<kernel::TidyReport> tidy_files(bool) override { return kernel::TidyReport{}; }
    Result<std::pair<kernel::FileStored, std::string>> load_file(const kernel::Principal&,
                                                                 const std::string& digest) override {
        const auto found = files.find(digest);
        if (found == files.end()) return refuse("file.unknown");
        return found->second;
    }

    std::optional<kernel::Principal> principal(const std::string& user) override {
        ++session_lookups;
        return kernel::Principal::administrator(user);
    }
    std::uint64_t access_version() const override { return 1; }
    kernel::Accounts& accounts() override { return *accounts_; }
    kernel::Readings& readings() override { return readings_; }
    kernel::Jobs& jobs() override { return *jobs_; }
    kernel::Notices& notices() override { return *notices_; }
    std::int64_t last_entry() const override { return last_entry_; }
    Result<kernel::MovedPage> moved(const kernel::Principal& who, std::int64_t after, std::size_t most) override {
        return on_moved(who, after, most);
    }
    std::uint64_t watch(std::function<void()> look) override {
        const std::lock_guard lock(watch_guard_);
        watchers_.push_back(std::move(look));
        return watchers_.size();
    }
    void unwatch(std::uint64_t number) override {
        const std::lock_guard lock(watch_guard_);
        watchers_[number - 1] = [] {};
    }
    // As if something had been committed.
    void commit(std::int64_t last_entry) {
        last_entry_ = last_entry;
        const std::lock_guard lock(watch_guard_);
        for (const auto& look : watchers_) look();
    }
    std::function<Result<kernel::MovedPage>(const kernel::Principal&, std::int64_t, std::size_t)> on_moved =
        [](const kernel::Principal&, std::int64_t after, std::size_t) {
            return kernel::MovedPage{.items = {}, .until = after};
        };
    json::object schema_json() const override { return {{"types", json::array{}}, {"filler", std::string(2000, 'x')}}; }
    std::vector<std::pair<std::string, double>> counters() override { return {{"shanhai_writer_queue", 3}}; }

private:
    static std::unique_ptr<kernel::Schema> load() {
        const std::vector<kernel::SchemaFile> files = {
            {"modules/funds/module.yaml", "module: funds\ntitle: {zh: 资金, en: Funds}\nabout: {zh: 钱, en: Money}\n"},
            {"modules/funds/schema/payment.yaml", R"(
type: payment
title: {zh: 资金支付, en: Payment}
number: "ZF-{year}-{seq:06}"
fields:
  date: {is: date, required: true, label: {zh: 支付日期, en: Date}}
  amount: {is: money, more_than: 0, required: true, label: {zh: 金额, en: Amount}}
  giver: {is: text, label: {zh: 支援方, en: Giver}}
  voucher: {is: file, label: {zh: 凭证, en: Voucher}}
  kind: {is: choice, choices: {works: {zh: 工程款, en: Works}, other: {zh: 其他, en: Other}}}
  parent: {is: ref payment}
  share: {is: decimal, scale: 1, at_most: 100}
  lines: {is: json}
states: {draft: {zh: 草稿, en: Draft}, approved: {zh: 已批准, en: Approved}}
transitions:
  approve: {from: draft, to: approved, title: {zh: 批准, en: Approve}, requires: [voucher], sets: [giver]}
measures:
  funds.paid: {title: {zh: 已支付, en: Paid}, sum: amount, on: date, by: [giver]}
)"},
            {"modules/funds/figures/funds.yaml", R"(
funds.paid:
  title: {zh: 已支付, en: Paid}
  unit: CNY
  formula: funds.paid
  kind: flow
  headline: 10
  target: {at_least: 3}
)"}};
        auto schema = kernel::load_schema(files);
        if (!schema) throw std::runtime_error("the test's schema: " + schema.error().code + " " + schema.error().field);
        return *std::move(schema);
    }

    std::unique_ptr<kernel::Schema> schema_;
    kernel::Registrar registrar_;
    NoReadings readings_;
    std::mutex guard_;
    std::vector<std::thread> writers_;

    static std::string unique_name() {
        static std::atomic<int> made{0};
        return "shanhai-fake-" + std::to_string(::getpid()) + "-" + std::to_string(++made);
    }
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / unique_name();
    std::mutex accounts_guard_;
    std::unique_ptr<kernel::Store> store_;
    std::unique_ptr<kernel::Connection> writer_, reader_;
    std::unique_ptr<kernel::Accounts> accounts_;
    std::unique_ptr<kernel::Jobs> jobs_;
    std::unique_ptr<kernel::Notices> notices_;
    std::atomic<std::int64_t> last_entry_{3};
    std::mutex watch_guard_;
    std::vector<std::function<void()>> watchers_;
};

} // namespace shanhai::api
