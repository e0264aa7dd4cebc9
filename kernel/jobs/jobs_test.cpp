#include "base/text.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/jobs/job_runner.h"
#include "kernel/jobs/jobs.h"
#include "kernel/jobs/notices.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Moment at(const std::string& text) { return Moment::parse(text + ":00+08:00").value(); }

constexpr const char* jobs_of_trial = R"(
module: trial
title: {zh: 试验, en: Trial}
jobs:
  week:    {does: count, weekly: monday 09:00, missed: catch_up, idempotent: true}
  morning: {does: count, daily: "08:30"}
  idle:    {does: idle, every: 10m}
  broken:  {does: broken, half_monthly: "[1, 16] 09:00"}
)";

std::vector<SchemaFile> schema_with_jobs() {
    auto files = trial_schema();
    for (auto& file : files)
        if (file.path == "modules/trial/module.yaml") file.text = jobs_of_trial;
    return files;
}

class JobsTest : public TrialKernel {
protected:
    void SetUp() override {
        TrialKernel::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        *now_ = at("2030-03-01T12:00"); // a Friday
        reopen();
        ASSERT_TRUE(kernel_->jobs().begin({}).has_value());
    }

    void reopen() {
        kernel_.reset();
        auto with = options();
        with.schema_files = schema_with_jobs();
        with.clock = [now = now_] { return *now; };
        with.register_modules = [this](Registrar& to) {
            to.job_action("count", [this](const JobCall& call) -> Result<JobOutcome> {
                ran_.push_back(call.due.shown());
                Command create;
                create.type = "project";
                create.fields = {
                    {"name", "周报"}, {"region", "540228"}, {"planned_on", call.due.day_in_shanghai().iso()}};
                Request request;
                request.who = Principal::system();
                request.idempotency_key = call.key;
                request.fingerprint = "week";
                request.commands.push_back(std::move(create));
                const auto reply = TRY(call.kernel.execute(std::move(request)));
                return JobOutcome{.said = {"建了一个", "made one"}, .entries = {reply.outcomes.front().entry}};
            });
            to.job_action("idle", [](const JobCall&) -> Result<JobOutcome> {
                return JobOutcome{.said = {"无", "none"}, .entries = {}, .nothing = true};
            });
            to.job_action("broken", [](const JobCall&) -> Result<JobOutcome> { throw std::runtime_error("no ink"); });
        };
        auto opened = Kernel::open(with);
        ASSERT_TRUE(opened.has_value()) << opened.error().code << " " << opened.error().field;
        kernel_ = *std::move(opened);
    }

    // Everything that is due, until nothing is.
    std::vector<JobRun> run_all() {
        std::vector<JobRun> runs;
        while (auto run = kernel_->jobs().claim(std::set<std::string>{})) {
            const auto done = perform(*kernel_, *std::move(run), never_);
            if (done) runs.push_back(*done);
        }
        return runs;
    }
    std::vector<std::string> outcomes(const std::string& job) {
        std::vector<std::string> result;
        for (const auto& run : kernel_->jobs().runs(job, 0, 500).value())
            result.push_back(run.due.shown() + " " + run.outcome);
        return result;
    }

    std::shared_ptr<Moment> now_ = std::make_shared<Moment>();
    std::vector<std::string> ran_;
    std::atomic<bool> never_ = false;
};

TEST_F(JobsTest, a_due_time_is_run_once_whoever_asks_and_however_often_the_store_is_opened) {
    EXPECT_THAT(outcomes("trial.week"), IsEmpty()); // what had passed before the job was known is not owed
    *now_ = at("2030-03-04T09:00");
    auto first = kernel_->jobs().claim(std::set<std::string>{"trial.idle", "trial.morning"});
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->job, "trial.week");
    EXPECT_FALSE(kernel_->jobs().claim(std::set<std::string>{"trial.idle", "trial.morning", "trial.week"}).has_value());
    ASSERT_TRUE(perform(*kernel_, *first, never_).has_value());
    run_all();
    reopen();
    ASSERT_TRUE(kernel_->jobs().begin({}).has_value());
    run_all();
    EXPECT_EQ(std::ranges::count(ran_, "2030-03-04 09:00"), 1);
    EXPECT_THAT(outcomes("trial.week"), ElementsAre("2030-03-04 09:00 done"));
    const auto run = kernel_->jobs().last_run("trial.week");
    ASSERT_EQ(run->entries.size(), 1U);
    EXPECT_EQ(run->said.en, "made one");
    expect_clean();
}

TEST_F(JobsTest, missed_times_are_caught_up_in_order_or_skipped_as_declared) {
    run_all();
    reopen();
    *now_ = at("2030-03-25T12:00"); // three Mondays and 24 mornings later
    ASSERT_TRUE(kernel_->jobs().begin({}).has_value());
    ran_.clear();
    run_all();
    EXPECT_THAT(ran_, ElementsAre("2030-03-25 08:30", "2030-03-04 09:00", "2030-03-11 09:00", "2030-03-18 09:00",
                                  "2030-03-25 09:00"));
    EXPECT_THAT(outcomes("trial.morning"), ElementsAre("2030-03-25 08:30 done", "2030-03-24 08:30 skipped"));
}

