#include "kernel/proof/log_proof.h"

namespace shanhai::kernel {

namespace {

constexpr std::string_view inclusion_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view consistency_line = "shanhai/consistency-proof@v1\n";
constexpr std::size_t most_hashes = 128;
constexpr std::size_t largest_proof = 2 << 20;

std::string lines_of(const std::vector<Hash>& hashes) {
    std::string text;
    for (const auto& hash : hashes) text += base64_of(hash) + "\n";
    return text;
}

std::unexpected<Problem> malformed() { return refuse("proof.malformed"); }

// The lines before the first blank one, and everything behind it.
struct Parts {
    std::vector<std::string_view> lines;
    std::string_view note;
};

Result<Parts> parts_of(std::string_view text, std::string_view first_line) {
    if (text.size() > largest_proof || !text.starts_with(first_line)) return malformed();
    text.remove_prefix(first_line.size());
    const auto blank = text.find("\n\n");
    if (blank == std::string_view::npos) return malformed();
    return Parts{split(text.substr(0, blank), '\n'), text.substr(blank + 2)};
}

Result<std::vector<Hash>> hashes_in(const Parts& parts, std::size_t first) {
    if (parts.lines.size() < first || parts.lines.size() - first > most_hashes) return malformed();
    std::vector<Hash> hashes;
    for (auto i = first; i < parts.lines.size(); ++i) {
        const auto hash = hash_from_base64(parts.lines[i]);
        if (!hash) return malformed();
        hashes.push_back(*hash);
    }
    return hashes;
}

Result<std::uint64_t> number_behind(std::string_view line, std::string_view word) {
    if (!line.starts_with(word)) return malformed();
    const auto number = plain_number(line.substr(word.size()));
    if (!number) return malformed();
    return *number;
}

} // namespace

bool is_inclusion_proof(std::string_view text) { return text.starts_with(inclusion_line); }
bool is_consistency_proof(std::string_view text) { return text.starts_with(consistency_line); }

std::string InclusionProof::text() const {
    std::string text(inclusion_line);
    if (!body.empty()) text += "extra " + to_base64(body) + "\n";
    return text + "index " + std::to_string(index) + "\n" + lines_of(hashes) + "\n" + checkpoint;
}

Result<InclusionProof> InclusionProof::parse(std::string_view text) {
    const auto parts = TRY(parts_of(text, inclusion_line));
    InclusionProof proof;
    std::size_t at = 0;
    if (parts.lines[at].starts_with("extra ")) {
        auto body = from_base64(parts.lines[at].substr(6));
        if (!body) return malformed();
        proof.body = *std::move(body);
        ++at;
    }
    if (at == parts.lines.size()) return malformed();
    proof.index = TRY(number_behind(parts.lines[at], "index "));
    proof.hashes = TRY(hashes_in(parts, at + 1));
    proof.checkpoint = parts.note;
    return proof;
}

std::string ConsistencyProof::text() const {
    return std::string(consistency_line) + "from " + std::to_string(old_size) + "\n" + base64_of(old_root) + "\n" +
           lines_of(hashes) + "\n" + checkpoint;
}

Result<ConsistencyProof> ConsistencyProof::parse(std::string_view text) {
    const auto parts = TRY(parts_of(text, consistency_line));
    if (parts.lines.size() < 2) return malformed();
    ConsistencyProof proof;
    proof.old_size = TRY(number_behind(parts.lines[0], "from "));
    const auto root = hash_from_base64(parts.lines[1]);
    if (!root) return malformed();
    proof.old_root = *root;
    proof.hashes = TRY(hashes_in(parts, 2));
    proof.checkpoint = parts.note;
    return proof;
}

Result<Checkpoint> check_proof(const InclusionProof& proof, const VerifierKey& key,
                               const std::optional<std::string>& body) {
    auto checkpoint = TRY(open_checkpoint(proof.checkpoint, key));
    const auto& hashed = body ? *body : proof.body;
    if (hashed.empty()) return refuse("proof.body_needed");
    const auto leaf = leaf_hash(hashed, checkpoint.algorithm);
    if (!verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root, checkpoint.algorithm))
        return refuse("proof.wrong");
    return checkpoint;
}

Result<Checkpoint> check_proof(const ConsistencyProof& proof, const VerifierKey& key) {
    auto checkpoint = TRY(open_checkpoint(proof.checkpoint, key));
    if (!verify_consistency(proof.old_size, proof.old_root, checkpoint.size, checkpoint.root, proof.hashes,
                            checkpoint.algorithm))
        return refuse("proof.wrong");
    return checkpoint;
}

} // namespace shanhai::kernel
