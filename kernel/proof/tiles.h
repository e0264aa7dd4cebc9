#pragma once

#include "base/hash.h"
#include "base/result.h"
#include "kernel/proof/tile_path.h"
#include "kernel/store/connection.h"

#include <map>
#include <string>
#include <vector>

// The tree in the store, in tiles of 256 hashes: level 0 are the entries' leaves, the levels above are in sys_tile. A
// proof in a tree of a million entries reads six tiles.
namespace shanhai::kernel {

class TreeReader {
public:
    // `size`: how many entries of the log to see; at most what is sealed.
    TreeReader(Connection& reader, std::uint64_t size, HashAlgorithm algorithm)
        : reader_(reader), size_(size), algorithm_(algorithm) {}

    std::uint64_t size() const { return size_; }
    Hash root() { return root_of(0, size_); }
    // RFC 9162 section 2.1.3; index < size.
    std::vector<Hash> inclusion(std::uint64_t index);
    // RFC 9162 section 2.1.4; 0 < old_size <= size.
    std::vector<Hash> consistency(std::uint64_t old_size);
    Hash root_at(std::uint64_t size) { return root_of(0, size); }
    Hash leaf(std::uint64_t index) { return complete(0, index); }

private:
    Hash root_of(std::uint64_t begin, std::uint64_t end);
    Hash complete(unsigned height, std::uint64_t place);
    void add_subproof(std::uint64_t begin, std::uint64_t end, std::uint64_t old_end, bool is_known,
                      std::vector<Hash>& proof);
    const std::vector<Hash>& tile(unsigned level, std::uint64_t place);

    Connection& reader_;
    std::uint64_t size_;
    HashAlgorithm algorithm_;
    std::map<std::pair<unsigned, std::uint64_t>, std::vector<Hash>> tiles_;
};

// The bytes of a tile: hashes, or entries each behind its length in two bytes. "tile.missing" when the log has not
// grown so far, "tile.entry_too_long" when a body does not fit the format (it is in GET /api/v1/log/entries).
Result<std::string> read_tile(Connection& reader, const TilePath& path, std::uint64_t size);

} // namespace shanhai::kernel
