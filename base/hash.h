#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_st;     // of OpenSSL
struct evp_md_ctx_st; // of OpenSSL

namespace shanhai {

using Hash = std::array<std::uint8_t, 32>;

// What a journal is hashed with; chosen when a store is made. Both have 32 bytes.
enum class HashAlgorithm : std::uint8_t { sha256, sm3 };
std::string_view name_of(HashAlgorithm algorithm); // "sha256", "sm3"
std::optional<HashAlgorithm> hash_algorithm_named(std::string_view name);

// Of bytes that come in parts.
class Digest {
public:
    explicit Digest(HashAlgorithm algorithm = HashAlgorithm::sha256);
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    ~Digest();

    void start(); // anew; a digest that was just made has started
    void add(std::string_view bytes);
    Hash finish();

private:
    evp_md_st* algorithm_;
    evp_md_ctx_st* context_;
};

Hash sha256(std::string_view bytes);
Hash digest(HashAlgorithm algorithm, std::string_view bytes);
std::string_view bytes_of(const Hash& hash);
std::optional<Hash> hash_of_bytes(std::string_view bytes); // nothing unless they are 32
std::string hex(const Hash& hash);
std::optional<Hash> hash_from_hex(std::string_view text);

// The tree of RFC 9162 section 2.1: leaf = HASH(00 ‖ data), node = HASH(01 ‖ left ‖ right).
Hash leaf_hash(std::string_view data, HashAlgorithm algorithm = HashAlgorithm::sha256);
Hash node_hash(const Hash& left, const Hash& right, HashAlgorithm algorithm = HashAlgorithm::sha256);

// A complete subtree: of 2^height leaves, the place-th of that height.
struct Subtree {
    unsigned height = 0;
    std::uint64_t place = 0;
    Hash hash{};
};

// A tile of C2SP tlog-tiles spans this many levels of the tree: 256 hashes.
constexpr unsigned tile_height = 8;

// The right edge of a growing tree: one hash for each complete subtree, largest first. Appending costs O(1) amortised,
// the root O(log n). It is the whole state that a writer needs to go on after a restart.
class MerkleFrontier {
public:
    explicit MerkleFrontier(HashAlgorithm algorithm = HashAlgorithm::sha256) : algorithm_(algorithm) {}

    void append(const Hash& leaf) { append(leaf, nullptr); }
    // Also tells the subtrees of `tile_height`, twice that height … that the leaf completes.
    void append(const Hash& leaf, std::vector<Subtree>* completed);
    std::uint64_t size() const { return size_; }
    HashAlgorithm algorithm() const { return algorithm_; }
    Hash root() const; // of the empty tree: the hash of nothing

    // size (8 bytes, big endian) ‖ the hashes. nullopt when the bytes are not such a state.
    std::string save() const;
    static std::optional<MerkleFrontier> load(std::string_view bytes, HashAlgorithm algorithm = HashAlgorithm::sha256);

private:
    HashAlgorithm algorithm_;
    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_;
};

// Proofs over all leaves of a tree, RFC 9162 sections 2.1.3 and 2.1.4, and their verification. They hash the whole tree:
// for tests and small logs. Every tree grows out of the empty one, so that proof is empty; it proves nothing, and
// verify_consistency refuses it.
std::vector<Hash> inclusion_proof(std::span<const Hash> leaves, std::uint64_t index);
std::vector<Hash> consistency_proof(std::span<const Hash> leaves, std::uint64_t old_size);
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root, HashAlgorithm algorithm = HashAlgorithm::sha256);
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                        std::span<const Hash> proof, HashAlgorithm algorithm = HashAlgorithm::sha256);

} // namespace shanhai
