#pragma once

#include "kernel/jobs/jobs.h"
#include "kernel/kernel.h"

#include <condition_variable>
#include <thread>

namespace shanhai::kernel {

// Does what a claimed run asks for, here and now, and writes down what became of it. Nothing when the work was broken off
// because the server ends: the run is then interrupted.
std::optional<JobRun> perform(Kernel& kernel, JobRun claimed, const std::atomic<bool>& stopping);

// What an action throws when it breaks off because of JobCall::stopping.
struct JobStopped {};

// Runs jobs when they are due, for as long as it lives: a few at a time, so that a long one keeps no other waiting, and
// each job by itself. At its end it waits for what is running.
class JobRunner {
public:
    // `told`: of every run that ended, and of what could not be done; for the server's log.
    struct Told {
        std::function<void(const JobRun&)> run;
        std::function<void(const std::string&)> trouble;
    };
    JobRunner(Kernel& kernel, Told told);
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;
    ~JobRunner();

private:
    void work();
    std::optional<JobRun> next();

    Kernel& kernel_;
    Told told_;
    std::atomic<bool> stopping_ = false;
    std::mutex guard_;
    std::condition_variable wake_;
    std::set<std::string> busy_;
    std::vector<std::thread> threads_;
};

} // namespace shanhai::kernel
