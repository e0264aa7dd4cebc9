#include "kernel/store/store_contract_test.h"

#include <atomic>
#include <limits>
#include <thread>

namespace shanhai::kernel {
namespace {

TEST_P(StoreContract, values_come_back_as_they_were_bound) {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    writer_->execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, number BIGINT, word TEXT, body BLOB)");
    auto& insert = writer_->prepared("INSERT INTO thing (id, number, word, body) VALUES (?, ?, ?, ?)");
    insert.bind(1).bind(std::numeric_limits<std::int64_t>::min()).bind("山海 '\"; --").bind_bytes(every_byte).run();
    insert.bind(2).bind(std::numeric_limits<std::int64_t>::max()).bind("").bind_bytes("").run();
    insert.bind(3).bind_null().bind_null().bind_null().run();
    const auto select = writer_->prepare("SELECT number, word, body FROM thing ORDER BY id");
    ASSERT_TRUE(select->step());
    EXPECT_EQ(select->columns(), 3);
    EXPECT_TRUE(select->is_integer(0));
    EXPECT_EQ(select->integer(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_FALSE(select->is_integer(1));
    EXPECT_EQ(select->text(1), "山海 '\"; --");
    EXPECT_EQ(select->bytes(2), every_byte);
    ASSERT_TRUE(select->step());
    EXPECT_EQ(select->integer(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_FALSE(select->is_null(1)) << "the empty text is a text";
    EXPECT_FALSE(select->is_null(2));
    EXPECT_EQ(select->text(1), "");
    EXPECT_EQ(select->bytes(2), "");
    ASSERT_TRUE(select->step());
    for (int column = 0; column < 3; ++column) EXPECT_TRUE(select->is_null(column));
    EXPECT_EQ(select->text(1), "");
    EXPECT_FALSE(select->step());
}

TEST_P(StoreContract, a_text_without_storage_binds_as_the_empty_text) {
    add(1, std::string_view{}, 0);
    EXPECT_EQ(number(*writer_, "SELECT count(*) FROM account WHERE name = ''"), 1);
}

TEST_P(StoreContract, binding_after_a_step_starts_anew) {
    add(1, "a", 10);
    add(2, "b", 20);
    auto& one = writer_->prepared("SELECT amount FROM account WHERE id = ?");
    one.bind(1);
    ASSERT_TRUE(one.step());
    EXPECT_EQ(one.integer(0), 10);
    one.bind(2);
    ASSERT_TRUE(one.step());
    EXPECT_EQ(one.integer(0), 20);
    EXPECT_FALSE(one.step());
    one.bind(1);
    EXPECT_TRUE(one.step());
}

TEST_P(StoreContract, a_statement_given_back_early_starts_anew) {
    for (int id = 1; id <= 5; ++id) add(id, std::to_string(id), id);
    for (int round = 0; round < 3; ++round) {
        auto& all = writer_->prepared("SELECT id FROM account ORDER BY id");
        const Resetting done(all);
        ASSERT_TRUE(all.step());
        EXPECT_EQ(all.integer(0), 1);
    }
    writer_->execute("DROP TABLE account"); // would fail while a statement still reads it
}

TEST_P(StoreContract, statements_are_prepared_once_and_kept) {
    auto& first = writer_->prepared("SELECT 1");
    EXPECT_EQ(&first, &writer_->prepared("SELECT 1"));
    EXPECT_NE(&first, &writer_->prepared("SELECT 2"));
}

TEST_P(StoreContract, errors_are_thrown_and_harm_nothing) {
    add(1, "a", 10);
    EXPECT_THROW(writer_->execute("SELEC"), StoreError);
    EXPECT_THROW(writer_->prepare("SELECT nothing FROM account"), StoreError);
    EXPECT_THROW(writer_->prepared("SELECT 1 FROM nowhere"), StoreError);
    EXPECT_THROW(writer_->prepare(""), StoreError);
    EXPECT_THROW(add(1, "b", 10), StoreError) << "the key is taken";
    EXPECT_THROW(add(2, "a", 10), StoreError) << "the name is taken";
    auto& without_amount = writer_->prepared("INSERT INTO account (id, amount) VALUES (?, ?)");
    EXPECT_THROW(without_amount.bind(3).bind_null().run(), StoreError);
    add(2, "b", 10);
    EXPECT_EQ(accounts(*writer_), 2);
}

TEST_P(StoreContract, what_is_rolled_back_never_was) {
    writer_->execute("BEGIN IMMEDIATE");
    add(1, "a", 10);
    EXPECT_EQ(accounts(*writer_), 1);
    writer_->execute("ROLLBACK");
    EXPECT_EQ(accounts(*writer_), 0);
}

TEST_P(StoreContract, a_savepoint_is_taken_back_without_its_neighbours) {
    writer_->execute("BEGIN IMMEDIATE");
    for (int id = 1; id <= 3; ++id) {
        writer_->prepared("SAVEPOINT request").run();
        add(id, std::to_string(id), id);
        if (id == 2) {
            EXPECT_THROW((add(2, "again", 0), accounts(*writer_)), StoreError) << "at the latest with the next answer";
            writer_->prepared("ROLLBACK TO request").run();
        }
        writer_->prepared("RELEASE request").run();
    }
    writer_->execute("COMMIT");
    EXPECT_EQ(accounts(*writer_), 2);
    EXPECT_EQ(number(*writer_, "SELECT sum(id) FROM account"), 4);
}

TEST_P(StoreContract, a_reader_sees_committed_states_only) {
    const auto reader = store_->connect_reader();
    writer_->execute("BEGIN IMMEDIATE");
    add(1, "a", 10);
    EXPECT_EQ(accounts(*reader), 0) << "and does not wait";
    writer_->execute("COMMIT");
    EXPECT_EQ(accounts(*reader), 1);
}

TEST_P(StoreContract, a_reader_keeps_its_state_as_long_as_its_transaction) {
    add(1, "a", 10);
    const auto reader = store_->connect_reader();
    reader->execute("BEGIN");
    EXPECT_EQ(accounts(*reader), 1);
    add(2, "b", 20);
    EXPECT_EQ(accounts(*reader), 1);
    reader->execute("ROLLBACK");
    EXPECT_EQ(accounts(*reader), 2);
}

TEST_P(StoreContract, a_reader_cannot_write) {
    const auto reader = store_->connect_reader();
    EXPECT_THROW(reader->execute("INSERT INTO account (id, name, amount) VALUES (1, 'a', 1)"), StoreError);
    EXPECT_THROW(reader->execute("DROP TABLE account"), StoreError);
    EXPECT_EQ(accounts(*reader), 0);
}

TEST_P(StoreContract, what_was_committed_is_there_after_reopening) {
    writer_->execute("BEGIN IMMEDIATE");
    add(1, "a", 10);
    writer_->execute("COMMIT");
    writer_->execute("BEGIN IMMEDIATE");
    add(2, "b", 20);
    reopen(); // in the middle of a transaction
    EXPECT_EQ(accounts(*writer_), 1);
}

TEST_P(StoreContract, the_sql_that_the_kernel_is_written_in_runs) {
    auto& upsert = writer_->prepared("INSERT INTO account (id, name, amount) VALUES (1, 'a', 1) "
                                     "ON CONFLICT (id) DO UPDATE SET amount = account.amount + 1 RETURNING amount");
    for (int expected = 1; expected <= 3; ++expected) {
        ASSERT_TRUE(upsert.step());
        EXPECT_EQ(upsert.integer(0), expected);
        while (upsert.step()) {}
    }
    writer_->execute("INSERT INTO account (id, name, amount) VALUES (2, 'a', 1) ON CONFLICT DO NOTHING");
    EXPECT_EQ(accounts(*writer_), 1);
    EXPECT_EQ(number(*writer_, "WITH RECURSIVE below(id) AS (SELECT 1 UNION SELECT id % 5 + 1 FROM below) "
                               "SELECT count(*) FROM below"),
              5);
    EXPECT_EQ(number(*writer_, "SELECT count(*) FROM account WHERE CAST(amount AS TEXT) LIKE '%3%' ESCAPE '\\'"), 1);
    EXPECT_EQ(number(*writer_, "SELECT coalesce(max(amount), 0) FROM account WHERE id > 7"), 0);
}

// Money moves between accounts while readers add them up: the sum never changes, in no state that a reader sees.
TEST_P(StoreContract, readers_on_other_threads_see_whole_commits) {
    for (int id = 0; id < 10; ++id) add(id, std::to_string(id), 100);
    std::atomic<bool> stop = false;
    std::atomic<int> looks = 0, wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            const auto reader = store_->connect_reader();
            while (!stop) {
                auto& sum = reader->prepared("SELECT sum(amount) FROM account");
                const Resetting done(sum);
                if (!sum.step() || sum.integer(0) != 1000) ++wrong;
                ++looks;
            }
        });
    }
    for (int round = 0; round < 200 || looks < 50; ++round) {
        writer_->execute("BEGIN IMMEDIATE");
        writer_->prepared("UPDATE account SET amount = amount - 1 WHERE id = ?").bind(round % 10).run();
        writer_->prepared("UPDATE account SET amount = amount + 1 WHERE id = ?").bind(round * 7 % 10).run();
        writer_->execute("COMMIT");
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace shanhai::kernel
