#pragma once

#include "kernel/kernel.h"
#include "kernel/proof/log_proof.h"
#include "kernel/proof/tile_path.h"

// The journal as a transparency log: what others need to see that nothing was changed behind their back.
namespace shanhai::kernel {

class Log {
public:
    virtual ~Log() = default;

    virtual const std::filesystem::path& key_file() const = 0;
    // "name+id+key", for whoever checks. "log.no_key".
    virtual Result<std::string> verifier_key() = 0;
    // The log as it is now, signed. "log.no_key", "log.key_unreadable".
    virtual Result<std::string> checkpoint() = 0;
    // "tile.missing", "tile.entry_too_long".
    virtual Result<std::string> tile(const TilePath& path) = 0;

    struct Inclusion {
        std::uint64_t entry = 0, size = 0; // the entry's index is one less than its number
        Hash leaf{}, root{};
        std::vector<Hash> hashes;
    };
    // In the tree of that size; without one, of now. "log.no_such_entry", "log.no_such_size".
    virtual Result<Inclusion> inclusion(std::uint64_t entry, std::optional<std::uint64_t> size) = 0;
    struct Consistency {
        std::uint64_t from = 0, to = 0;
        Hash from_root{}, to_root{};
        std::vector<Hash> hashes;
    };
    virtual Result<Consistency> consistency(std::uint64_t from, std::optional<std::uint64_t> to) = 0;

    // The same as files, with a checkpoint of now.
    virtual Result<InclusionProof> prove(std::uint64_t entry) = 0;
    virtual Result<ConsistencyProof> prove_growth(std::uint64_t from) = 0;
};

} // namespace shanhai::kernel
