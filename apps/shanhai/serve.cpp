#include "api/http/server.h"
#include "api/routes/api.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/services.h"
#include "apps/shanhai/set_clock.h"
#include "apps/shanhai/texts.h"
#include "kernel/jobs/job_runner.h"
#include "kernel/jobs/notice_pump.h"

#include <spdlog/spdlog.h>

namespace shanhai::apps {

namespace {

struct Serve {
    std::string listen = "127.0.0.1:8420";
    int port = -1;
    unsigned threads = 0;
    bool behind_https = false;
    std::string clock; // where it begins; empty: now
    int clock_speed = 1;
    std::vector<std::string> services; // NAME=HOST:PORT
};

std::string address_of(const Serve& command) {
    if (command.port < 0) return command.listen;
    return command.listen.substr(0, command.listen.rfind(':')) + ":" + std::to_string(command.port);
}

// Sizes are said in MiB; 0 is no bound.
void add_file_options(CLI::App& sub, kernel::FileSettings& files) {
    const auto in_mib = [](std::int64_t& bytes) { return [&bytes](std::int64_t mib) { bytes = mib << 20; }; };
    const auto any_size = CLI::Range(std::int64_t{0}, std::int64_t{1} << 30);
    sub.add_option_function<std::int64_t>("--files-quota", in_mib(files.store_quota_bytes), say("serve.option.quota"))
        ->type_name("MIB")
        ->check(any_size);
    sub.add_option_function<std::int64_t>("--user-quota", in_mib(files.user_day_quota_bytes),
                                          say("serve.option.user_quota"))
        ->type_name("MIB")
        ->check(any_size);
    sub.add_option("--scanner", files.scanner, say("serve.option.scanner"))
        ->envname("SHANHAI_SCANNER")
        ->type_name("clamd:…|command:…");
    sub.add_flag("--accept-unscanned", files.accept_unscanned, say("serve.option.accept_unscanned"));
}

// For the server's log; what a job did is in its history.
void tell(const kernel::JobRun& run) {
    if (run.outcome == "nothing") return;
    if (run.problem)
        spdlog::error("job {} of {} failed: {}", run.job, run.due.shown(), sentence_of(*run.problem));
    else
        spdlog::info("job {} of {} {}: {}", run.job, run.due.shown(), run.outcome, run.said.in(language()));
}

Result<int> serve(Program& program, const Serve& command) {
    if (!command.clock.empty() || command.clock_speed != 1) {
        program.clock = TRY(set_clock(command.clock, command.clock_speed));
        spdlog::warn("the clock was set: it is {} now, and time goes {} times as fast", program.clock().shown(),
                     command.clock_speed);
    }
    const auto kernel = TRY(program.open_for_writing());
    api::Api api(*kernel, {.version = SHANHAI_VERSION, .https_only = command.behind_https});
    api::http::ServerOptions options;
    options.listen = address_of(command);
    options.threads = command.threads;
    options.on_stop = [&api] { api.announce_stop(); };
    const auto server = TRY(api::http::Server::listen(options, api));
    api.watch(*server);
    const auto addresses = TRY(service_addresses(*kernel, program.data, command.services));
    const auto services = TRY(start_services(*kernel, program.clock, addresses));
    spdlog::info("serving {} ({} entries{}) on http://{}; stop with SIGTERM", program.data, kernel->tree_head().size,
                 kernel->is_demo() ? ", demo" : "", server->address());
    {
        const auto trouble = [](const std::string& what) { spdlog::warn("jobs and notifications: {}", what); };
        const kernel::JobRunner jobs(*kernel, {.run = tell, .trouble = trouble});
        const kernel::NoticePump notices(*kernel, trouble);
        server->run();
    }
    spdlog::info("stopped; every request in flight was answered");
    return 0;
}

} // namespace

void add_serve(CLI::App& app, Program& program) {
    auto command = std::make_shared<Serve>();
    CLI::App* sub = app.add_subcommand("serve", say("serve.about"));
    sub->add_option("--listen", command->listen, say("serve.option.listen"))
        ->type_name("HOST:PORT")
        ->capture_default_str();
    sub->add_option("--port", command->port, say("serve.option.port"))->type_name("PORT")->check(CLI::Range(0, 65535));
    sub->add_option("--threads", command->threads, say("serve.option.threads"))
        ->type_name("N")
        ->check(CLI::Range(0, 256));
    sub->add_flag("--behind-https", command->behind_https, say("serve.option.behind_https"));
    sub->add_option("--clock", command->clock, say("serve.option.clock"))->type_name("YYYY-MM-DDTHH:MM");
    sub->add_option("--clock-speed", command->clock_speed, say("serve.option.clock_speed"))
        ->type_name("N")
        ->check(CLI::Range(1, 100'000));
    sub->add_option("--service", command->services, say("serve.option.service"))
        ->type_name("NAME=HOST:PORT")
        ->take_all();
    add_file_options(*sub, program.files);
    sub->callback([&program, command] { program.run = [&program, command] { return serve(program, *command); }; });
}

} // namespace shanhai::apps
