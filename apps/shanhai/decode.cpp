#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"
#include "module_list.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

// shanhai decode PROTOCOL [FILE]: frames of gauges, one a line, as JSON. Needs no store.
namespace shanhai::apps {

namespace {

struct Decode {
    std::string protocol, file = "-", pictures;
    std::string lengths, codes;
    bool hex = false;
};

// More than the longest frame of any protocol, written in hexadecimal with spaces between.
constexpr std::size_t most_line_bytes = 1 << 20;

// The next line, without its end; false behind the last. What is longer than a line may be is cut: no frame is.
bool next_line(std::istream& in, std::string& line) {
    line.clear();
    std::streambuf& buffer = *in.rdbuf();
    int c = buffer.sbumpc();
    if (c == std::char_traits<char>::eof()) return false;
    for (; c != '\n' && c != std::char_traits<char>::eof(); c = buffer.sbumpc())
        if (line.size() < most_line_bytes) line += static_cast<char>(c);
    if (line.ends_with('\r')) line.pop_back();
    return true;
}

Result<kernel::LineTeller> teller_of(const Decode& command) {
    kernel::Registrar registrar;
    register_modules(registrar);
    const auto& decoders = registrar.frame_decoders();
    const auto found = decoders.find(command.protocol);
    if (found == decoders.end())
        return refuse("decode.protocol", {}, {{"protocol", command.protocol}, {"known", join_keys(decoders, ", ")}});
    std::map<std::string, std::string> options;
    if (command.hex) options["hex"] = "1";
    if (!command.lengths.empty()) options["lengths"] = command.lengths;
    if (!command.codes.empty()) options["codes"] = command.codes;
    return found->second(options);
}

Done save(const std::string& folder, const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return refuse("file.unwritable", {}, {{"path", path.string()}});
    return {};
}

Result<int> decode(const Decode& command) {
    const auto teller = TRY(teller_of(command));
    std::ifstream opened;
    if (command.file != "-") opened.open(command.file, std::ios::binary);
    if (command.file != "-" && !opened.is_open()) return refuse("file.unreadable", {}, {{"path", command.file}});
    std::istream& in = command.file == "-" ? std::cin : opened;
    bool all_accepted = true;
    std::string line;
    while (next_line(in, line)) {
        if (line.find_first_not_of(" \t") == std::string::npos) continue;
        const kernel::ToldLine told = teller(line);
        std::cout << told.text << '\n';
        all_accepted = all_accepted && told.accepted;
        if (!told.file_name.empty() && !command.pictures.empty())
            TRY_DO(save(command.pictures, told.file_name, told.file));
    }
    std::cout.flush();
    return all_accepted ? 0 : 1;
}

} // namespace

void add_decode(CLI::App& app, Program& program) {
    auto command = std::make_shared<Decode>();
    CLI::App* sub = app.add_subcommand("decode", say("decode.about"));
    sub->add_option("protocol", command->protocol, say("decode.option.protocol"))->required()->type_name("NAME");
    sub->add_option("file", command->file, say("decode.option.file"))->type_name("FILE|-");
    sub->add_flag("--hex", command->hex, say("decode.option.hex"));
    sub->add_option("--lengths", command->lengths, say("decode.option.lengths"))
        ->check(CLI::IsMember({"standard", "longer", "any"}).description(""))
        ->type_name("standard|longer|any");
    sub->add_option("--codes", command->codes, say("decode.option.codes"))
        ->check(CLI::IsMember({"2017"}).description(""))
        ->type_name("2017");
    sub->add_option("--pictures", command->pictures, say("decode.option.pictures"))
        ->check(CLI::ExistingDirectory.description(""))
        ->type_name("DIR");
    sub->footer(say("decode.footer"));
    sub->callback([&program, command] { program.run = [command] { return decode(*command); }; });
}

} // namespace shanhai::apps
