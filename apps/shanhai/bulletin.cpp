#include "kernel/bulletins/bulletin.h"

#include "apps/shanhai/input_file.h"
#include "apps/shanhai/output_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/slice_options.h"
#include "apps/shanhai/texts.h"
#include "apps/shanhai/verifier_key.h"
#include "apps/shanhai/yaml_json.h"
#include "kernel/bulletins/annual.h"
#include "kernel/bulletins/docx_paper.h"
#include "kernel/bulletins/evaluate.h"
#include "kernel/bulletins/form.h"
#include "kernel/bulletins/html_paper.h"
#include "kernel/module/shown_record.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

using kernel::text_of;

constexpr std::size_t largest_file = std::size_t{16} << 20;

struct Bulletin {
    std::string file, name, out, as, key, address;
    int year = 0;
    bool keep = false;
    bool all = false;
    SliceOptions slice;
};

Done write_file(const std::string& path, const std::string& bytes) {
    return write_whole(path, [&](const std::string& unfinished) -> Done {
        std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
        file << bytes;
        file.close();
        if (!file) return refuse("file.unwritable", {}, {{"path", path}});
        return {};
    });
}

// ── composing, approving, freezing ───────────────────────────────────────────────────────────────────────────────

// The members of the record beside the content's own, as docs/bulletins.md has them.
Result<json::object> fields_in(const json::value& given) {
    if (!given.is_object()) return refuse("bulletin.bad_content", {}, {{"at", "/"}, {"what", "no_object"}});
    json::object fields, content;
    for (const auto& [name, value] : given.get_object()) {
        const bool inside = name == "blocks" || name == "where" || name == "language";
        (inside ? content : fields)[name] = value;
    }
    fields["content"] = std::move(content);
    return fields;
}

void say_of(const char* key, const json::object& shown) {
    fmt::print("{}\n", say(key, {{"number", text_of(shown, "number")},
                                 {"id", text_of(shown, "id")},
                                 {"digest", text_of(shown, "digest")}}));
}

Result<int> compose(const Program& program, const Bulletin& command) {
    auto fields = TRY(fields_in(TRY(json_of_yaml(command.file, TRY(bytes_of(command.file, largest_file))))));
    const auto kernel = TRY(program.open_for_writing());
    const auto reply = TRY(kernel::compose_bulletin(*kernel, kernel::Principal::administrator(), std::move(fields)));
    say_of("bulletin.made", reply.outcomes.front().shown);
    return 0;
}

// The administrator wrote it, so somebody else approves; the two-person rule holds on the command line, too.
Result<int> approve(const Program& program, const Bulletin& command) {
    const auto kernel = TRY(program.open_for_writing());
    const auto who = kernel->principal(command.as);
    if (!who) return refuse("access.denied", {}, {{"operation", "approve"}, {"type", kernel::bulletin_type}});
    kernel::Command advance;
    advance.action = kernel::Action::advance;
    advance.type = kernel::bulletin_type;
    advance.transition = "approve";
    advance.record = command.name;
    kernel::Request request;
    request.who = *who;
    request.commands.push_back(std::move(advance));
    const auto reply = TRY(kernel->execute(std::move(request)));
    say_of("bulletin.approved", reply.outcomes.front().shown);
    return 0;
}

Result<int> freeze(const Program& program, const Bulletin& command) {
    const auto kernel = TRY(program.open_for_writing());
    TRY(kernel::freeze_bulletin(*kernel, kernel::Principal::administrator(), command.name));
    const auto frozen = TRY(kernel::public_bulletin(*kernel, command.name));
    say_of("bulletin.frozen", {{"number", frozen.paper.number}, {"digest", kernel::digest_words(frozen)}});
    return 0;
}

// ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string address_of(const kernel::Bulletin& bulletin, std::string base) {
    if (base.empty() || !bulletin.sealed) return {};
    while (base.ends_with('/')) base.pop_back();
    const auto words = kernel::digest_words(bulletin);
    return base + "/bulletins/" + bulletin.id + "/verify?f=" + words.substr(words.find(' ') + 1, 16);
}

