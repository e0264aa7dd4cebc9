#include "kernel/jobs/jobs.h"

#include "base/json.h"
#include "base/text_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_entries = 1000;
constexpr std::size_t most_counted = 1'000'000;
constexpr std::string_view run_columns = "job, due, asked_by, attempt, started, ended, outcome, said, entries";

json::object problem_json(const Problem& problem) {
    json::array args;
    for (const auto& [name, value] : problem.args) args.push_back(json::array{name, value});
    return {{"code", problem.code}, {"args", std::move(args)}};
}

Problem problem_in(const json::object& said) {
    Problem problem{std::string(said.at("code").as_string()), {}, {}, std::nullopt, {}};
    for (const auto& pair : said.at("args").as_array())
        problem.args.emplace_back(pair.as_array().at(0).as_string(), pair.as_array().at(1).as_string());
    return problem;
}

std::string said_text(const JobRun& run) {
    if (run.problem) return json::serialize(problem_json(*run.problem));
    return json::serialize(as_json(run.said));
}

JobRun take_run(const Statement& row) {
    JobRun run;
    run.job = row.text(0);
    run.due = {row.integer(1)};
    run.asked_by = row.text(2);
    run.attempt = static_cast<int>(row.integer(3));
    if (row.integer(4) != 0) run.started = Moment{row.integer(4)};
    if (row.integer(5) != 0) run.ended = Moment{row.integer(5)};
    run.outcome = row.text(6);
    const auto said = parse_own_json(row.text(7)).as_object();
    if (said.contains("code"))
        run.problem = problem_in(said);
    else
        run.said = {std::string(said.at("zh").as_string()), std::string(said.at("en").as_string())};
    for (const auto& entry : parse_own_json(row.text(8)).as_array()) run.entries.push_back(entry.as_int64());
    return run;
}

bool is_there(Connection& writer, const std::string& job, Moment due) {
    auto& statement = writer.prepared("SELECT 1 FROM sys_job_run WHERE job = ? AND due = ?");
    statement.bind(job).bind(due.micros);
    const Resetting done(statement);
    return statement.step();
}

void insert_run(Connection& writer, const JobRun& run) {
    const auto said = said_text(run);
    writer
        .prepared("INSERT INTO sys_job_run (job, due, asked_by, attempt, started, ended, outcome, said, entries) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]') ON CONFLICT (job, due) DO NOTHING")
        .bind(run.job)
        .bind(run.due.micros)
        .bind(run.asked_by)
        .bind(std::int64_t{run.attempt})
        .bind(run.started ? run.started->micros : 0)
        .bind(run.ended ? run.ended->micros : 0)
        .bind(run.outcome)
        .bind(said)
        .run();
}

// So many that its history stays of a size; the latest says until when its due times were considered.
void forget_old_runs(Connection& writer, const std::string& job) {
    writer
        .prepared("DELETE FROM sys_job_run WHERE job = ? AND outcome NOT IN ('running', 'waiting') AND due < "
                  "(SELECT due FROM sys_job_run WHERE job = ? ORDER BY due DESC LIMIT 1 OFFSET " +
                  std::to_string(Jobs::kept_runs - 1) + ")")
        .bind(job)
        .bind(job)
        .run();
}

// A job that looks every minute and finds nothing leaves one line, not five hundred.
void forget_earlier_nothing(Connection& writer, const JobRun& run) {
    writer.prepared("DELETE FROM sys_job_run WHERE job = ? AND outcome = 'nothing' AND due < ?")
        .bind(run.job)
        .bind(run.due.micros)
        .run();
}

} // namespace

Jobs::Jobs(StoreDoors doors, Clock clock, std::vector<JobDeclaration> jobs, std::set<std::string> off)
    : doors_(std::move(doors)), clock_(std::move(clock)), jobs_(std::move(jobs)), off_(std::move(off)) {}

const JobDeclaration* Jobs::find(std::string_view name) const {
    const auto found = std::ranges::find(jobs_, name, &JobDeclaration::name);
    return found == jobs_.end() ? nullptr : &*found;
}

std::optional<Moment> Jobs::next_due(const JobDeclaration& job) const {
    if (is_off(job.name)) return std::nullopt;
    return job.schedule.next(clock_());
}

std::optional<JobRun> Jobs::last_run(const std::string& job) const {
    const auto found = runs(job, 0, 1);
    return found && !found->empty() ? std::optional(found->front()) : std::nullopt;
}

