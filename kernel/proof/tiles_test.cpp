#include "kernel/journal/journal.h"
#include "kernel/proof/tiles.h"
#include "kernel/store/tables.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace shanhai::kernel {
namespace {

class Tiles : public ::testing::TestWithParam<HashAlgorithm> {
protected:
    void SetUp() override {
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        set_meta(*writer_, "hash", name_of(GetParam()));
        writer_->execute("COMMIT");
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    void grow_to(std::uint64_t size, std::size_t group) {
        JournalWriter journal(*writer_);
        while (journal.tree().size() < size) {
            writer_->execute("BEGIN IMMEDIATE");
            for (std::size_t i = 0; i < group && static_cast<std::uint64_t>(journal.next_seq()) <= size; ++i) {
                Entry entry;
                entry.seq = entry.record = journal.next_seq();
                entry.at = {1'700'000'000'000'000};
                entry.actor = "admin";
                entry.type = "payment";
                entry.action = "create";
                leaves_.push_back(leaf_hash(entry_body(entry), GetParam()));
                journal.append(entry);
            }
            journal.seal();
            writer_->execute("COMMIT");
            journal.committed();
        }
        root_ = journal.tree().root();
    }

    TreeReader tree(std::uint64_t size) { return {*writer_, size, GetParam()}; }
    Hash root(std::uint64_t size) {
        MerkleFrontier tree(GetParam());
        for (std::uint64_t i = 0; i < size; ++i) tree.append(leaves_[i]);
        return tree.root();
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-tiles-" + std::to_string(::getpid()));
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
    std::vector<Hash> leaves_;
    Hash root_{};
};
INSTANTIATE_TEST_SUITE_P(All, Tiles, ::testing::Values(HashAlgorithm::sha256, HashAlgorithm::sm3),
                         [](const auto& algorithm) { return std::string(name_of(algorithm.param)); });

TEST_P(Tiles, the_tree_in_tiles_has_the_root_and_the_proofs_of_the_tree) {
    constexpr std::uint64_t size = 256 * 256 + 256 * 3 + 77; // three levels
    grow_to(size, 1000);
    EXPECT_EQ(tree(size).root(), root_);
    for (const std::uint64_t part : {1, 2, 255, 256, 257, 511, 65'535, 65'536, 65'537, 66'000}) {
        auto reader = tree(part);
        ASSERT_EQ(reader.root(), root(part)) << part;
        for (const std::uint64_t index : {std::uint64_t{0}, part / 3, part / 2, part - 1}) {
            const auto proof = reader.inclusion(index);
            EXPECT_TRUE(verify_inclusion(leaves_[index], index, part, proof, root(part), GetParam()));
            EXPECT_EQ(reader.leaf(index), leaves_[index]);
        }
        const auto grown = tree(size).consistency(part);
        EXPECT_TRUE(verify_consistency(part, root(part), size, root_, grown, GetParam()));
    }
}

TEST_P(Tiles, a_tile_is_there_as_soon_as_the_log_has_grown_so_far) {
    grow_to(600, 7);
    const auto size_of = [&](const char* path) -> std::optional<std::size_t> {
        const auto bytes = read_tile(*writer_, TilePath::parse(path).value(), 600);
        if (!bytes) return std::nullopt;
        return bytes->size();
    };
    EXPECT_EQ(size_of("0/000"), 256U * 32);
    EXPECT_EQ(size_of("0/001.p/3"), 3U * 32); // a full tile has its partial ones, too
    EXPECT_EQ(size_of("0/002.p/88"), 88U * 32);
    EXPECT_EQ(size_of("0/002.p/89"), std::nullopt);
    EXPECT_EQ(size_of("0/002"), std::nullopt);
    EXPECT_EQ(size_of("0/003.p/1"), std::nullopt);
    EXPECT_EQ(size_of("1/000.p/2"), 2U * 32);
    EXPECT_EQ(size_of("1/000.p/3"), std::nullopt);
    EXPECT_EQ(size_of("2/000.p/1"), std::nullopt);
    EXPECT_EQ(size_of("63/000.p/1"), std::nullopt);
    const auto bundle = read_tile(*writer_, TilePath::parse("entries/002.p/88").value(), 600).value();
    std::size_t at = 0, index = 512;
    for (; at < bundle.size(); ++index) {
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bundle[at]) << 8 |
                                                     static_cast<unsigned char>(bundle[at + 1]));
        EXPECT_EQ(leaf_hash(std::string_view(bundle).substr(at + 2, length), GetParam()), leaves_[index]);
        at += 2 + length;
    }
    EXPECT_EQ(index, 600U);
}

TEST_P(Tiles, what_is_missing_in_the_store_is_a_broken_promise_not_a_wrong_proof) {
    grow_to(600, 100);
    writer_->execute("DELETE FROM sys_entry WHERE seq = 300");
    EXPECT_THROW((void)tree(600).inclusion(299), std::exception);
}

} // namespace
} // namespace shanhai::kernel
