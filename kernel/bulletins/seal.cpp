#include "kernel/bulletins/seal.h"

#include "base/text.h"
#include "kernel/proof/checkpoint.h"
#include "kernel/proof/signed_note.h"

namespace shanhai::kernel {

namespace {

constexpr std::string_view first_line = "shanhai bulletin 1";

} // namespace

std::string BulletinStatement::text() const {
    std::string text(first_line);
    text.append("\n").append(log).append("\n").append(number).append("\n");
    text.append(name_of(algorithm)).append(" ").append(hex(digest)).append("\n");
    return text;
}

Result<BulletinStatement> BulletinStatement::parse(std::string_view text) {
    const auto lines = split(text, '\n');
    if (lines.size() != 5 || lines[0] != first_line || !lines[4].empty()) return refuse("bulletin.bad_signature");
    BulletinStatement statement{std::string(lines[1]), std::string(lines[2]), {}, {}};
    const auto space = std::min(lines[3].find(' '), lines[3].size());
    const auto algorithm = hash_algorithm_named(lines[3].substr(0, space));
    const auto digest = hash_from_hex(lines[3].substr(std::min(space + 1, lines[3].size())));
    if (!algorithm || !digest) return refuse("bulletin.bad_signature");
    statement.algorithm = *algorithm;
    statement.digest = *digest;
    if (statement.text() != text) return refuse("bulletin.bad_signature"); // each statement has one spelling
    return statement;
}

Result<Sealed> seal(Kernel& kernel, const Paper& paper) {
    auto& log = kernel.log();
    const auto known = TRY(log.verifier_key());
    if (!std::filesystem::exists(log.key_file())) return refuse("log.no_key", {}, {{"path", log.key_file().string()}});
    const auto key = TRY(SigningKey::load(log.key_file()));
    if (key.verifier().text() != known) return refuse("log.key_unreadable", {}, {{"path", log.key_file().string()}});
    const auto checkpoint = TRY(open_checkpoint(paper.checkpoint, key.verifier()));
    Sealed sealed{canonical_json(as_json(paper)), {}};
    const BulletinStatement statement{key.verifier().name(), paper.number, checkpoint.algorithm,
                                      digest(checkpoint.algorithm, sealed.document)};
    sealed.signature = sign_note(statement.text(), key);
    return sealed;
}

Result<Opened> open_sealed(const Sealed& sealed, const VerifierKey& key) {
    const auto statement = TRY(BulletinStatement::parse(TRY(open_note(sealed.signature, key))));
    if (statement.log != key.name()) return refuse("bulletin.bad_signature");
    constexpr JsonLimits limits{.bytes = 4 << 20, .depth = 16};
    const auto document = TRY(parse_json(sealed.document, limits));
    // The digest is of the canonical form: blanks that an editor put in change nothing.
    if (digest(statement.algorithm, canonical_json(document)) != statement.digest) return refuse("bulletin.altered");
    auto paper = TRY(paper_from(document));
    const auto checkpoint = TRY(open_checkpoint(paper.checkpoint, key));
    if (paper.number != statement.number || checkpoint.size != paper.entries) return refuse("bulletin.altered");
    return Opened{std::move(paper), statement};
}

} // namespace shanhai::kernel
