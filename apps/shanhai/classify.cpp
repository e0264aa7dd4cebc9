#include "apps/shanhai/input_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"
#include "kernel/sheets/text_encoding.h"
#include "module_list.h"

#include <iostream>

// shanhai classify WHAT FILE: the rows of a table with their class behind them. Needs no store.
namespace shanhai::apps {

namespace {

struct Classify {
    std::string what, file, by;
};

constexpr std::size_t most_bytes = 256U << 20;

Result<int> classify(const Classify& command) {
    kernel::Registrar registrar;
    register_modules(registrar);
    const auto& classifiers = registrar.table_classifiers();
    const auto found = classifiers.find(command.what);
    if (found == classifiers.end())
        return refuse("classify.unknown", {}, {{"what", command.what}, {"known", join_keys(classifiers, ", ")}});
    TRY_DO(found->second(TRY(kernel::utf8_of_file(TRY(bytes_of(command.file, most_bytes)))), command.by, std::cout));
    std::cout.flush();
    return 0;
}

} // namespace

void add_classify(CLI::App& app, Program& program) {
    auto command = std::make_shared<Classify>();
    CLI::App* sub = app.add_subcommand("classify", say("classify.about"));
    sub->add_option("what", command->what, say("classify.option.what"))->required()->type_name("water");
    sub->add_option("file", command->file, say("classify.option.file"))->required()->type_name("FILE|-");
    sub->add_option("--by", command->by, say("classify.option.by"))
        ->check(CLI::IsMember({"hour", "day", "month"}).description(""))
        ->type_name("hour|day|month");
    sub->footer(say("classify.footer"));
    sub->callback([&program, command] { program.run = [command] { return classify(*command); }; });
}

} // namespace shanhai::apps
