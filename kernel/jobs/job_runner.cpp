#include "kernel/jobs/job_runner.h"

#include "kernel/jobs/notices.h"
#include "kernel/module/module.h"

#include <chrono>

namespace shanhai::kernel {

namespace {

constexpr int threads = 2;
constexpr std::chrono::seconds between_looks{1};
constexpr int most_attempts_to_finish = 60;

Result<JobOutcome> act(Kernel& kernel, const JobRun& run, const std::atomic<bool>& stopping) {
    const auto* job = kernel.jobs().find(run.job);
    const auto& actions = kernel.registrar().job_actions();
    const auto action = job == nullptr ? actions.end() : actions.find(job->action);
    if (action == actions.end()) return refuse("job.unknown", {}, {{"name", run.job}});
    const Clock clock = [&kernel] { return kernel.now(); };
    try {
        return action->second({.kernel = kernel,
                               .due = run.due,
                               .clock = clock,
                               .key = "job " + run.job + " " + run.due.iso(),
                               .stopping = stopping});
    } catch (const std::exception& error) {
        return refuse("job.threw", {}, {{"what", error.what()}});
    }
}

} // namespace

std::optional<JobRun> perform(Kernel& kernel, JobRun run, const std::atomic<bool>& stopping) {
    try {
        auto outcome = act(kernel, run, stopping);
        if (outcome) {
            run.outcome = outcome->nothing ? "nothing" : "done";
            run.said = std::move(outcome->said);
            for (const auto entry : outcome->entries) run.entries.push_back(entry.value);
        } else {
            run.outcome = "failed";
            run.problem = std::move(outcome.error());
        }
    } catch (const JobStopped&) {
        return std::nullopt;
    }
    run.ended = kernel.now();
    const auto tell = [&](Connection& writer, const JobRun& ended) {
        if (ended.outcome == "failed") kernel.notices().add_job_failure(writer, ended);
    };
    for (int i = 0; i < most_attempts_to_finish && !kernel.jobs().finish(run, tell) && !stopping; ++i)
        std::this_thread::sleep_for(between_looks); // the store may come back
    kernel.notices().moved();
    return run;
}

JobRunner::JobRunner(Kernel& kernel, Told told) : kernel_(kernel), told_(std::move(told)) {
    const auto begun = kernel_.jobs().begin(
        [this](Connection& writer, const JobRun& lost) { kernel_.notices().add_job_failure(writer, lost); });
    kernel_.notices().moved();
    if (!begun) told_.trouble("jobs cannot begin: " + begun.error().code);
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

JobRunner::~JobRunner() {
    stopping_ = true;
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
}

std::optional<JobRun> JobRunner::next() {
    const std::scoped_lock lock(guard_);
    try {
        auto run = kernel_.jobs().claim(busy_);
        if (run) busy_.insert(run->job);
        return run;
    } catch (const std::exception& error) {
        told_.trouble(std::string("jobs cannot be looked at: ") + error.what());
        return std::nullopt;
    }
}

void JobRunner::work() {
    while (!stopping_) {
        if (auto run = next()) {
            const auto job = run->job;
            if (const auto ended = perform(kernel_, *std::move(run), stopping_)) told_.run(*ended);
            const std::scoped_lock lock(guard_);
            busy_.erase(job);
            continue;
        }
        std::unique_lock lock(guard_);
        wake_.wait_for(lock, between_looks, [this] { return stopping_.load(); });
    }
}

} // namespace shanhai::kernel