Result<std::vector<JobRun>> Jobs::runs(const std::string& job, std::int64_t before, std::size_t limit) const {
    if (find(job) == nullptr) return refuse("job.unknown", {}, {{"name", job}});
    std::vector<JobRun> result;
    doors_.read([&](Connection& reader) {
        auto& statement = reader.prepared("SELECT " + std::string(run_columns) +
                                          " FROM sys_job_run WHERE job = ? AND due < ? ORDER BY due DESC LIMIT ?");
        statement.bind(job).bind(before <= 0 ? INT64_MAX : before).bind(static_cast<std::int64_t>(limit));
        const Resetting done(statement);
        while (statement.step()) result.push_back(take_run(statement));
    });
    return result;
}

Result<JobRun> Jobs::ask(const std::string& job, const std::string& by) {
    if (find(job) == nullptr) return refuse("job.unknown", {}, {{"name", job}});
    JobRun run;
    run.job = job;
    run.due = clock_();
    run.asked_by = by;
    run.outcome = "waiting";
    bool busy = false;
    TRY_DO(doors_.write([&](Connection& writer) {
        auto& statement =
            writer.prepared("SELECT 1 FROM sys_job_run WHERE job = ? AND outcome IN ('waiting', 'running')");
        statement.bind(job);
        busy = statement.step();
        statement.reset();
        if (busy) return;
        while (is_there(writer, job, run.due)) ++run.due.micros;
        insert_run(writer, run);
    }));
    if (busy) return refuse("job.running", {}, {{"name", job}});
    some_wait_ = true;
    return run;
}

// ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

void call_interrupted(Connection& writer, Moment now, const Jobs::Also& lost) {
    std::vector<JobRun> runs;
    {
        auto& statement = writer.prepared("SELECT " + std::string(run_columns) +
                                          " FROM sys_job_run WHERE outcome = 'running' ORDER BY job, due");
        const Resetting done(statement);
        while (statement.step()) runs.push_back(take_run(statement));
    }
    for (auto& run : runs) {
        writer.prepared("UPDATE sys_job_run SET outcome = 'interrupted', ended = ? WHERE job = ? AND due = ?")
            .bind(now.micros)
            .bind(run.job)
            .bind(run.due.micros)
            .run();
        run.outcome = "interrupted";
        run.ended = now;
        if (lost) lost(writer, run);
    }
}

} // namespace

