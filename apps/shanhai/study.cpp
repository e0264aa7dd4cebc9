#include "apps/shanhai/assignments.h"
#include "apps/shanhai/input_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/progress.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

// shanhai study [NAME]: what the modules reason from the records.
namespace shanhai::apps {

namespace {

constexpr std::size_t largest_question = std::size_t{1} << 20;

struct StudyCommand {
    std::string name, file, out, format = "text";
    std::vector<std::string> asked;
};

Result<json::object> question_in(const StudyCommand& command) {
    json::object asked;
    if (!command.file.empty()) {
        const auto value = TRY(parse_json(TRY(bytes_of(command.file, largest_question))));
        if (!value.is_object()) return refuse("json.not_an_object");
        asked = value.get_object();
    }
    for (const auto& text : command.asked) {
        const auto [name, value] = TRY(assignment_of(text));
        // A number or a list as JSON has it; anything else is a text, so that names need no quotes. So is a code of digits that
        // are too many for a number.
        auto parsed = parse_json(value);
        const bool code = parsed && parsed->is_double() && value.find_first_not_of("0123456789") == std::string::npos;
        asked[name] = parsed && !code ? *std::move(parsed) : json::value(value);
    }
    return asked;
}

Result<int> list_studies(const kernel::Kernel& kernel) {
    for (const auto& [name, study] : kernel.registrar().studies())
        fmt::print("{}  {}\n", name, study.title.in(language()));
    return 0;
}

// The file that some answers hold: printed papers, packs.
Done write_made_file(const json::object& answer, const std::string& path) {
    const auto* encoded = answer.if_contains("bytes");
    if (encoded == nullptr || !encoded->is_string()) return refuse("study.no_file");
    const auto bytes = from_base64(encoded->get_string());
    if (!bytes) return refuse("study.no_file");
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << *bytes;
    file.close();
    if (!file) return refuse("file.unwritable", {}, {{"path", path}});
    return {};
}

Result<int> answer(const Program& program, const StudyCommand& command) {
    const auto asked = TRY(question_in(command));
    const auto kernel = TRY(program.open_for_reading());
    if (command.name.empty()) return list_studies(*kernel);
    const auto& studies = kernel->registrar().studies();
    const auto found = studies.find(command.name);
    if (found == studies.end())
        return refuse("study.unknown", {}, {{"name", command.name}, {"names", join_keys(studies, ", ")}});
    const auto& study = found->second;
    const json::object answer = TRY([&] { // the line of its progress goes before the answer is printed
        ProgressLine line(study.title.in(language()), program.progress);
        return study.answer(*kernel, kernel::Principal::administrator(), asked, line.progress());
    }());
    if (!command.out.empty()) TRY_DO(write_made_file(answer, command.out));
    if (command.format == "json")
        std::cout << json::serialize(answer) << '\n';
    else if (study.tell)
        study.tell(answer, std::cout);
    else
        print_object(std::cout, answer);
    return 0;
}

} // namespace

void add_study(CLI::App& app, Program& program) {
    auto command = std::make_shared<StudyCommand>();
    CLI::App* sub = app.add_subcommand("study", say("study.about"));
    sub->add_option("name", command->name, say("study.option.name"))->type_name("NAME");
    sub->add_option("asked", command->asked, say("study.option.asked"))->type_name("NAME=VALUE");
    sub->add_option("--ask", command->file, say("study.option.ask"))->type_name("FILE|-");
    sub->add_option("--out,-o", command->out, say("study.option.out"))->type_name("FILE");
    sub->add_option("--format", command->format, say("study.option.format"))
        ->check(CLI::IsMember({"text", "json"}).description(""))
        ->type_name("text|json");
    sub->callback([&program, command] { program.run = [&program, command] { return answer(program, *command); }; });
}

} // namespace shanhai::apps
