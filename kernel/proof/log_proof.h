#pragma once

#include "kernel/proof/checkpoint.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Proofs as files that are checked without the log.
namespace shanhai::kernel {

// That an entry is in the log: C2SP tlog-proof. The entry's body travels as its `extra`.
struct InclusionProof {
    std::string body; // what was hashed into the leaf; empty when the proof does not carry it
    std::uint64_t index = 0;
    std::vector<Hash> hashes;
    std::string checkpoint; // the signed note

    std::string text() const;
    // "proof.malformed".
    static Result<InclusionProof> parse(std::string_view text);
};

// That a log has only grown between two checkpoints: the same form with both checkpoints' sizes and roots.
struct ConsistencyProof {
    std::uint64_t old_size = 0;
    Hash old_root{};
    std::vector<Hash> hashes;
    std::string checkpoint; // the signed note of the later tree

    std::string text() const;
    static Result<ConsistencyProof> parse(std::string_view text);
};

bool is_inclusion_proof(std::string_view text);
bool is_consistency_proof(std::string_view text);

// Checked against a key and nothing else: the checkpoint that the proof leads to. `body` replaces the proof's own.
// "proof.wrong", and what open_checkpoint refuses.
Result<Checkpoint> check_proof(const InclusionProof& proof, const VerifierKey& key,
                               const std::optional<std::string>& body = {});
Result<Checkpoint> check_proof(const ConsistencyProof& proof, const VerifierKey& key);

} // namespace shanhai::kernel
