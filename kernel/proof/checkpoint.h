#pragma once

#include "kernel/proof/signed_note.h"

#include <string>
#include <string_view>

// What a log commits to, C2SP tlog-checkpoint: its name, its size, its root.
namespace shanhai::kernel {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    HashAlgorithm algorithm = HashAlgorithm::sha256; // an SM3 tree says so in an extension line, "hash sm3"

    std::string text() const;
    // "checkpoint.malformed".
    static Result<Checkpoint> parse(std::string_view text);
};

// A signed checkpoint, checked: by that key, and of the log that has the key's name.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);

// A number as these formats write it: decimal digits, no sign, no leading zero.
std::optional<std::uint64_t> plain_number(std::string_view text);
// A hash in base64.
std::optional<Hash> hash_from_base64(std::string_view text);
std::string base64_of(const Hash& hash);

} // namespace shanhai::kernel
