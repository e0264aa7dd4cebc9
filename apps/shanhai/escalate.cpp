#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"

#include <fmt/format.h>

namespace shanhai::apps {

namespace {

Result<int> escalate(const Program& program) {
    const auto kernel = TRY(program.open_for_writing());
    fmt::print("{}\n", say("escalate.done", {{"count", std::to_string(TRY(kernel->escalate_overdue()))}}));
    return 0;
}

} // namespace

// What the server does by itself, for stores that no server watches.
void add_escalate(CLI::App& app, Program& program) {
    CLI::App* sub = app.add_subcommand("escalate", say("escalate.about"));
    sub->callback([&program] { program.run = [&program] { return escalate(program); }; });
}

} // namespace shanhai::apps
