#include "kernel/proof/tiles.h"

#include "base/check.h"

#include <bit>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr std::uint64_t tile_width = 1U << tile_height;

Hash take_hash(std::string_view bytes) {
    Hash hash;
    check(bytes.size() == hash.size(), "a hash has 32 bytes");
    std::memcpy(hash.data(), bytes.data(), hash.size());
    return hash;
}

std::vector<Hash> read_hashes(Connection& reader, unsigned level, std::uint64_t first, std::uint64_t count) {
    std::vector<Hash> hashes;
    auto& statement =
        level == 0
            ? reader.prepared("SELECT leaf FROM sys_entry WHERE seq > ? AND seq <= ? ORDER BY seq")
            : reader.prepared("SELECT hash FROM sys_tile WHERE level = ? AND place >= ? AND place < ? ORDER BY place");
    if (level > 0) statement.bind(std::int64_t{level});
    statement.bind(static_cast<std::int64_t>(first)).bind(static_cast<std::int64_t>(first + count));
    while (statement.step()) hashes.push_back(take_hash(statement.bytes(0)));
    check(hashes.size() == count, "the tree's hashes are all there; run `shanhai verify`");
    return hashes;
}

} // namespace

const std::vector<Hash>& TreeReader::tile(unsigned level, std::uint64_t place) {
    const auto [found, fresh] = tiles_.try_emplace({level, place});
    if (fresh) {
        const auto first = place * tile_width;
        const auto there = size_ >> (tile_height * level);
        check(first < there, "a proof asks for hashes of the tree only");
        found->second = read_hashes(reader_, level, first, std::min(tile_width, there - first));
    }
    return found->second;
}

// The root of a complete subtree: a run of hashes of one tile, folded.
Hash TreeReader::complete(unsigned height, std::uint64_t place) {
    const unsigned level = height / tile_height;
    const unsigned above = height % tile_height;
    const auto first = place << above;
    const auto& hashes = tile(level, first / tile_width);
    const auto begin = first % tile_width;
    std::vector<Hash> run(hashes.begin() + static_cast<std::ptrdiff_t>(begin),
                          hashes.begin() + static_cast<std::ptrdiff_t>(begin + (1U << above)));
    for (; run.size() > 1; run.resize(run.size() / 2)) {
        for (std::size_t i = 0; i < run.size() / 2; ++i) run[i] = node_hash(run[2 * i], run[2 * i + 1], algorithm_);
    }
    return run.front();
}

Hash TreeReader::root_of(std::uint64_t begin, std::uint64_t end) {
    const auto leaves = end - begin;
    if (leaves == 0) return digest(algorithm_, {});
    if (std::has_single_bit(leaves) && begin % leaves == 0) {
        const auto height = static_cast<unsigned>(std::countr_zero(leaves));
        return complete(height, begin >> height);
    }
    const auto middle = begin + std::bit_floor(leaves - 1);
    return node_hash(root_of(begin, middle), root_of(middle, end), algorithm_);
}

std::vector<Hash> TreeReader::inclusion(std::uint64_t index) {
    check(index < size_, "a proof is asked for a leaf of the tree");
    std::vector<Hash> from_root;
    std::uint64_t begin = 0;
    std::uint64_t end = size_;
    while (end - begin > 1) {
        const auto middle = begin + std::bit_floor(end - begin - 1);
        if (index < middle) {
            from_root.push_back(root_of(middle, end));
            end = middle;
        } else {
            from_root.push_back(root_of(begin, middle));
            begin = middle;
        }
    }
    return {from_root.rbegin(), from_root.rend()};
}

std::vector<Hash> TreeReader::consistency(std::uint64_t old_size) {
    check(old_size > 0 && old_size <= size_, "an older tree is not larger");
    std::vector<Hash> proof;
    add_subproof(0, size_, old_size, true, proof);
    return proof;
}

void TreeReader::add_subproof(std::uint64_t begin, std::uint64_t end, std::uint64_t old_end, bool is_known,
                              std::vector<Hash>& proof) {
    if (old_end == end) {
        if (!is_known) proof.push_back(root_of(begin, end));
        return;
    }
    const auto middle = begin + std::bit_floor(end - begin - 1);
    if (old_end <= middle) {
        add_subproof(begin, middle, old_end, is_known, proof);
        proof.push_back(root_of(middle, end));
    } else {
        add_subproof(middle, end, old_end, false, proof);
        proof.push_back(root_of(begin, middle));
    }
}

Result<std::string> read_tile(Connection& reader, const TilePath& path, std::uint64_t size) {
    const unsigned shift = tile_height * path.level;
    const auto there = shift < 64 ? size >> shift : 0;
    const auto tile_after = there / tile_width; // the partial one, if any
    const bool full = path.width == tile_width;
    if (path.place > tile_after || (full && path.place == tile_after) ||
        (!full && path.place == tile_after && path.width > there % tile_width))
        return refuse("tile.missing", {}, {{"path", path.text()}});
    const auto first = path.place * tile_width;
    std::string bytes;
    if (!path.entries) {
        for (const auto& hash : read_hashes(reader, path.level, first, path.width)) bytes += bytes_of(hash);
        return bytes;
    }
    auto& statement = reader.prepared("SELECT seq, body FROM sys_entry WHERE seq > ? AND seq <= ? ORDER BY seq");
    statement.bind(static_cast<std::int64_t>(first)).bind(static_cast<std::int64_t>(first + path.width));
    const Resetting done(statement);
    while (statement.step()) {
        const auto body = statement.text(1);
        if (body.size() > 0xFFFF)
            return refuse("tile.entry_too_long", {}, {{"entry", std::to_string(statement.integer(0))}});
        bytes += static_cast<char>(body.size() >> 8);
        bytes += static_cast<char>(body.size() & 0xFFU);
        bytes += body;
    }
    return bytes;
}

} // namespace shanhai::kernel
