#include "base/durable_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace shanhai {
namespace {

class DurableFiles : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(to_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path written(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return folder_ / name;
    }
    static std::string bytes_of(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t files_there() const {
        std::size_t count = 0;
        for (const auto& one : std::filesystem::recursive_directory_iterator(to_)) count += one.is_regular_file();
        return count;
    }

    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-durable-" + std::to_string(::getpid()));
    const std::filesystem::path to_ = folder_ / "to";
};

TEST_F(DurableFiles, a_file_has_its_name_when_it_is_finished_and_is_gone_when_it_never_is) {
    {
        DurableFile file(to_ / "a");
        file.add("half");
        EXPECT_FALSE(std::filesystem::exists(to_ / "a"));
    }
    EXPECT_EQ(files_there(), 0U);
    DurableFile file(to_ / "a");
    file.add("whole");
    EXPECT_EQ(file.finish(), sha256("whole"));
    EXPECT_EQ(bytes_of(to_ / "a"), "whole");
}

TEST_F(DurableFiles, many_copies_have_their_names_once_they_are_finished) {
    const std::string large(200'000, 'x');
    const auto one = written("from/ab/one", "1"), two = written("from/two", large), none = written("from/none", "");
    DurableCopies copies(to_);
    EXPECT_TRUE(copies.add(one, "ab/one"));
    EXPECT_TRUE(copies.add(two, "two"));
    EXPECT_TRUE(copies.add(none, "none"));
    EXPECT_FALSE(std::filesystem::exists(to_ / "two")) << "a name stands for bytes that are on the disk";
    copies.finish();
    EXPECT_EQ(bytes_of(to_ / "ab/one"), "1");
    EXPECT_EQ(bytes_of(to_ / "two"), large);
    EXPECT_EQ(files_there(), 3U);
    struct stat status{};
    ASSERT_EQ(::stat((to_ / "two").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(DurableFiles, what_is_there_with_that_size_is_not_copied_again) {
    const auto one = written("from/one", "1");
    written("to/one", "2");
    written("to/two", "");
    DurableCopies copies(to_);
    EXPECT_FALSE(copies.add(one, "one"));
    EXPECT_TRUE(copies.add(one, "two")) << "half of it is not all of it";
    copies.finish();
    EXPECT_EQ(bytes_of(to_ / "one"), "2");
    EXPECT_EQ(bytes_of(to_ / "two"), "1");
}

TEST_F(DurableFiles, copies_that_come_to_no_end_leave_nothing_and_more_than_one_round_leaves_all) {
    const auto one = written("from/one", "1");
    {
        DurableCopies copies(to_);
        copies.add(one, "one");
        EXPECT_THROW(copies.add(folder_ / "from/missing", "missing"), std::filesystem::filesystem_error);
    }
    EXPECT_EQ(files_there(), 0U);
    DurableCopies copies(to_);
    for (int i = 0; i < 5000; ++i) copies.add(one, std::to_string(i % 50) + "/" + std::to_string(i));
    EXPECT_GT(files_there(), 0U) << "the first round has its names";
    copies.finish();
    EXPECT_EQ(files_there(), 5000U);
}

TEST_F(DurableFiles, a_single_file_is_copied_durably) {
    const auto one = written("from/one", "1");
    EXPECT_TRUE(copy_durably(one, to_ / "cd/one"));
    EXPECT_FALSE(copy_durably(one, to_ / "cd/one"));
    EXPECT_EQ(bytes_of(to_ / "cd/one"), "1");
    EXPECT_EQ(sha256_of_file(to_ / "cd/one"), sha256("1"));
}

} // namespace
} // namespace shanhai
