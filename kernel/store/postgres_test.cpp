#include "kernel/store/postgres_dialect.h"
#include "kernel/store/store_contract_test.h"
#include "kernel/store/trial_postgres_test.h"

#include <gmock/gmock.h>

#include <optional>

namespace shanhai::kernel {
namespace {

class PostgresDatabase final : public FreshDatabase {
public:
    std::unique_ptr<Store> open() override { return open_store(database_.url()); }

private:
    TrialPostgres database_;
};

// Without a server there is nothing to instantiate: tests/postgres_cluster.py starts one and says where it is.
std::vector<StoreKind> kinds() {
    if (!TrialPostgres::is_there()) return {};
    return {StoreKind{"postgres", [] { return std::make_unique<PostgresDatabase>(); }}};
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, ::testing::ValuesIn(kinds()), name_of_kind);

std::string rewritten(std::string_view sql) { return to_postgres(sql).text; }

TEST(PostgresDialect, parameters_are_numbered_and_texts_left_alone) {
    EXPECT_EQ(rewritten("SELECT a FROM t WHERE b = ? AND c = '?; like user' AND \"integer\" = ?"),
              "SELECT a FROM t WHERE b = $1 AND c = '?; like user' AND \"integer\" = $2");
    EXPECT_EQ(rewritten("SELECT 'it''s' || ?"), "SELECT 'it''s' || $1");
    EXPECT_EQ(to_postgres("SELECT ?, ?, ?").parameters, 3);
}

TEST(PostgresDialect, tables_get_types_of_their_own) {
    EXPECT_EQ(
        rewritten(
            "CREATE TABLE sys_x (id INTEGER PRIMARY KEY, text TEXT NOT NULL, user TEXT, body BLOB) WITHOUT ROWID;"),
        "CREATE TABLE sys_x (id BIGINT PRIMARY KEY, text TEXT COLLATE \"C\" NOT NULL, \"user\" TEXT COLLATE \"C\", "
        "body BYTEA)");
    EXPECT_EQ(rewritten("ALTER TABLE \"payment\" ADD COLUMN \"project\" INTEGER REFERENCES \"project\" (id)"),
              "ALTER TABLE \"payment\" ADD COLUMN \"project\" BIGINT");
    EXPECT_EQ(rewritten("CREATE TABLE a (b INTEGER REFERENCES c (id), d TEXT)"),
              "CREATE TABLE a (b BIGINT, d TEXT COLLATE \"C\")");
    EXPECT_EQ(rewritten("CREATE UNIQUE INDEX a ON b (text) WHERE void = 0"),
              "CREATE UNIQUE INDEX a ON b (text) WHERE void = 0");
}

TEST(PostgresDialect, expressions_keep_their_meaning) {
    EXPECT_EQ(rewritten("SELECT CAST(r.\"a\" / 2 AS INTEGER), CAST(b AS TEXT)"),
              "SELECT sys_integer(r.\"a\" / 2), CAST(b AS TEXT)");
    EXPECT_EQ(rewritten("SELECT cast(cast(a as integer) + 1 as text)"), "SELECT cast(sys_integer(a) + 1 as text)");
    EXPECT_EQ(rewritten("SELECT max(a), max(a, min(b, (c))), min((a))"),
              "SELECT max(a), sys_greatest(a, sys_least(b, (c))), min((a))");
    EXPECT_EQ(rewritten("SELECT a LIKE ? ESCAPE '\\'"), "SELECT a ILIKE $1 ESCAPE '\\'");
    EXPECT_EQ(rewritten("SELECT value FROM json_each(?)"), "SELECT value FROM sys_numbers($1)");
}

TEST(PostgresDialect, transactions_are_recognised) {
    EXPECT_EQ(to_postgres("BEGIN IMMEDIATE").kind, PostgresKind::begin);
    EXPECT_EQ(rewritten("BEGIN IMMEDIATE"), "BEGIN");
    EXPECT_EQ(to_postgres("ROLLBACK").kind, PostgresKind::rollback);
    EXPECT_EQ(to_postgres("rollback to request").kind, PostgresKind::rollback_to);
    EXPECT_EQ(to_postgres("SAVEPOINT request").kind, PostgresKind::savepoint);
    EXPECT_EQ(to_postgres("RELEASE request").kind, PostgresKind::release);
    EXPECT_EQ(to_postgres("SELECT 1").kind, PostgresKind::other);
}

TEST(PostgresDialect, rows_that_may_wait_are_told_from_those_that_may_not) {
    const auto plain = to_postgres("INSERT INTO \"payment\" (id, \"amount\") VALUES (?, ?)");
    EXPECT_EQ(plain.kind, PostgresKind::insert_row);
    EXPECT_EQ(plain.table, "payment");
    EXPECT_EQ(plain.columns, (std::vector<std::string>{"id", "amount"}));
    for (const auto* sql : {"INSERT INTO a (b) VALUES (?) ON CONFLICT DO NOTHING", "INSERT INTO a (b, c) VALUES (?, 1)",
                            "INSERT INTO a (b) VALUES (?) RETURNING b", "INSERT INTO a VALUES (?)",
                            "INSERT INTO a (b) SELECT ? FROM c", "INSERT INTO a (b, c) VALUES (?)"}) {
        EXPECT_EQ(to_postgres(sql).kind, PostgresKind::other) << sql;
        EXPECT_EQ(to_postgres(sql).table, "a") << sql;
    }
    EXPECT_EQ(to_postgres("DELETE FROM a WHERE b = ?").table, "a");
    EXPECT_EQ(to_postgres("UPDATE a SET b = ?").table, "a");
    EXPECT_TRUE(to_postgres("SELECT 1").reads);
}

TEST(PostgresDialect, an_update_whose_value_every_machine_would_see_otherwise_is_refused) {
    for (const auto* sql : {"INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET b = random()",
                            "UPDATE a SET b = now()", "UPDATE a SET b = CURRENT_TIMESTAMP",
                            "INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET b = nextval('c')"})
        EXPECT_THROW(to_postgres(sql), StoreError) << sql;
    EXPECT_EQ(rewritten("UPDATE a SET b = 'now()'"), "UPDATE a SET b = 'now()'");
}

TEST(PostgresDialect, statements_are_split_outside_of_texts) {
    EXPECT_EQ(statements_in(" a; b ';' \";\" ; ; c"), (std::vector<std::string_view>{"a", "b ';' \";\"", "c"}));
    EXPECT_THROW(to_postgres("  ; "), StoreError);
    EXPECT_THROW(to_postgres("SELECT 'open"), StoreError);
}

TEST(StoreName, passwords_are_not_shown) {
    EXPECT_EQ(shown_store_name("postgres://me:secret@host:5432/db"), "postgres://me@host:5432/db");
    EXPECT_EQ(shown_store_name("postgresql://me@host/db"), "postgresql://me@host/db");
    EXPECT_EQ(shown_store_name("postgres://host:5432/db"), "postgres://host:5432/db");
    EXPECT_EQ(shown_store_name("postgres://host/db?user=me&password=secret&sslpassword=too"),
              "postgres://host/db?user=me&password=&sslpassword=");
    EXPECT_EQ(shown_store_name("var/data/shanhai.db"), "var/data/shanhai.db");
    EXPECT_TRUE(is_server_name("postgres://x"));
    EXPECT_FALSE(is_server_name("postgres.db"));
}

class Postgres : public ::testing::Test {
protected:
    void SetUp() override {
        if (!TrialPostgres::is_there()) GTEST_SKIP() << "tests/postgres_cluster.py starts a PostgreSQL server";
        database_.emplace();
        store_ = open_store(database_->url());
        writer_ = store_->connect_writer();
        writer_->execute("CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT)");
    }
    void insert(int id) { writer_->prepared("INSERT INTO account (id, name) VALUES (?, ?)").bind(id).bind("x").run(); }
    std::int64_t count(Connection& connection) {
        const auto statement = connection.prepare("SELECT count(*) FROM account");
        return statement->step() ? statement->integer(0) : -1;
    }

