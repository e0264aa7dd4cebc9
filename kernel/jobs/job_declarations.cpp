#include "kernel/jobs/job_declarations.h"

#include "base/text.h"
#include "kernel/schema/yaml_mapping.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::string_view own_jobs = "data/jobs.yaml";

bool is_job_name(std::string_view name) {
    return !name.empty() && name.size() <= 48 && name.front() >= 'a' && name.front() <= 'z' &&
           std::ranges::all_of(name,
                               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// Exactly one of the four ways of saying when.
std::optional<Schedule> read_schedule(YamlMapping& map) {
    std::optional<Schedule> schedule;
    bool said = false;
    for (const std::string kind : {"every", "daily", "weekly", "half_monthly"}) {
        if (!map.has(kind)) continue;
        if (said) map.findings().add("schema.job_twice_due", map.at(kind));
        said = true;
        const auto text = map.text(kind);
        if (auto parsed = Schedule::parse(kind, text))
            schedule = *std::move(parsed);
        else
            map.findings().add("schema.job_schedule", map.at(kind), {{"kind", kind}, {"text", text}});
    }
    if (!said) map.findings().add("schema.job_never_due", map.source());
    return schedule;
}

void read_job(const std::string& module, const std::string& name, const yaml::Node& node, const std::string& file,
              Findings& findings, std::vector<JobDeclaration>& jobs) {
    YamlMapping map(node, file, findings);
    JobDeclaration job;
    if (!is_job_name(name)) findings.add("schema.bad_name", map.source(), {{"name", name}});
    job.name = module + "." + name;
    job.module = module;
    job.source = map.source();
    job.title = map.has("title") ? map.words("title") : Text{name, name};
    job.about = map.words("about");
    job.action = map.required("does");
    job.idempotent = map.flag("idempotent");
    const auto missed = map.text("missed", "skip");
    if (missed != "skip" && missed != "catch_up")
        findings.add("schema.job_missed", map.at("missed"), {{"text", missed}});
    job.missed = missed == "catch_up" ? Missed::catch_up : Missed::skip;
    if (auto schedule = read_schedule(map)) {
        job.schedule = *std::move(schedule);
        jobs.push_back(std::move(job));
    }
}

// "modules/funds/module.yaml" → "funds"; nothing for other files.
std::string module_of(const std::string& path) {
    if (path == own_jobs) return "system";
    const auto parts = split(path, '/');
    return parts.size() == 3 && parts[0] == "modules" && parts[2] == "module.yaml" ? std::string(parts[1]) : "";
}

} // namespace

Result<std::vector<JobDeclaration>> load_jobs(std::span<const SchemaFile> files) {
    std::vector<JobDeclaration> jobs;
    Findings findings;
    for (const auto& file : files) {
        const auto module = module_of(file.path);
        if (module.empty()) continue;
        Findings of_others; // load_schema tells what else is wrong with this file
        const auto document = parse_yaml_mapping(file.path, file.text, of_others);
        if (!document || !(*document)["jobs"]) continue;
        for (const auto& [name, node] : yaml_entries((*document)["jobs"], file.path, findings))
            read_job(module, name, node, file.path, findings, jobs);
    }
    if (!findings.empty()) return std::unexpected(findings.as_problem());
    std::ranges::sort(jobs, {}, &JobDeclaration::name);
    return jobs;
}

} // namespace shanhai::kernel