Done write_out(const kernel::Bulletin& bulletin, const Bulletin& command) {
    const auto ending = std::filesystem::path(command.out).extension().string();
    const auto form = kernel::paper_form_named(ending);
    if (!form)
        return refuse("export.unknown", {}, {{"name", command.out}, {"names", "….html, ….pdf, ….docx, ….xlsx, ….txt"}});
    TRY_DO(write_file(command.out, TRY(kernel::printed({bulletin, address_of(bulletin, command.address)}, *form))));
    fmt::print(
        stderr, "{}\n",
        say("bulletin.written", {{"file", command.out}, {"count", std::to_string(bulletin.paper.numbers.size())}}));
    return {};
}

Result<int> write_bulletin(const Program& program, const Bulletin& command) {
    const auto kernel = TRY(program.open_for_reading());
    TRY_DO(write_out(TRY(kernel::read_bulletin(*kernel, kernel::Principal::administrator(), command.name)), command));
    return 0;
}

Result<int> write_annual(const Program& program, const Bulletin& command) {
    const auto kernel = TRY(command.keep ? program.open_for_writing() : program.open_for_reading());
    const auto who = kernel::Principal::administrator();
    auto fields = TRY(kernel::annual_bulletin(*kernel, who, command.year, TRY(command.slice.where()), language()));
    kernel::Bulletin bulletin;
    if (command.keep) {
        const auto reply = TRY(kernel::compose_bulletin(*kernel, who, fields));
        say_of("bulletin.made", reply.outcomes.front().shown);
        bulletin = TRY(kernel::read_bulletin(*kernel, who, "#" + std::to_string(reply.outcomes.front().record.value)));
    } else {
        bulletin.state = "draft";
        bulletin.paper = TRY(kernel::evaluate(*kernel, who, TRY(kernel::read_content(fields.at("content")))));
        bulletin.paper.title = text_of(fields, "title");
        bulletin.paper.office = text_of(fields, "office");
        bulletin.paper.date = text_of(fields, "date");
    }
    if (!command.out.empty())
        TRY_DO(write_out(bulletin, command));
    else if (!command.keep)
        std::cout << TRY(kernel::printed({bulletin, {}}, kernel::PaperForm::text));
    return 0;
}

// ── verifying ────────────────────────────────────────────────────────────────────────────────────────────────────

void print_numbers(const kernel::Paper& paper) {
    Sheet sheet({{"figure", say("column.figure")},
                 {"title", say("column.title")},
                 {"where", say("column.where")},
                 {"value", say("column.value"), Look::number},
                 {"shown", say("column.shown"), Look::right}});
    for (const auto& number : paper.numbers)
        sheet.add({json::value(number.figure), json::value(number.title),
                   json::value(kernel::slice_words(number.slice)),
                   number.value.empty() ? json::value(nullptr) : json::value(number.value), json::value(number.shown)});
    sheet.print(std::cout, Format::table);
}

int say_verified(const kernel::Bulletin& bulletin, bool with_numbers) {
    const auto& paper = bulletin.paper;
    if (bulletin.is_void) fmt::print("{}\n", say("bulletin.is_void"));
    fmt::print("{}\n", say("bulletin.verified", {{"number", paper.number},
                                                 {"title", paper.title},
                                                 {"count", std::to_string(paper.numbers.size())},
                                                 {"as_of", paper.as_of},
                                                 {"entries", std::to_string(paper.entries)},
                                                 {"digest", kernel::digest_words(bulletin)}}));
    if (with_numbers) print_numbers(paper);
    return bulletin.is_void ? 1 : 0;
}

// The address that a file of ours was printed with, so that it can be printed again and compared.
std::string address_in(const std::string& page) {
    const auto begin = page.find("<figure><a href=\"");
    if (begin == std::string::npos) return {};
    const auto from = begin + std::string_view("<figure><a href=\"").size();
    return page.substr(from, page.find('"', from) - from);
}

