#include "kernel/store/store_contract_test.h"

#include <atomic>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

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

// What stands in modules (rules, guards, measures) means the same in every store.
TEST_P(StoreContract, expressions_have_the_same_values) {
    writer_->execute("CREATE TABLE one (n INTEGER, big BIGINT, zero INTEGER, empty INTEGER, word TEXT, yes INTEGER);"
                     "INSERT INTO one VALUES (7, 4000000000000, 0, NULL, 'Abc', 1)");
    const std::vector<std::pair<std::string, std::string>> values = {
        {"n / 2", "3"},
        {"-n / 2", "-3"},
        {"-n % 4", "-3"},
        {"n / zero", "nothing"},
        {"n % zero", "nothing"},
        {"big * n", "28000000000000"},
        {"CAST(big * 1.5 AS INTEGER)", "6000000000000"},
        {"CAST(2.7 AS INTEGER)", "2"},
        {"CAST(-2.7 AS INTEGER)", "-2"},
        {"CAST(round(n * 0.5) AS INTEGER)", "4"},
        {"CAST(substr('2024-03-01', 1, 4) AS INTEGER) + 1", "2025"},
        {"CAST('12 months' AS INTEGER)", "12"},
        {"CAST('months' AS INTEGER)", "0"},
        {"CAST(empty AS INTEGER)", "nothing"},
        {"CAST(n > 3 AS INTEGER)", "1"},
        {"n > 3", "1"},
        {"n > 3 AND word = 'x'", "0"},
        {"yes = (n > 3)", "1"},
        {"(n > 3) <> yes", "0"},
        {"(n > 3) = 1", "1"},
        {"empty > 3", "nothing"},
        {"min(n, 3, big)", "3"},
        {"max(n, 3)", "7"},
        {"min(n, empty)", "nothing"},
        {"max(word, 'abc')", "abc"},
        {"coalesce(empty, n)", "7"},
        {"nullif(n, 7)", "nothing"},
        {"abs(-n)", "7"},
        {"length(word)", "3"},
        {"length('山海')", "2"},
        {"lower(word) || upper('z')", "abcZ"},
        {"replace(trim('  a b '), ' ', '-')", "a-b"},
        {"substr(word, 2)", "bc"},
        {"word LIKE 'aB%'", "1"},
        {"word NOT LIKE '%d%'", "1"},
        {"word < 'abc'", "1"},
        {"word IN ('abc', 'Abc')", "1"},
        {"CASE WHEN n BETWEEN 1 AND 7 THEN 'in' ELSE 'out' END", "in"},
        {"CAST(n AS TEXT) || '|' || word", "7|Abc"}};
    for (const auto& [expression, expected] : values) {
        const auto statement = writer_->prepare("SELECT " + expression + " FROM one");
        ASSERT_TRUE(statement->step());
        EXPECT_EQ(statement->is_null(0) ? "nothing" : std::string(statement->text(0)), expected) << expression;
    }
}

TEST_P(StoreContract, texts_are_ordered_by_their_bytes) {
    std::string seen;
    int id = 0;
    for (const auto* name : {"b", "山", "A", "_", "Ä", "a", "B", "1"}) add(++id, name, 0);
    const auto sorted = writer_->prepare("SELECT name FROM account ORDER BY name");
    while (sorted->step()) seen += sorted->text(0);
    EXPECT_EQ(seen, "1AB_abÄ山");
    const auto greatest = writer_->prepare("SELECT max(name) FROM account WHERE name < 'Z'");
    ASSERT_TRUE(greatest->step());
    EXPECT_EQ(greatest->text(0), "B");
}

TEST_P(StoreContract, a_sum_is_an_integer) {
    add(1, "a", 5'000'000'000'000'000'000);
    add(2, "b", 4'000'000'000'000'000'000);
    const auto sum = writer_->prepare("SELECT sum(amount), count(*), coalesce(sum(amount), 0) FROM account");
    ASSERT_TRUE(sum->step());
    for (int column = 0; column < 3; ++column) EXPECT_TRUE(sum->is_integer(column));
    EXPECT_EQ(sum->integer(0), 9'000'000'000'000'000'000);
    add(3, "c", 4'000'000'000'000'000'000);
    EXPECT_THROW(number(*writer_, "SELECT sum(amount) FROM account"), StoreError) << "it does not fit";
}

TEST_P(StoreContract, the_columns_of_a_table_are_known) {
    EXPECT_EQ(writer_->columns_of("account"), (std::set<std::string>{"id", "name", "amount"}));
    EXPECT_TRUE(writer_->columns_of("nowhere").empty());
}

TEST_P(StoreContract, a_store_can_be_cleared_and_begun_again) {
    EXPECT_TRUE(store_->exists());
    writer_.reset();
    store_->clear();
    EXPECT_FALSE(store_->exists());
    reopen();
    writer_->execute("CREATE TABLE account (id INTEGER PRIMARY KEY)");
}

