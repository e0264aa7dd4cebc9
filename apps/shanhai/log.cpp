#include "kernel/log.h"

#include "apps/shanhai/input_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "apps/shanhai/verifier_key.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

constexpr std::size_t largest_file = 4 << 20;

struct Log {
    std::uint64_t entry = 0, from = 0;
    std::string file, out, key, body, known;
    Format format = Format::table;
};

Done put(const std::string& out, const std::string& text) {
    if (out.empty()) {
        std::cout << text;
        return {};
    }
    std::ofstream file(out, std::ios::binary);
    if (!(file << text << std::flush)) return refuse("file.unwritable", {}, {{"path", out}});
    return {};
}

Result<int> prove(const Program& program, const Log& command) {
    const auto kernel = TRY(program.open_for_reading());
    if (command.from > 0)
        TRY_DO(put(command.out, TRY(kernel->log().prove_growth(command.from)).text()));
    else
        TRY_DO(put(command.out, TRY(kernel->log().prove(command.entry)).text()));
    return 0;
}

// An earlier checkpoint of the same log that the one at hand must agree with.
Done compare_with_known(const Log& command, const kernel::VerifierKey& key, std::uint64_t size, const Hash& root) {
    if (command.known.empty()) return {};
    const auto known = TRY(kernel::open_checkpoint(TRY(bytes_of(command.known, largest_file)), key));
    if (known.size != size || known.root != root)
        return refuse("log.not_the_known", {}, {{"known", std::to_string(known.size)}, {"size", std::to_string(size)}});
    return {};
}

Result<int> check(const Program& program, const Log& command) {
    const auto key = TRY(key_for(program, command.key));
    const auto text = TRY(bytes_of(command.file, largest_file));
    kernel::Checkpoint checkpoint;
    json::object found;
    std::string shown;
    if (kernel::is_inclusion_proof(text)) {
        const auto proof = TRY(kernel::InclusionProof::parse(text));
        std::optional<std::string> body;
        if (!command.body.empty()) body = TRY(bytes_of(command.body, largest_file));
        checkpoint = TRY(kernel::check_proof(proof, key, body));
        shown = body ? *body : proof.body;
        found = {{"kind", "inclusion"}, {"entry", proof.index + 1}, {"body", shown}};
        shown = say("log.included", {{"entry", std::to_string(proof.index + 1)}}) + "\n" + shown + "\n";
    } else if (kernel::is_consistency_proof(text)) {
        const auto proof = TRY(kernel::ConsistencyProof::parse(text));
        checkpoint = TRY(kernel::check_proof(proof, key));
        TRY_DO(compare_with_known(command, key, proof.old_size, proof.old_root));
        found = {{"kind", "consistency"}, {"from", proof.old_size}, {"from_root", hex(proof.old_root)}};
        shown = say("log.has_grown", {{"from", std::to_string(proof.old_size)}}) + "\n";
    } else {
        checkpoint = TRY(kernel::open_checkpoint(text, key));
        TRY_DO(compare_with_known(command, key, checkpoint.size, checkpoint.root));
        found = {{"kind", "checkpoint"}};
    }
    found["origin"] = checkpoint.origin;
    found["size"] = checkpoint.size;
    found["root"] = hex(checkpoint.root);
    if (command.format == Format::json)
        std::cout << json::serialize(found) << '\n';
    else
        std::cout << shown
                  << say("log.signed", {{"origin", checkpoint.origin},
                                        {"size", std::to_string(checkpoint.size)},
                                        {"root", hex(checkpoint.root)}})
                  << '\n';
    return 0;
}

} // namespace

void add_log(CLI::App& app, Program& program) {
    auto command = std::make_shared<Log>();
    CLI::App* sub = app.add_subcommand("log", say("log.about"));
    sub->require_subcommand(1);
    CLI::App* key = sub->add_subcommand("key", say("log.key"));
    key->callback([&program] {
        program.run = [&program]() -> Result<int> {
            std::cout << TRY(TRY(program.open_for_reading())->log().verifier_key()) << '\n';
            return 0;
        };
    });
    CLI::App* checkpoint = sub->add_subcommand("checkpoint", say("log.checkpoint"));
    checkpoint->add_option("--out", command->out, say("log.option.out"))->type_name("FILE");
    checkpoint->callback([&program, command] {
        program.run = [&program, command]() -> Result<int> {
            TRY_DO(put(command->out, TRY(TRY(program.open_for_reading())->log().checkpoint())));
            return 0;
        };
    });
    CLI::App* proving = sub->add_subcommand("prove", say("log.prove"));
    auto* entry = proving->add_option("entry", command->entry, say("log.option.entry"))->check(CLI::PositiveNumber);
    auto* from = proving->add_option("--from", command->from, say("log.option.from"))->check(CLI::PositiveNumber);
    entry->excludes(from);
    proving->require_option(1, 2);
    proving->add_option("--out", command->out, say("log.option.out"))->type_name("FILE");
    proving->callback([&program, command] { program.run = [&program, command] { return prove(program, *command); }; });
    CLI::App* checking = sub->add_subcommand("check", say("log.check"));
    checking->add_option("file", command->file, say("log.option.file"))->required()->type_name("FILE");
    checking->add_option("--key", command->key, say("log.option.key"))->type_name("KEY|FILE");
    checking->add_option("--body", command->body, say("log.option.body"))->type_name("FILE");
    checking->add_option("--known", command->known, say("log.option.known"))->type_name("FILE");
    add_format(*checking, command->format);
    checking->callback([&program, command] { program.run = [&program, command] { return check(program, *command); }; });
}

} // namespace shanhai::apps
