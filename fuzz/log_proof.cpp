// What is read as a proof is written again as it was, and none of them leads to a checkpoint of our key.
#include "kernel/proof/log_proof.h"

#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    static const auto key = SigningKey::generate(SignatureKind::ed25519, "log.example");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto proof = InclusionProof::parse(text)) {
        check_or_abort(InclusionProof::parse(proof->text()).has_value(), "a proof that was written is read");
        check_or_abort(!check_proof(*proof, key.verifier()).has_value(), "nobody else signs for this key");
        // The path of a proof, whoever signed: it must end, whatever the numbers.
        (void)verify_inclusion(sha256(text), proof->index, proof->index + 1 + proof->hashes.size(), proof->hashes,
                               sha256(""));
    }
    if (const auto proof = ConsistencyProof::parse(text)) {
        check_or_abort(ConsistencyProof::parse(proof->text()).has_value(), "a proof that was written is read");
        check_or_abort(!check_proof(*proof, key.verifier()).has_value(), "nobody else signs for this key");
        (void)verify_consistency(proof->old_size, proof->old_root, proof->old_size + proof->hashes.size(), sha256(""),
                                 proof->hashes);
    }
    return 0;
}
