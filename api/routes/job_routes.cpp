#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/jobs/jobs.h"

// What the store does by itself, for whoever keeps it.
namespace shanhai::api {

namespace {

using http::Method;

constexpr std::size_t usual_runs = 50, most_runs = 500;

Done must_keep_jobs(const Call& call) {
    if (call.who().is_unlimited()) return {};
    return refuse("job.not_yours");
}

json::value shown(const std::optional<Moment>& moment) {
    return moment ? json::value(moment->iso()) : json::value(nullptr);
}

Text said_by(const Context& context, const kernel::JobRun& run) {
    if (!run.problem) return run.said;
    return {context.problems.sentence(*run.problem, "zh"), context.problems.sentence(*run.problem, "en")};
}

json::object shown(const Context& context, const kernel::JobRun& run) {
    json::array entries;
    for (const auto entry : run.entries) entries.emplace_back(std::to_string(entry));
    return {{"due", run.due.iso()},
            {"asked_by", or_null(run.asked_by)},
            {"attempt", run.attempt},
            {"started", shown(run.started)},
            {"ended", shown(run.ended)},
            {"outcome", run.outcome},
            {"said", as_json(said_by(context, run))},
            {"code", run.problem ? json::value(run.problem->code) : json::value(nullptr)},
            {"entries", std::move(entries)},
            {"at", std::to_string(run.due.micros)}};
}

json::object shown(const Context& context, const kernel::JobDeclaration& job) {
    const auto& jobs = context.kernel.jobs();
    const auto last = jobs.last_run(job.name);
    return {{"name", job.name},
            {"module", job.module},
            {"title", as_json(job.title)},
            {"about", as_json(job.about)},
            {"schedule", job.schedule.text()},
            {"when", as_json(job.schedule.words())},
            {"missed", job.missed == kernel::Missed::catch_up ? "catch_up" : "skip"},
            {"idempotent", job.idempotent},
            {"off", jobs.is_off(job.name)},
            {"next", shown(jobs.next_due(job))},
            {"last", last ? json::value(shown(context, *last)) : json::value(nullptr)}};
}

Answer list_jobs(Context& context, Call& call) {
    TRY_DO(must_keep_jobs(call));
    json::array items;
    for (const auto& job : context.kernel.jobs().declared()) items.push_back(shown(context, job));
    return json_answer(json::object{{"now", context.kernel.now().iso()}, {"items", std::move(items)}});
}

Answer list_runs(Context& context, Call& call) {
    TRY_DO(must_keep_jobs(call));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto before = static_cast<std::int64_t>(TRY(query.number("before")).value_or(0) & 0x7fffffffffffffffU);
    const std::size_t limit = TRY(limit_in(query, usual_runs, most_runs));
    auto runs = TRY(context.kernel.jobs().runs(call.part(0), before, limit + 1));
    const bool more = runs.size() > limit;
    if (more) runs.resize(limit);
    json::array items;
    for (const auto& run : runs) items.push_back(shown(context, run));
    return json_answer(
        json::object{{"items", std::move(items)},
                     {"next", more ? json::value(std::to_string(runs.back().due.micros)) : json::value(nullptr)}});
}

Answer run_job(Context& context, Call& call) {
    TRY_DO(must_keep_jobs(call));
    return json_answer(shown(context, TRY(context.kernel.jobs().ask(call.part(0), call.who().user()))), 202);
}

} // namespace

void add_job_routes(Router& router, Context& context) {
    const Parameter name{.in = Parameter::In::path, .name = "name", .about = "The job's name, as in system.verify."};
    router.add({.method = Method::get,
                .path = "/api/v1/jobs",
                .name = "list_jobs",
                .summary = "The jobs with their next due times and last runs; for administrators.",
                .replies = {{200, "Jobs by name.", "Jobs"}},
                .handler = Slow{[&context](Call& call) { return list_jobs(context, call); }}});
    router.add(
        {.method = Method::get,
         .path = "/api/v1/jobs/{name}/runs",
         .name = "list_job_runs",
         .summary = "What a job did, the last first; for administrators.",
         .parameters = {name,
                        {.name = "before", .about = "`at` of a run: older ones.", .schema = {{"type", "integer"}}},
                        {.name = "limit",
                         .about = "",
                         .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_runs}}}},
         .replies = {{200, "Runs.", "JobRuns"}},
         .handler = Slow{[&context](Call& call) { return list_runs(context, call); }}});
    router.add({.method = Method::post,
                .path = "/api/v1/jobs/{name}/run",
                .name = "run_job",
                .summary = "Runs a job as soon as possible; for administrators.",
                .parameters = {name},
                .replies = {{202, "The run that was asked for.", "JobRun"}},
                .handler = Slow{[&context](Call& call) { return run_job(context, call); }}});
}

} // namespace shanhai::api
