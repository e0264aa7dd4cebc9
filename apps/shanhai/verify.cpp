#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct Verify {
    Format format = Format::table;
};

json::object object_of(const kernel::VerifyReport& report) {
    json::object object{{"ok", report.ok}, {"entries", report.entries}, {"root", report.root}};
    if (report.first_broken) object["first_broken"] = *report.first_broken;
    if (!report.findings.empty()) object["findings"] = json::array(report.findings.begin(), report.findings.end());
    object["seconds"] = report.seconds;
    return object;
}

Result<int> verify(const Program& program, const Verify& command) {
    const auto kernel = TRY(program.open_for_reading());
    kernel::VerifyReport found;
    {
        ProgressLine line(say("verify.working"), program.progress);
        found = TRY(kernel->verify(line.progress()));
    }
    if (command.format == Format::json)
        std::cout << json::serialize(object_of(found)) << '\n';
    else if (command.format == Format::csv)
        sheet_of({object_of(found)}).print(std::cout, Format::csv);
    else {
        fmt::print("{}\n",
                   say(found.ok ? "verify.ok" : "verify.broken", {{"entries", grouped(std::to_string(found.entries))},
                                                                  {"root", found.root},
                                                                  {"seconds", fmt::format("{:.1f}", found.seconds)}}));
        for (const auto& finding : found.findings) fmt::print("  {}\n", finding);
    }
    return found.ok ? 0 : 1;
}

} // namespace

void add_verify(CLI::App& app, Program& program) {
    auto command = std::make_shared<Verify>();
    CLI::App* sub = app.add_subcommand("verify", say("verify.about"));
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return verify(program, *command); }; });
}

} // namespace shanhai::apps
