#pragma once

#include "kernel/access/store_doors.h"
#include "kernel/jobs/job_declarations.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace shanhai::kernel {

// One due time of a job, and what became of it.
struct JobRun {
    std::string job;
    Moment due;
    std::string asked_by; // empty: the schedule
    int attempt = 1;      // more when it was interrupted and begun again
    std::optional<Moment> started, ended;
    // waiting: asked for; running; done; nothing: there was nothing to do; failed; interrupted: the server died meanwhile;
    // skipped: the time passed while no server ran
    std::string outcome;
    Text said;                      // of done and skipped
    std::optional<Problem> problem; // of failed
    std::vector<std::int64_t> entries;
};

// The jobs of the modules and their history. A due time is claimed in the store before it is run, so that neither a
// restart nor a second server runs it again. Safe to call from any thread.
class Jobs {
public:
    static constexpr std::size_t most_caught_up = 60;
    static constexpr int kept_runs = 500; // of each job
    static constexpr int most_attempts = 3;

    Jobs(StoreDoors doors, Clock clock, std::vector<JobDeclaration> jobs, std::set<std::string> off);

    const std::vector<JobDeclaration>& declared() const { return jobs_; }
    const JobDeclaration* find(std::string_view name) const;
    // Switched off in jobs.yaml of the data directory: runs only when somebody asks.
    bool is_off(const std::string& name) const { return off_.contains(name); }
    // The next due time; nothing for a job that is off.
    std::optional<Moment> next_due(const JobDeclaration& job) const;

    std::optional<JobRun> last_run(const std::string& job) const;
    // The latest first; `before`: a due time in micros, 0 for all. "job.unknown".
    Result<std::vector<JobRun>> runs(const std::string& job, std::int64_t before, std::size_t limit) const;

    // Now, as soon as the runner gets to it. "job.unknown", "job.running" when it is on its way already.
    Result<JobRun> ask(const std::string& job, const std::string& by);

    // ── for whoever runs them ────────────────────────────────────────────────────────────────────────────────────────

    using Also = std::function<void(Connection& writer, const JobRun& run)>;
    // When a server starts: what another one began and did not end is begun again or called interrupted; `lost` is told of
    // the latter in the same transaction.
    Done begin(const Also& lost);
    // Takes the next due time of a job that is not `busy`: written down as running before anybody is given it.
    std::optional<JobRun> claim(const std::set<std::string>& busy);
    // Takes a run that was asked for; nothing when somebody else did.
    std::optional<JobRun> claim(const JobRun& asked);
    // What became of it; `also` happens in the same transaction.
    Done finish(const JobRun& run, const Also& also);

private:
    std::optional<JobRun> claim_waiting(const std::set<std::string>& busy);
    std::optional<JobRun> claim_due(const JobDeclaration& job, Moment now);
    Moment considered(const JobDeclaration& job) const;
    void set_considered(const std::string& job, Moment due);

    StoreDoors doors_;
    Clock clock_;
    std::vector<JobDeclaration> jobs_;
    std::set<std::string> off_;
    mutable std::mutex guard_;
    std::map<std::string, Moment> considered_; // the last due time that was claimed or passed over
    std::atomic<bool> some_wait_ = false;
};

} // namespace shanhai::kernel
