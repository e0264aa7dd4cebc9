#include "base/check.h"
#include "kernel/journal/journal.h"
#include "kernel/store/tables.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

namespace shanhai::kernel {
namespace {

// The root of RFC 9162 section 2.1.1, by its recursive definition.
Hash root_of(std::span<const Hash> leaves) {
    if (leaves.empty()) return sha256("");
    if (leaves.size() == 1) return leaves.front();
    std::size_t split = 1;
    while (split * 2 < leaves.size()) split *= 2;
    return node_hash(root_of(leaves.first(split)), root_of(leaves.subspan(split)));
}

Entry entry_of(std::int64_t seq, std::string reason = {}) {
    Entry entry;
    entry.seq = entry.record = seq;
    entry.at = {1'700'000'000'000'000 + seq};
    entry.actor = "admin";
    entry.type = "payment";
    entry.action = "create";
    entry.reason = std::move(reason);
    entry.set = {{"amount", "160.00"}, {"place", seq}};
    return entry;
}

TEST(EntryBody, it_is_canonical_json_whatever_the_order_of_its_parts) {
    Entry entry;
    entry.seq = 8;
    entry.at = {1'700'000'000'123'456};
    entry.actor = "财务@cona";
    entry.type = "project";
    entry.record = 7;
    entry.action = "advance";
    entry.transition = "finish";
    entry.reason = "says \"done\"\n";
    entry.state = "done";
    entry.state_was = "started";
    entry.set = {{"z", 1}, {"a", nullptr}, {"m", json::object{{"y", true}, {"b", 0.5}}}};
    entry.was = {{"z", nullptr}, {"a", "x"}};
    EXPECT_EQ(
        entry_body(entry),
        R"({"action":"advance","actor":"财务@cona","at":")" + entry.at.iso() +
            R"(","reason":"says \"done\"\n","record":7,"set":{"a":null,"m":{"b":0.5,"y":true},"z":1},)"
            R"("state":"done","state_was":"started","transition":"finish","type":"project","was":{"a":"x","z":null}})");
    EXPECT_EQ(canonical_json(*parse_json(entry_body(entry))), entry_body(entry));
}

TEST(EntryBody, what_is_not_there_is_not_written) {
    auto entry = entry_of(1);
    EXPECT_EQ(entry_body(entry), R"({"action":"create","actor":"admin","at":")" + entry.at.iso() +
                                     R"(","record":1,"set":{"amount":"160.00","place":1},"type":"payment"})");
    entry.action = "void";
    EXPECT_NE(entry_body(entry).find(R"("was":{})"), std::string::npos) << "only what is new has no before";
}

TEST(EntryBody, it_reads_back_as_the_same_entry) {
    auto entry = entry_of(1, "山海\t\"");
    entry.number = "ZF-2024-000001";
    entry.action = "amend";
    entry.was = {{"amount", nullptr}};
    const auto again = parse_entry_body(entry_body(entry));
    EXPECT_EQ(entry_body(again), entry_body(entry));
    EXPECT_EQ(again.at.micros, entry.at.micros);
    EXPECT_EQ(again.set, entry.set);
}

TEST(EntryBody, bytes_that_are_no_entry_are_a_broken_promise) {
    for (const std::string body :
         {"", "null", "[]", "{}", R"({"at":"2024"})", R"({"at":"2024-01-01T00:00:00.000000Z"})",
          R"({"at":"2024-01-01T00:00:00.000000Z","record":"1"})", R"({"at":"2024-01-01T00:00:00.000000Z","record":1)",
          R"({"at":1,"record":1})", R"({"at":"2024-01-01T00:00:00.000000Z","record":1,"record":2})"})
        EXPECT_THROW(parse_entry_body(body), BrokenInvariant) << body;
}

