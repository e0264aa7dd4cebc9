#include "apps/shanhai/password.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/texts.h"
#include "kernel/log.h"

#ifdef SHANHAI_HAS_DEMO
#include "apps/demo/demo.h"
#endif

#include <fmt/format.h>

namespace shanhai::apps {

namespace {

struct Init {
    bool demo = false;
    std::string password_file;
    kernel::LogChoice log;
    std::string cipher = "aes";
};

Done fill_with_demo(kernel::Kernel& kernel, bool progress_wanted) {
#ifdef SHANHAI_HAS_DEMO
    ProgressLine line(say("init.demo"), progress_wanted);
    return demo::build_demo(kernel, line.progress());
#else
    static_cast<void>(kernel);
    static_cast<void>(progress_wanted);
    return refuse("command.no_demo");
#endif
}

Result<kernel::OpenOptions> options_of_new_store(const Program& program, const Init& command) {
    auto options = TRY(program.options(false));
    options.cipher = command.cipher == "national" ? "sm4-cbc-hmac-sm3" : "aes-256-gcm";
    options.log = command.log;
#ifdef SHANHAI_HAS_DEMO
    if (command.demo)
        options.clock = demo::demo_clock; // its entries lie in the past, and none may be older than the seeds'
#endif
    return options;
}

Result<int> init(const Program& program, const Init& command) {
    const ChosenPassword password = TRY(choose_password(command.password_file, command.demo));
    std::unique_ptr<kernel::Kernel> kernel;
    {
        ProgressLine line(say("init.seeds"), program.progress);
        kernel = TRY(kernel::Kernel::create(TRY(options_of_new_store(program, command)), password.text, command.demo,
                                            line.progress()));
    }
    if (command.demo) TRY_DO(fill_with_demo(*kernel, program.progress));
    fmt::print(stderr, "{}\n",
               say("init.done", {{"path", program.data}, {"entries", std::to_string(kernel->tree_head().size)}}));
    fmt::print(stderr, "{}\n", say("init.log_key", {{"key", TRY(kernel->log().verifier_key())}}));
    if (password.must_be_shown) fmt::print(stderr, "{}\n", say("init.password", {{"password", password.text}}));
    return 0;
}

} // namespace

void add_init(CLI::App& app, Program& program) {
    auto command = std::make_shared<Init>();
    CLI::App* sub = app.add_subcommand("init", say("init.about"));
    sub->add_flag("--demo", command->demo, say("init.option.demo"));
    sub->add_option("--password-file", command->password_file, say("init.option.password_file"))->type_name("FILE");
    static const std::map<std::string, HashAlgorithm> hashes = {{"sha256", HashAlgorithm::sha256},
                                                                {"sm3", HashAlgorithm::sm3}};
    sub->add_option("--hash", command->log.hash, say("init.option.hash"))
        ->transform(CLI::CheckedTransformer(hashes, CLI::ignore_case).description(""))
        ->type_name("sha256|sm3");
    sub->add_option_function<std::string>(
           "--suite",
           [command](const std::string& suite) {
               command->log.sm2 = suite == "national";
               command->log.hash = command->log.sm2 ? HashAlgorithm::sm3 : HashAlgorithm::sha256;
           },
           say("init.option.suite"))
        ->check(CLI::IsMember({"international", "national"}).description(""))
        ->type_name("international|national");
    sub->add_option("--log-name", command->log.name, say("init.option.log_name"))->type_name("NAME");
    sub->add_option("--cipher", command->cipher, say("init.option.cipher"))
        ->check(CLI::IsMember({"aes", "national"}).description(""))
        ->type_name("aes|national")
        ->capture_default_str();
    sub->footer(say("init.footer"));
    sub->callback([&program, command] { program.run = [&program, command] { return init(program, *command); }; });
}

} // namespace shanhai::apps
