#pragma once

#include "kernel/bulletins/paper.h"
#include "kernel/log.h"
#include "kernel/proof/signing_key.h"

#include <string>
#include <string_view>

// What makes a frozen bulletin checkable by anybody who has the journal's public key.
namespace shanhai::kernel {

// The text that is signed:
//
//   shanhai bulletin 1
//   log.example.org/shanhai
//   SJ-2025-001
//   sha256 4f1c…            the digest of the document in canonical JSON (RFC 8785), by the log's own hash
//
// as a C2SP signed note. Its first line is no log's name, so it can never pass for a checkpoint.
struct BulletinStatement {
    std::string log;
    std::string number;
    HashAlgorithm algorithm = HashAlgorithm::sha256;
    Hash digest{};

    std::string text() const;
    // "bulletin.bad_signature".
    static Result<BulletinStatement> parse(std::string_view text);
};

struct Sealed {
    std::string document;  // canonical JSON
    std::string signature; // the signed note
};
// "log.no_key", "log.key_unreadable"; `paper` must hold its checkpoint.
Result<Sealed> seal(Kernel& kernel, const Paper& paper);

// The paper that a key has signed: the document is what the statement says, by that key, and the checkpoint inside is of the
// same log and of the size that the paper says. "bulletin.damaged", "bulletin.bad_signature", "bulletin.altered" (the document is
// not what was signed), "note.…", "checkpoint.malformed".
struct Opened {
    Paper paper;
    BulletinStatement statement;
};
Result<Opened> open_sealed(const Sealed& sealed, const VerifierKey& key);

} // namespace shanhai::kernel
