#include "base/hash.h"
#include "kernel/documents/file_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace shanhai::kernel {
namespace {

class FileStoreInFolder : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path path_of(const std::string& sha) const { return folder_ / sha.substr(0, 2) / sha; }

    std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> result;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            if (entry.is_regular_file()) result.push_back(entry.path());
        }
        return result;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-files-" + std::to_string(::getpid()));
    FileStore store_{folder_};
};

TEST_F(FileStoreInFolder, bytes_come_back_under_their_hash) {
    std::string bytes = "票据\r\n";
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    const auto sha = store_.put(bytes);
    ASSERT_TRUE(sha.has_value());
    EXPECT_EQ(*sha, hex(sha256(bytes)));
    EXPECT_EQ(*store_.get(*sha), bytes);
    EXPECT_EQ(files(), std::vector{path_of(*sha)}) << "and nothing else lies about";
}

TEST_F(FileStoreInFolder, the_same_bytes_are_written_once) {
    const auto first = *store_.put("a");
    const auto written = std::filesystem::last_write_time(path_of(first));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(*store_.put("a"), first);
    EXPECT_EQ(std::filesystem::last_write_time(path_of(first)), written);
}

TEST_F(FileStoreInFolder, nothing_and_too_much_are_refused) {
    EXPECT_EQ(store_.put("").error().code, "file.empty");
    std::string bytes(20 << 20, 'x');
    EXPECT_TRUE(store_.put(bytes).has_value());
    bytes += 'x';
    EXPECT_EQ(store_.put(bytes).error().code, "file.too_large");
}

TEST_F(FileStoreInFolder, bytes_that_changed_on_the_disk_are_not_given_out) {
    const auto sha = *store_.put("500000.00");
    std::ofstream(path_of(sha)) << "900000.00";
    EXPECT_EQ(store_.get(sha).error().code, "file.altered");
    std::filesystem::remove(path_of(sha));
    EXPECT_EQ(store_.get(sha).error().code, "file.missing");
}

TEST_F(FileStoreInFolder, only_hashes_are_looked_up) {
    std::ofstream(folder_ / "secret") << "x";
    for (const std::string name : {"", "..", "../secret", "secret", "ab/../../secret"})
        EXPECT_EQ(store_.get(name).error().code, "file.unknown") << name;
    EXPECT_EQ(store_.get(std::string(64, 'z')).error().code, "file.unknown");
    EXPECT_EQ(store_.get(std::string(64, 'a')).error().code, "file.missing");
}

TEST_F(FileStoreInFolder, many_may_store_the_same_bytes_at_once) {
    for (int round = 0; round < 10; ++round) {
        const auto bytes = std::string(100'000, 'a') + std::to_string(round);
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) threads.emplace_back([&] { EXPECT_TRUE(store_.put(bytes).has_value()); });
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(store_.get(hex(sha256(bytes))).value_or(""), bytes);
    }
    EXPECT_EQ(files().size(), 10U);
}

TEST_F(FileStoreInFolder, what_is_removed_takes_its_small_picture_along) {
    const auto sha = *store_.put("a");
    store_.put_thumbnail(sha, "small");
    EXPECT_EQ(store_.get_thumbnail(sha), "small");
    EXPECT_EQ(store_.all(), std::vector{sha});
    EXPECT_EQ(store_.size(sha), 1);
    store_.remove(sha);
    store_.remove(sha);
    EXPECT_TRUE(files().empty());
    EXPECT_FALSE(store_.get_thumbnail(sha).has_value());
    EXPECT_FALSE(store_.get_thumbnail("../secret").has_value());
    EXPECT_TRUE(store_.all().empty());
}

} // namespace
} // namespace shanhai::kernel
