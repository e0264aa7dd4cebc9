#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <thread>

namespace shanhai {
namespace {

std::vector<Hash> leaves(std::size_t count) {
    std::vector<Hash> hashes;
    for (std::size_t i = 0; i < count; ++i) hashes.push_back(leaf_hash("entry " + std::to_string(i)));
    return hashes;
}

// The definition of RFC 9162 section 2.1.1, word for word.
Hash defined_root(std::span<const Hash> of) {
    if (of.empty()) return sha256("");
    if (of.size() == 1) return of[0];
    std::size_t k = 1;
    while (k * 2 < of.size()) k *= 2;
    return node_hash(defined_root(of.first(k)), defined_root(of.subspan(k)));
}

// Some vectors hold "don't care" and other bytes that are no hash; a hash of theirs stands in for them.
Hash hash_in(const json::value& text) {
    const std::string bytes = from_base64(text.as_string()).value();
    Hash hash;
    if (bytes.size() != hash.size()) return sha256("not a hash: " + bytes);
    std::memcpy(hash.data(), bytes.data(), hash.size());
    return hash;
}

std::vector<Hash> proof_in(const json::value& list) {
    std::vector<Hash> proof;
    if (list.is_null()) return proof;
    for (const json::value& element : list.as_array()) proof.push_back(hash_in(element));
    return proof;
}

template <class Judge>
void judge_vectors(const char* file, Judge accepts) {
    std::ifstream lines(std::string(SHANHAI_SOURCE_DIR "/tests/data/tlog/") + file);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const json::object vector = parse_json(line).value().as_object();
        EXPECT_EQ(accepts(vector), !vector.at("wantErr").as_bool()) << vector.at("file");
    }
    EXPECT_EQ(count, 98);
}

TEST(Sha256, hashes_the_known_texts) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(leaf_hash("abc"), sha256(std::string_view("\0abc", 4)));
}

TEST(Sha256, every_thread_has_its_own_state) {
    std::vector<std::jthread> threads;
    std::array<Hash, 4> found;
    for (Hash& hash : found)
        threads.emplace_back([&hash] {
            for (int i = 0; i < 1000; ++i) hash = leaf_hash("the same");
        });
    threads.clear();
    for (const Hash& hash : found) EXPECT_EQ(hash, leaf_hash("the same"));
}

TEST(Hash, hex_is_read_back) {
    const Hash hash = sha256("abc");
    EXPECT_EQ(hash_from_hex(hex(hash)), hash);
    EXPECT_FALSE(hash_from_hex("ab"));
    EXPECT_FALSE(hash_from_hex(std::string(64, 'g')));
}

TEST(MerkleFrontier, has_the_root_that_the_standard_defines) {
    const auto all = leaves(130);
    MerkleFrontier tree;
    for (std::size_t size = 0; size <= all.size(); ++size) {
        ASSERT_EQ(tree.root(), defined_root(std::span(all).first(size))) << size;
        if (size < all.size()) tree.append(all[size]);
    }
}

TEST(MerkleFrontier, goes_on_from_its_saved_state) {
    const auto all = leaves(37);
    MerkleFrontier tree;
    for (std::size_t i = 0; i < 21; ++i) tree.append(all[i]);
    auto loaded = MerkleFrontier::load(tree.save());
    ASSERT_TRUE(loaded);
    for (std::size_t i = 21; i < all.size(); ++i) loaded->append(all[i]);
    EXPECT_EQ(loaded->size(), 37U);
    EXPECT_EQ(loaded->root(), defined_root(all));
    EXPECT_FALSE(MerkleFrontier::load(""));
    EXPECT_FALSE(MerkleFrontier::load(tree.save() + "x"));
    EXPECT_TRUE(MerkleFrontier::load(MerkleFrontier().save()));
}

TEST(Proofs, every_leaf_of_every_small_tree_is_proved) {
    const auto all = leaves(20);
    for (std::size_t size = 1; size <= all.size(); ++size) {
        const auto tree = std::span(all).first(size);
        const Hash root = defined_root(tree);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(tree, index);
            ASSERT_TRUE(verify_inclusion(tree[index], index, size, proof, root));
            ASSERT_FALSE(verify_inclusion(leaf_hash("another"), index, size, proof, root));
            ASSERT_FALSE(verify_inclusion(tree[index], index + size, size, proof, root));
        }
    }
}

TEST(Proofs, every_small_tree_is_proved_to_have_grown) {
    const auto all = leaves(20);
    for (std::size_t size = 1; size <= all.size(); ++size) {
        const auto tree = std::span(all).first(size);
        const Hash root = defined_root(tree);
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            const Hash old_root = defined_root(tree.first(old_size));
            const auto proof = consistency_proof(tree, old_size);
            ASSERT_TRUE(verify_consistency(old_size, old_root, size, root, proof)) << old_size << " " << size;
            ASSERT_FALSE(verify_consistency(old_size, sha256("another"), size, root, proof));
        }
    }
}

TEST(Proofs, the_public_inclusion_vectors_are_judged_as_labelled) {
    judge_vectors("inclusion.jsonl", [](const json::object& vector) {
        // A leaf hash and a root of no bytes cannot be written here, and their stand-ins would be equal.
        if (vector.at("leafHash").as_string().empty()) return false;
        return verify_inclusion(hash_in(vector.at("leafHash")), vector.at("leafIdx").to_number<std::uint64_t>(),
                                vector.at("treeSize").to_number<std::uint64_t>(), proof_in(vector.at("proof")),
                                hash_in(vector.at("root")));
    });
}

TEST(Proofs, the_public_consistency_vectors_are_judged_as_labelled) {
    judge_vectors("consistency.jsonl", [](const json::object& vector) {
        return verify_consistency(vector.at("size1").to_number<std::uint64_t>(), hash_in(vector.at("root1")),
                                  vector.at("size2").to_number<std::uint64_t>(), hash_in(vector.at("root2")),
                                  proof_in(vector.at("proof")));
    });
}

} // namespace
} // namespace shanhai