// Several requests in a transaction, each in its savepoint, the second refused after it has read and written.
TEST_P(StoreContract, what_a_neighbour_wrote_stays_when_a_savepoint_is_taken_back) {
    writer_->execute("BEGIN IMMEDIATE");
    writer_->prepared("SAVEPOINT request").run();
    add(1, "a", 10);
    writer_->prepared("RELEASE request").run();
    writer_->prepared("SAVEPOINT request").run();
    EXPECT_EQ(accounts(*writer_), 1);
    add(2, "b", 20);
    writer_->prepared("UPDATE account SET amount = amount + 1 WHERE id = ?").bind(1).run();
    EXPECT_EQ(number(*writer_, "SELECT sum(amount) FROM account"), 31);
    add(3, "c", 30);
    writer_->prepared("ROLLBACK TO request").run();
    EXPECT_EQ(number(*writer_, "SELECT sum(amount) FROM account"), 10);
    writer_->prepared("RELEASE request").run();
    writer_->prepared("SAVEPOINT request").run();
    add(4, "d", 40);
    writer_->prepared("RELEASE request").run();
    writer_->execute("COMMIT");
    EXPECT_EQ(number(*writer_, "SELECT sum(amount) FROM account"), 50);
    EXPECT_EQ(number(*store_->connect_reader(), "SELECT sum(amount) FROM account"), 50);
}

// The same question again and again, as the writer asks them, with writing in between.
TEST_P(StoreContract, an_answer_is_never_older_than_what_was_written) {
    add(1, "a", 10);
    const auto amount = [&] {
        auto& statement = writer_->prepared("SELECT amount FROM account WHERE id = ?");
        statement.bind(1);
        const Resetting done(statement);
        return statement.step() ? statement.integer(0) : -1;
    };
    writer_->execute("BEGIN IMMEDIATE");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(amount(), 10);
    writer_->prepared("UPDATE account SET amount = amount + ? WHERE id = ?").bind(5).bind(1).run();
    EXPECT_EQ(amount(), 15);
    writer_->prepared("SAVEPOINT request").run();
    writer_->prepared("DELETE FROM account WHERE id = ?").bind(1).run();
    writer_->prepared("SELECT amount FROM account WHERE id = ?").bind(1).foresee();
    EXPECT_EQ(amount(), -1);
    add(1, "b", 7);
    EXPECT_EQ(amount(), 7);
    writer_->prepared("ROLLBACK TO request").run();
    EXPECT_EQ(amount(), 15);
    writer_->prepared("RELEASE request").run();
    writer_->execute("UPDATE account SET amount = 16");
    EXPECT_EQ(amount(), 16);
    writer_->execute("ROLLBACK");
    writer_->execute("BEGIN IMMEDIATE");
    EXPECT_EQ(amount(), 10);
    writer_->execute("COMMIT");
}

TEST_P(StoreContract, an_answer_that_was_foreseen_is_that_of_its_values) {
    for (int id = 1; id <= 9; ++id) add(id, std::to_string(id), id * 10);
    writer_->execute("BEGIN IMMEDIATE");
    auto& statement = writer_->prepared("SELECT amount FROM account WHERE id = ?");
    for (int id = 1; id <= 9; ++id) statement.bind(id).foresee();
    for (int id = 9; id >= 1; --id) {
        statement.bind(id);
        ASSERT_TRUE(statement.step());
        EXPECT_EQ(statement.integer(0), id * 10);
        EXPECT_FALSE(statement.step());
    }
    writer_->execute("COMMIT");
}

// A reader whose answer is not read to its end does not lose it to the next question.
TEST_P(StoreContract, answers_can_be_read_in_turns) {
    for (int id = 1; id <= 3000; ++id) add(id, std::to_string(id), id);
    const auto reader = store_->connect_reader();
    reader->execute("BEGIN");
    auto& all = reader->prepared("SELECT id FROM account ORDER BY id");
    std::int64_t sum = 0;
    while (all.step()) {
        auto& one = reader->prepared("SELECT amount FROM account WHERE id = ?");
        one.bind(all.integer(0));
        ASSERT_TRUE(one.step());
        sum += one.integer(0);
    }
    EXPECT_EQ(sum, 3000 * 3001 / 2);
    reader->execute("ROLLBACK");
}

// However long the answer, and whatever is asked beside it.
TEST_P(StoreContract, a_long_answer_is_read_beside_others) {
    writer_->execute("BEGIN IMMEDIATE");
    for (int id = 1; id <= 1250; ++id) add(id, std::to_string(id), id);
    writer_->execute("COMMIT");
    const auto reader = store_->connect_reader();
    reader->execute("BEGIN");
    for (const int least : {1, 251, 1251}) { // the last piece shorter than the others, of their length, and none at all
        const auto all = reader->prepare_long("SELECT id, name FROM account WHERE id >= ? ORDER BY -id");
        all->bind(least);
        int count = 0;
        while (all->step()) {
            auto& one = reader->prepared("SELECT amount FROM account WHERE name = ?");
            one.bind(all->text(1));
            ASSERT_TRUE(one.step());
            EXPECT_EQ(one.integer(0), all->integer(0));
            EXPECT_EQ(all->integer(0), 1250 - count);
            ++count;
        }
        EXPECT_EQ(count, 1251 - least);
    }
    {
        const auto left = reader->prepare_long("SELECT id FROM account"); // and left early
        ASSERT_TRUE(left->step());
    }
    EXPECT_EQ(accounts(*reader), 1250);
    reader->execute("ROLLBACK");
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