// A file carries its own document and signature; of a page it is seen, too, whether it prints them.
Result<int> verify_file(const Program& program, const Bulletin& command) {
    const auto bytes = TRY(bytes_of(command.name, largest_file));
    const bool packed = bytes.starts_with("PK");
    kernel::Bulletin bulletin;
    bulletin.state = "frozen";
    bulletin.sealed = TRY(packed ? kernel::seal_in_docx(bytes) : kernel::seal_in_html(bytes));
    const auto opened = TRY(kernel::open_sealed(*bulletin.sealed, TRY(key_for(program, command.key))));
    bulletin.paper = opened.paper;
    bulletin.sealed->document = canonical_json(kernel::as_json(opened.paper));
    const auto address = packed ? std::string() : address_in(bytes);
    const bool same = packed || TRY(kernel::printed({bulletin, address}, kernel::PaperForm::html)) == bytes;
    if (!same) fmt::print("{}\n", say("bulletin.page_differs"));
    const int status = say_verified(bulletin, command.all || !same);
    return same ? status : 1;
}

Result<int> verify(const Program& program, const Bulletin& command) {
    if (std::filesystem::is_regular_file(command.name)) return verify_file(program, command);
    const auto kernel = TRY(program.open_for_reading());
    return say_verified(TRY(kernel::public_bulletin(*kernel, command.name)), command.all);
}

// ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────

using Does = Result<int> (*)(const Program&, const Bulletin&);

CLI::App* add_one(CLI::App& all, Program& program, const std::shared_ptr<Bulletin>& command, const char* name,
                  Does does) {
    CLI::App* sub = all.add_subcommand(name, say(std::string("bulletin.") + name + ".about"));
    sub->callback(
        [&program, command, does] { program.run = [&program, command, does] { return does(program, *command); }; });
    return sub;
}

void add_out(CLI::App& sub, Bulletin& command) {
    sub.add_option("--out,-o", command.out, say("bulletin.export.out"))->type_name("FILE");
    sub.add_option("--address", command.address, say("bulletin.export.address"))->type_name("URL");
}

} // namespace

void add_bulletin(CLI::App& app, Program& program) {
    auto command = std::make_shared<Bulletin>();
    CLI::App* all = app.add_subcommand("bulletin", say("bulletin.about"));
    all->require_subcommand(1);
    CLI::App* sub = add_one(*all, program, command, "compose", compose);
    sub->add_option("file", command->file, say("bulletin.compose.file"))->required()->type_name("FILE|-");
    sub = add_one(*all, program, command, "approve", approve);
    sub->add_option("name", command->name, say("bulletin.name"))->required()->type_name("NUMBER");
    sub->add_option("--as", command->as, say("bulletin.approve.as"))->required()->type_name("LOGIN");
    sub = add_one(*all, program, command, "freeze", freeze);
    sub->add_option("name", command->name, say("bulletin.name"))->required()->type_name("NUMBER");
    sub = add_one(*all, program, command, "export", write_bulletin);
    sub->add_option("name", command->name, say("bulletin.name"))->required()->type_name("NUMBER");
    add_out(*sub, *command);
    sub->get_option("--out")->required();
    sub = add_one(*all, program, command, "verify", verify);
    sub->add_option("what", command->name, say("bulletin.verify.what"))->required()->type_name("NUMBER|FILE");
    sub->add_option("--key", command->key, say("bulletin.verify.key"))->type_name("KEY|FILE");
    sub->add_flag("--all", command->all, say("bulletin.verify.all"));
    sub = add_one(*all, program, command, "annual", write_annual);
    sub->add_option("year", command->year, say("bulletin.annual.year"))
        ->required()
        ->check(CLI::Range(1, 9999).description(""))
        ->type_name("YEAR");
    command->slice.add_to(*sub, false);
    sub->add_flag("--keep", command->keep, say("bulletin.annual.keep"));
    add_out(*sub, *command);
}

} // namespace shanhai::apps