Done Jobs::begin(const Also& lost) {
    const auto now = clock_();
    std::map<std::string, Moment> considered;
    TRY_DO(doors_.write([&](Connection& writer) {
        for (const auto& job : jobs_) {
            // What looks regularly looks at once; a fixed hour that had passed before the job was known is not owed.
            const auto since =
                job.schedule.kind() == Schedule::Kind::every ? job.schedule.last(now).micros - 1 : now.micros;
            writer.prepared("INSERT INTO sys_job (name, since) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
                .bind(job.name)
                .bind(since)
                .run();
            if (!job.idempotent) continue;
            writer
                .prepared("UPDATE sys_job_run SET outcome = 'waiting', attempt = attempt + 1 "
                          "WHERE job = ? AND outcome = 'running' AND attempt < ?")
                .bind(job.name)
                .bind(std::int64_t{most_attempts})
                .run();
        }
        call_interrupted(writer, now, lost);
        auto& statement = writer.prepared(
            "SELECT j.name, j.since, (SELECT max(r.due) FROM sys_job_run AS r WHERE r.job = j.name AND r.asked_by = '') "
            "FROM sys_job AS j ORDER BY j.name");
        const Resetting done(statement);
        while (statement.step()) {
            const auto claimed = statement.is_null(2) ? 0 : statement.integer(2);
            considered[std::string(statement.text(0))] = {std::max(statement.integer(1), claimed)};
        }
    }));
    const std::scoped_lock lock(guard_);
    considered_ = std::move(considered);
    some_wait_ = true; // perhaps
    return {};
}

Moment Jobs::considered(const JobDeclaration& job) const {
    const std::scoped_lock lock(guard_);
    const auto found = considered_.find(job.name);
    return found == considered_.end() ? Moment{INT64_MAX} : found->second; // nothing is due before begin()
}

void Jobs::set_considered(const std::string& job, Moment due) {
    const std::scoped_lock lock(guard_);
    considered_[job] = due;
}

std::optional<JobRun> Jobs::claim(const std::set<std::string>& busy) {
    if (auto run = claim_waiting(busy)) return run;
    const auto now = clock_();
    for (const auto& job : jobs_) {
        if (busy.contains(job.name) || is_off(job.name)) continue;
        if (auto run = claim_due(job, now)) return run;
    }
    return std::nullopt;
}

std::optional<JobRun> Jobs::claim_waiting(const std::set<std::string>& busy) {
    if (!some_wait_.exchange(false)) return std::nullopt;
    std::vector<JobRun> waiting;
    doors_.read([&](Connection& reader) {
        auto& statement = reader.prepared("SELECT " + std::string(run_columns) +
                                          " FROM sys_job_run WHERE outcome = 'waiting' ORDER BY due, job");
        const Resetting done(statement);
        while (statement.step()) waiting.push_back(take_run(statement));
    });
    std::erase_if(waiting, [&](const JobRun& run) { return find(run.job) == nullptr; });
    some_wait_ = some_wait_ || !waiting.empty(); // the others, another time
    for (const auto& run : waiting) {
        if (busy.contains(run.job)) continue;
        if (auto claimed = claim(run)) return claimed;
    }
    return std::nullopt;
}

std::optional<JobRun> Jobs::claim(const JobRun& asked) {
    auto run = asked;
    run.outcome = "running";
    run.started = clock_();
    bool claimed = false;
    const auto done = doors_.write([&](Connection& writer) {
        auto& statement =
            writer.prepared("SELECT 1 FROM sys_job_run WHERE job = ? AND due = ? AND outcome = 'waiting'");
        statement.bind(run.job).bind(run.due.micros);
        claimed = statement.step();
        statement.reset();
        if (!claimed) return;
        writer.prepared("UPDATE sys_job_run SET outcome = 'running', started = ? WHERE job = ? AND due = ?")
            .bind(run.started->micros)
            .bind(run.job)
            .bind(run.due.micros)
            .run();
    });
    if (!done) some_wait_ = true;
    return done && claimed ? std::optional(run) : std::nullopt;
}

std::optional<JobRun> Jobs::claim_due(const JobDeclaration& job, Moment now) {
    const auto after = considered(job);
    std::vector<Moment> due; // the latest first, and one more than may be run
    std::size_t count = 0;
    const auto most = job.missed == Missed::skip ? 1 : most_caught_up;
    for (auto at = job.schedule.last(now); at > after && count < most_counted;
         at = job.schedule.last({at.micros - 1})) {
        if (count++ <= most) due.push_back(at);
    }
    if (count == 0) return std::nullopt;
    JobRun run;
    run.job = job.name;
    run.due = due[std::min(count, most) - 1];
    run.started = now;
    run.outcome = "running";
    JobRun skipped;
    skipped.job = job.name;
    skipped.due = due.back();
    skipped.started = skipped.ended = now;
    skipped.outcome = "skipped";
    const auto passed = count - std::min(count, most);
    skipped.said = {fmt::format("服务器停止期间错过了 {} 次，未补做。", passed),
                    fmt::format("{} due times passed while no server ran; they were not made up for.", passed)};
    bool claimed = false;
    const auto done = doors_.write([&](Connection& writer) {
        if (passed > 0) insert_run(writer, skipped);
        claimed = !is_there(writer, job.name, run.due);
        if (claimed) insert_run(writer, run);
    });
    if (!done) return std::nullopt; // tried again
    set_considered(job.name, run.due);
    return claimed ? std::optional(run) : std::nullopt;
}

Done Jobs::finish(const JobRun& run, const Also& also) {
    json::array entries;
    for (std::size_t i = 0; i < std::min(run.entries.size(), most_entries); ++i) entries.emplace_back(run.entries[i]);
    const auto listed = json::serialize(entries);
    const auto said = said_text(run);
    return doors_.write([&](Connection& writer) {
        writer
            .prepared("UPDATE sys_job_run SET ended = ?, outcome = ?, said = ?, entries = ? WHERE job = ? AND due = ?")
            .bind(run.ended ? run.ended->micros : 0)
            .bind(run.outcome)
            .bind(said)
            .bind(listed)
            .bind(run.job)
            .bind(run.due.micros)
            .run();
        if (run.outcome == "nothing") forget_earlier_nothing(writer, run);
        forget_old_runs(writer, run.job);
        if (also) also(writer, run);
    });
}

} // namespace shanhai::kernel
