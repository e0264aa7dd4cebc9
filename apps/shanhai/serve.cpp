#include "api/http/server.h"
#include "api/routes/api.h"
#include "apps/shanhai/overdue_watch.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"

#include <spdlog/spdlog.h>

namespace shanhai::apps {

namespace {

struct Serve {
    std::string listen = "127.0.0.1:8420";
    int port = -1;
    unsigned threads = 0;
    bool behind_https = false;
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

Result<int> serve(const Program& program, const Serve& command) {
    const auto kernel = TRY(program.open_for_writing());
    api::Api api(*kernel, {.version = SHANHAI_VERSION, .https_only = command.behind_https});
    api::http::ServerOptions options;
    options.listen = address_of(command);
    options.threads = command.threads;
    options.on_stop = [&api] { api.announce_stop(); };
    const auto server = TRY(api::http::Server::listen(options, api));
    api.watch(*server);
    spdlog::info("serving {} ({} entries{}) on http://{}; stop with SIGTERM", program.data, kernel->tree_head().size,
                 kernel->is_demo() ? ", demo" : "", server->address());
    {
        const OverdueWatch watch(*kernel);
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
    add_file_options(*sub, program.files);
    sub->callback([&program, command] { program.run = [&program, command] { return serve(program, *command); }; });
}

} // namespace shanhai::apps