TEST_F(JobsTest, catching_up_is_bounded_and_says_what_it_left_out) {
    reopen();
    *now_ = at("2032-03-01T12:00"); // 104 Mondays later
    ASSERT_TRUE(kernel_->jobs().begin({}).has_value());
    run_all();
    const auto runs = kernel_->jobs().runs("trial.week", 0, 500).value();
    EXPECT_EQ(std::ranges::count(runs, "done", &JobRun::outcome), 60);
    EXPECT_EQ(runs.back().outcome, "skipped");
    EXPECT_TRUE(runs.back().said.en.starts_with("45 due times") || runs.back().said.en.starts_with("44 due times"))
        << runs.back().said.en;
}

TEST_F(JobsTest, what_was_interrupted_is_begun_again_only_when_it_may_be_and_writes_nothing_twice) {
    *now_ = at("2030-03-04T09:00");
    std::vector<JobRun> begun;
    while (auto run = kernel_->jobs().claim(std::set<std::string>{}))
        begun.push_back(*run); // and then the power fails …
    ASSERT_GE(begun.size(), 3U);
    for (const auto& run : begun) // … after the work, before it was written down
        if (run.job == "trial.week")
            kernel_->registrar().job_actions().at("count")(
                {*kernel_, run.due, [this] { return *now_; }, "job " + run.job + " " + run.due.iso(), never_});
    const auto projects = value("trial.projects");
    reopen();
    std::vector<std::string> lost;
    ASSERT_TRUE(kernel_->jobs().begin([&](Connection&, const JobRun& run) { lost.push_back(run.job); }).has_value());
    run_all();
    EXPECT_THAT(lost, ::testing::IsSupersetOf({"trial.morning"}));
    EXPECT_THAT(outcomes("trial.week"), ElementsAre("2030-03-04 09:00 done"));
    EXPECT_EQ(kernel_->jobs().last_run("trial.week")->attempt, 2);
    EXPECT_EQ(outcomes("trial.morning").front(), "2030-03-04 08:30 interrupted");
    EXPECT_EQ(value("trial.projects"), projects);
}

TEST_F(JobsTest, a_job_that_kills_the_server_each_time_is_given_up) {
    *now_ = at("2030-03-04T09:00");
    for (int i = 0; i < Jobs::most_attempts; ++i) {
        bool week = false;
        while (auto run = kernel_->jobs().claim(std::set<std::string>{})) week = week || run->job == "trial.week";
        EXPECT_TRUE(week) << i;
        reopen();
        ASSERT_TRUE(kernel_->jobs().begin({}).has_value());
    }
    run_all();
    EXPECT_THAT(outcomes("trial.week"), ElementsAre("2030-03-04 09:00 interrupted"));
}

TEST_F(JobsTest, what_throws_has_failed_and_the_administrator_hears_of_it_once) {
    *now_ = at("2030-03-16T09:00");
    run_all();
    const auto run = kernel_->jobs().last_run("trial.broken");
    EXPECT_EQ(run->outcome, "failed");
    EXPECT_EQ(run->problem->code, "job.threw");
    const auto told = kernel_->notices().list("admin", 0, 10, true);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().kind, "job_failed");
    EXPECT_EQ(kernel_->notices().title_of(told.front()).en, "A job did not succeed: trial.broken");
}

TEST_F(JobsTest, the_history_keeps_one_line_of_having_found_nothing) {
    run_all(); // what looks regularly looks at once
    for (int i = 0; i < 5; ++i) {
        now_->micros += 600'000'000;
        run_all();
    }
    EXPECT_THAT(outcomes("trial.idle"), ElementsAre("2030-03-01 12:50 nothing"));
}

TEST_F(JobsTest, a_job_runs_when_it_is_asked_to_and_is_not_asked_twice) {
    const auto asked = kernel_->jobs().ask("trial.week", "zhao");
    ASSERT_TRUE(asked.has_value());
    EXPECT_EQ(kernel_->jobs().ask("trial.week", "qian").error().code, "job.running");
    EXPECT_EQ(kernel_->jobs().ask("trial.none", "zhao").error().code, "job.unknown");
    run_all();
    const auto run = kernel_->jobs().last_run("trial.week");
    EXPECT_EQ(run->asked_by, "zhao");
    EXPECT_EQ(run->outcome, "done");
    EXPECT_EQ(kernel_->jobs().next_due(*kernel_->jobs().find("trial.week"))->shown(), "2030-03-04 09:00");
}

TEST(JobDeclarations, everything_that_is_wrong_is_told_at_once) {
    const std::vector<SchemaFile> files = {{"modules/trial/module.yaml", R"(
module: trial
jobs:
  Loud: {does: x, every: 1m}
  twice: {does: x, every: 1m, daily: "08:30"}
  never: {does: x}
  odd: {does: x, every: 0m, missed: perhaps}
  typo: {does: x, every: 1m, idempotnet: true}
)"}};
    const auto jobs = load_jobs(files);
    ASSERT_FALSE(jobs.has_value());
    std::set<std::string> codes{jobs.error().code};
    for (const auto& one : jobs.error().also) codes.insert(one.code);
    EXPECT_THAT(codes, ElementsAre("schema.bad_name", "schema.job_missed", "schema.job_never_due",
                                   "schema.job_schedule", "schema.job_twice_due", "schema.unknown_key"));
}

TEST_F(JobsTest, a_job_whose_action_nobody_offers_keeps_the_store_closed) {
    kernel_.reset();
    auto with = options();
    with.schema_files = schema_with_jobs();
    const auto opened = Kernel::open(with);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, "schema.job_action");
}

} // namespace
} // namespace shanhai::kernel
