#include "base/code_point_starts.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

TEST(CodePointStarts, letters_of_one_to_four_bytes_and_the_end) {
    EXPECT_EQ(code_point_starts("a元𠮷b"), (std::vector<std::size_t>{0, 1, 4, 8, 9}));
    EXPECT_EQ(code_point_starts(""), std::vector<std::size_t>{0});
}

} // namespace
} // namespace shanhai