    std::optional<TrialPostgres> database_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> writer_;
};

// The first request seemed done; now nobody may think that the transaction can be kept.
TEST_F(Postgres, what_fails_late_takes_the_whole_group_with_it) {
    const std::string copy = "INSERT INTO account (id, name) SELECT 1, CAST(? AS TEXT)";
    for (const auto& sql : {copy, std::string("SELECT name FROM account")}) writer_->prepared(sql); // which would wait
    writer_->execute("BEGIN IMMEDIATE");
    writer_->prepared("SAVEPOINT request").run();
    for (int i = 0; i < 2; ++i) // the key is taken the second time
        writer_->prepared(copy).bind("a").run();
    writer_->prepared("RELEASE request").run();
    writer_->prepared("SAVEPOINT request").run();
    EXPECT_THROW(writer_->prepared("SELECT name FROM account").step(), StoreError);
    EXPECT_THROW(writer_->prepared("ROLLBACK TO request").run(), StoreError);
    EXPECT_THROW(writer_->execute("COMMIT"), StoreError);
    writer_->execute("ROLLBACK");
    EXPECT_EQ(count(*writer_), 0);
    writer_->execute("BEGIN IMMEDIATE");
    insert(3);
    writer_->execute("COMMIT");
    EXPECT_EQ(count(*writer_), 1);
}

TEST_F(Postgres, a_commit_of_what_failed_is_an_error) {
    writer_->execute("BEGIN IMMEDIATE");
    insert(1);
    insert(1);
    EXPECT_THROW(writer_->execute("COMMIT"), StoreError);
    writer_->execute("ROLLBACK");
    EXPECT_THROW(
        {
            writer_->execute("BEGIN IMMEDIATE");
            EXPECT_THROW(writer_->execute("SELECT nothing FROM nowhere"), StoreError);
            writer_->execute("COMMIT"); // PostgreSQL says ROLLBACK to that, and no error
        },
        StoreError);
    EXPECT_EQ(count(*writer_), 0);
}

TEST_F(Postgres, there_is_one_writer) {
    try {
        store_->connect_writer();
        FAIL() << "a second writer";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.code(), "store.locked");
    }
    writer_.reset();
    writer_ = store_->connect_writer();
}

TEST_F(Postgres, a_session_that_was_ended_is_made_anew_with_the_next_transaction) {
    const auto reader = store_->connect_reader();
    reader->execute("BEGIN");
    writer_->execute("BEGIN IMMEDIATE");
    insert(1);
    const auto first = writer_->session_number();
    TrialPostgres::on_server("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
                             database_->url().substr(database_->url().rfind('/') + 1) + "'");
    for (auto* connection : {writer_.get(), reader.get()}) {
        for (const char* when : {"when it is noticed", "and for the rest of the transaction"}) {
            try {
                count(*connection);
                FAIL() << "the line is broken";
            } catch (const StoreError& error) {
                EXPECT_EQ(error.code(), "store.unavailable") << when;
            }
        }
        connection->execute("ROLLBACK");
        connection->execute("BEGIN");
        EXPECT_EQ(count(*connection), 0);
        connection->execute("ROLLBACK");
    }
    EXPECT_NE(writer_->session_number(), first);
    writer_->execute("BEGIN IMMEDIATE");
    insert(2);
    writer_->execute("COMMIT");
    EXPECT_EQ(count(*reader), 1);
}

TEST_F(Postgres, many_rows_of_every_kind_go_out_together) {
    writer_->execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT, body BLOB)");
    const std::string words[] = {"", "NULL", "{a,b}", "\"quoted\" \\ back", "山海 '", "line\nbreak", "a b"};
    const std::string every("\0\x01\\\"\xff{}", 7);
    writer_->execute("BEGIN IMMEDIATE");
    for (int id = 0; id < 7; ++id)
        writer_->prepared("INSERT INTO thing (id, word, body) VALUES (?, ?, ?)")
            .bind(id)
            .bind(words[id])
            .bind_bytes(every)
            .run();
    writer_->prepared("INSERT INTO thing (id, word, body) VALUES (?, ?, ?)").bind(7).bind_null().bind_null().run();
    writer_->execute("COMMIT");
    const auto all = writer_->prepare("SELECT word, body FROM thing ORDER BY id");
    for (const auto& word : words) {
        ASSERT_TRUE(all->step());
        EXPECT_EQ(all->text(0), word);
        EXPECT_EQ(all->bytes(1), every);
    }
    ASSERT_TRUE(all->step());
    EXPECT_TRUE(all->is_null(0) && all->is_null(1));
}

} // namespace
} // namespace shanhai::kernel
