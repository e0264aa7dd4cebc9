#include "kernel/store/store_contract_test.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

namespace shanhai::kernel {
namespace {

std::filesystem::path fresh_folder() {
    static std::atomic<int> number = 0;
    auto folder = std::filesystem::temp_directory_path() /
                  ("shanhai-store-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::create_directories(folder);
    return folder;
}

class SqliteFolder final : public FreshDatabase {
public:
    ~SqliteFolder() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<Store> open() override { return open_sqlite(file()); }
    std::filesystem::path file() const { return folder_ / "store.db"; }

private:
    std::filesystem::path folder_ = fresh_folder();
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqliteFolder>(); }}),
                         name_of_kind);

TEST(Sqlite, a_commit_is_on_the_disk_before_it_returns) {
    SqliteFolder folder;
    const auto store = folder.open();
    const auto writer = store->connect_writer();
    const auto mode = writer->prepare("PRAGMA journal_mode");
    ASSERT_TRUE(mode->step());
    EXPECT_EQ(mode->text(0), "wal");
    const auto synchronous = writer->prepare("PRAGMA synchronous");
    ASSERT_TRUE(synchronous->step());
    EXPECT_EQ(synchronous->integer(0), 2) << "FULL";
}

TEST(Sqlite, a_reader_makes_no_file) {
    SqliteFolder folder;
    EXPECT_THROW(folder.open()->connect_reader(), StoreError);
    EXPECT_FALSE(std::filesystem::exists(folder.file()));
}

TEST(Sqlite, a_file_that_is_no_database_is_refused) {
    SqliteFolder folder;
    std::ofstream(folder.file()) << std::string(5000, 'x');
    EXPECT_THROW(folder.open()->connect_writer(), StoreError);
    EXPECT_THROW(
        {
            const auto reader = folder.open()->connect_reader();
            reader->execute("SELECT count(*) FROM sqlite_master");
        },
        StoreError);
}

TEST(Sqlite, a_database_with_broken_pages_is_an_error_and_no_crash) {
    SqliteFolder folder;
    {
        const auto store = folder.open();
        const auto writer = store->connect_writer();
        writer->execute("CREATE TABLE a (b TEXT); CREATE INDEX c ON a (b)");
        writer->execute("BEGIN");
        for (int i = 0; i < 500; ++i) writer->prepared("INSERT INTO a VALUES (?)").bind(std::string(100, 'x')).run();
        writer->execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const auto size = std::filesystem::file_size(folder.file());
    std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff at = 4096; at < static_cast<std::streamoff>(size); at += 37) {
        file.seekp(at);
        file.put('\x7F');
    }
    file.close();
    EXPECT_THROW(
        {
            const auto reader = folder.open()->connect_reader();
            auto& all = reader->prepared("SELECT b FROM a ORDER BY b");
            while (all.step()) {}
        },
        StoreError);
}

TEST(Sqlite, a_copy_is_whole_and_goes_its_own_way) {
    SqliteFolder folder;
    const auto store = folder.open();
    const auto writer = store->connect_writer();
    writer->execute("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('x')");
    const auto copy = folder.file().parent_path() / "copy.db";
    copy_sqlite(folder.file(), copy);
    writer->execute("INSERT INTO a VALUES ('y')");
    const auto count = [](Connection& connection) {
        const auto statement = connection.prepare("SELECT count(*) FROM a");
        return statement->step() ? statement->integer(0) : -1;
    };
    const auto copied = open_sqlite(copy)->connect_writer();
    EXPECT_EQ(count(*copied), 1);
    copied->execute("DELETE FROM a");
    EXPECT_EQ(count(*writer), 2);
}

TEST(Sqlite, a_copy_over_an_existing_file_is_refused) {
    SqliteFolder folder;
    const auto store = folder.open();
    store->connect_writer()->execute("CREATE TABLE a (b TEXT)");
    EXPECT_THROW(copy_sqlite(folder.file(), folder.file()), StoreError);
    EXPECT_EQ(store->connect_reader()->prepare("SELECT count(*) FROM a")->step(), true);
}

} // namespace
} // namespace shanhai::kernel