class Journal : public ::testing::Test {
protected:
    void SetUp() override {
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        writer_->execute("COMMIT");
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    // The leaves as they stand in the store, hashed anew from the bodies.
    std::vector<Hash> leaves() {
        std::vector<Hash> result;
        const auto bodies = writer_->prepare("SELECT body, leaf FROM sys_entry ORDER BY seq");
        while (bodies->step()) {
            const auto leaf = sha256(std::string(1, '\0') + std::string(bodies->text(0)));
            EXPECT_EQ(bodies->bytes(1), std::string_view(reinterpret_cast<const char*>(leaf.data()), leaf.size()));
            result.push_back(leaf);
        }
        return result;
    }

    void expect_sealed() {
        const auto hashes = leaves();
        const auto tree = read_tree(*writer_);
        ASSERT_TRUE(tree.has_value());
        EXPECT_EQ(tree->size(), hashes.size());
        EXPECT_EQ(hex(tree->root()), hex(root_of(hashes)));
    }

    void commit(JournalWriter& journal, int entries) {
        writer_->execute("BEGIN IMMEDIATE");
        for (int i = 0; i < entries; ++i) journal.append(entry_of(journal.next_seq()));
        journal.seal();
        writer_->execute("COMMIT");
        journal.committed();
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-journal-" + std::to_string(::getpid()));
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
};

TEST_F(Journal, its_root_is_that_of_the_tree_computed_anew) {
    JournalWriter journal(*writer_);
    EXPECT_FALSE(read_tree(*writer_).has_value());
    EXPECT_EQ(hex(journal.tree().root()), hex(sha256("")));
    for (const int entries : {1, 1, 2, 3, 5, 8, 13, 31, 64, 1}) {
        ASSERT_NO_FATAL_FAILURE(commit(journal, entries));
        expect_sealed();
        EXPECT_EQ(journal.tree().size(), leaves().size());
    }
}

TEST_F(Journal, it_goes_on_where_the_store_stopped) {
    for (int times = 0; times < 5; ++times) {
        JournalWriter journal(*writer_);
        EXPECT_EQ(journal.next_seq(), times * 3 + 1);
        EXPECT_EQ(journal.last_at().micros, times == 0 ? 0 : entry_of(times * 3).at.micros);
        commit(journal, 3);
        expect_sealed();
    }
}

TEST_F(Journal, a_refused_request_leaves_no_leaf) {
    JournalWriter journal(*writer_);
    commit(journal, 3);
    writer_->execute("BEGIN IMMEDIATE");
    journal.append(entry_of(4));
    const auto pending = journal.pending();
    const auto last_at = journal.last_at();
    writer_->execute("SAVEPOINT request");
    journal.append(entry_of(5));
    journal.append(entry_of(6));
    writer_->execute("ROLLBACK TO request; RELEASE request");
    journal.forget(pending, last_at);
    EXPECT_EQ(journal.next_seq(), 5);
    EXPECT_EQ(journal.last_at().micros, entry_of(4).at.micros);
    journal.append(entry_of(5, "another"));
    journal.seal();
    writer_->execute("COMMIT");
    journal.committed();
    EXPECT_EQ(journal.tree().size(), 5U);
    expect_sealed();
}

TEST_F(Journal, a_failed_commit_leaves_the_tree_as_it_was) {
    JournalWriter journal(*writer_);
    commit(journal, 3);
    const auto root = journal.tree().root();
    writer_->execute("BEGIN IMMEDIATE");
    journal.append(entry_of(4));
    journal.seal();
    writer_->execute("ROLLBACK"); // as after a full disk
    journal.rolled_back();
    EXPECT_EQ(journal.next_seq(), 4);
    EXPECT_EQ(journal.tree().root(), root);
    EXPECT_EQ(journal.last_at().micros, entry_of(3).at.micros);
    expect_sealed();
    commit(journal, 2);
    expect_sealed();
}

TEST_F(Journal, a_tree_that_belongs_to_other_entries_is_not_gone_on_with) {
    {
        JournalWriter journal(*writer_);
        commit(journal, 3);
    }
    writer_->execute("DELETE FROM sys_entry WHERE seq = 3");
    EXPECT_THROW(JournalWriter{*writer_}, BrokenInvariant);
    for (const std::string tree : {"x", "00", "zz", "0000000000000003"}) {
        set_meta(*writer_, "tree", tree);
        EXPECT_THROW(JournalWriter{*writer_}, BrokenInvariant) << tree;
    }
}

} // namespace
} // namespace shanhai::kernel
