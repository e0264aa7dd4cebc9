#include "kernel/jobs/jobs.h"

#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "kernel/jobs/job_runner.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct JobsCommand {
    std::string name;
    std::size_t limit = 20;
    Format format = Format::table;
};

std::string said_by(const kernel::JobRun& run) {
    return run.problem ? sentence_of(*run.problem) : run.said.in(language());
}

json::value shown(const std::optional<Moment>& moment, Format format) {
    if (!moment) return nullptr;
    return json::value(format == Format::table ? moment->shown() : moment->iso());
}

std::string outcome_text(const kernel::JobRun& run, Format format) {
    return format == Format::table ? say("jobs.outcome." + run.outcome) : run.outcome;
}

Result<int> list(const Program& program, const JobsCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    Sheet sheet({{"name", say("column.job"), Look::text},
                 {"title", say("column.title"), Look::text},
                 {"schedule", say("column.schedule"), Look::text},
                 {"next", say("column.next"), Look::text},
                 {"last", say("column.last"), Look::text},
                 {"outcome", say("column.outcome"), Look::text}});
    const bool table = command.format == Format::table;
    for (const auto& job : kernel->jobs().declared()) {
        const auto last = kernel->jobs().last_run(job.name);
        const auto next = kernel->jobs().next_due(job);
        const auto when = table ? job.schedule.words().in(language()) : job.schedule.text();
        const auto off = table ? json::value(say("jobs.off")) : json::value(nullptr);
        sheet.add({json::value(job.name), json::value(job.title.in(language())), json::value(when),
                   next ? shown(next, command.format) : off,
                   last ? shown(last->due, command.format) : json::value(nullptr),
                   last ? json::value(outcome_text(*last, command.format)) : json::value(nullptr)});
    }
    sheet.print(std::cout, command.format);
    return 0;
}

Result<int> history(const Program& program, const JobsCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    Sheet sheet({{"due", say("column.due"), Look::text},
                 {"started", say("column.started"), Look::text},
                 {"ended", say("column.ended"), Look::text},
                 {"asked_by", say("column.asked_by"), Look::text},
                 {"attempt", say("column.attempt"), Look::number},
                 {"outcome", say("column.outcome"), Look::text},
                 {"said", say("column.said"), Look::text}});
    for (const auto& run : TRY(kernel->jobs().runs(command.name, 0, command.limit)))
        sheet.add({shown(run.due, command.format), shown(run.started, command.format), shown(run.ended, command.format),
                   json::value(run.asked_by), json::value(run.attempt), json::value(outcome_text(run, command.format)),
                   json::value(said_by(run))});
    sheet.print(std::cout, command.format);
    return 0;
}

// As the server would, for stores that no server has open.
Result<int> run_now(const Program& program, const JobsCommand& command) {
    const auto kernel = TRY(program.open_for_writing());
    const std::atomic<bool> stopping = false;
    TRY_DO(kernel->jobs().begin({})); // what a server that died left behind is in nobody's hands
    const auto asked = TRY(kernel->jobs().ask(command.name, "admin"));
    auto claimed = kernel->jobs().claim(asked);
    if (!claimed) return refuse("job.running", {}, {{"name", command.name}});
    const auto run = kernel::perform(*kernel, *std::move(claimed), stopping);
    if (!run) return refuse("job.running", {}, {{"name", command.name}});
    fmt::print("{}\n", said_by(*run));
    return run->outcome == "failed" ? 1 : 0;
}

} // namespace

void add_jobs(CLI::App& app, Program& program) {
    CLI::App* jobs = app.add_subcommand("jobs", say("jobs.about"));
    jobs->require_subcommand(1);
    auto command = std::make_shared<JobsCommand>();
    CLI::App* all = jobs->add_subcommand("list", say("jobs.list"));
    add_format(*all, command->format);
    all->callback([&program, command] { program.run = [&program, command] { return list(program, *command); }; });
    CLI::App* past = jobs->add_subcommand("history", say("jobs.history"));
    past->add_option("name", command->name, say("jobs.option.name"))->required()->type_name("NAME");
    past->add_option("--limit", command->limit, say("jobs.option.limit"))
        ->type_name("N")
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    add_format(*past, command->format);
    past->callback([&program, command] { program.run = [&program, command] { return history(program, *command); }; });
    CLI::App* now = jobs->add_subcommand("run", say("jobs.run"));
    now->add_option("name", command->name, say("jobs.option.name"))->required()->type_name("NAME");
    now->callback([&program, command] { program.run = [&program, command] { return run_now(program, *command); }; });
}

} // namespace shanhai::apps
