#include "kernel/search/posting_block.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <set>

namespace shanhai::kernel {
namespace {

using Ids = std::vector<std::int64_t>;

TEST(PostingBlock, what_was_packed_is_unpacked) {
    std::mt19937_64 random(5);
    for (int round = 0; round < 200; ++round) {
        Ids ids;
        std::int64_t id = 0;
        for (std::size_t i = 0; i < 1 + random() % 300; ++i)
            ids.push_back(id += 1 + static_cast<std::int64_t>(random() % (1ULL << (random() % 40))));
        EXPECT_EQ(unpack(ids.front(), pack(ids)), ids);
    }
}

TEST(PostingBlock, bytes_that_nobody_packed_are_none) {
    EXPECT_EQ(unpack(1, std::string_view("\x00", 1)), std::nullopt);     // twice the same
    EXPECT_EQ(unpack(1, "\x80"), std::nullopt);                          // cut off
    EXPECT_EQ(unpack(1, std::string_view("\x81\x00", 2)), std::nullopt); // longer than need be
    EXPECT_EQ(unpack(1, std::string(9, '\xff') + "\x01"), std::nullopt); // farther than numbers go
    EXPECT_EQ(unpack(std::numeric_limits<std::int64_t>::max(), "\x01"), std::nullopt);
    EXPECT_EQ(unpack(0, ""), std::nullopt);
    EXPECT_EQ(unpack(-4, ""), std::nullopt);
    EXPECT_EQ(unpack(7, ""), Ids{7});
}

TEST(PostingBlock, tokens_are_found_in_their_bytes) {
    std::mt19937_64 random(6);
    std::set<Token> some;
    while (some.size() < 100) some.insert(static_cast<Token>(random() >> 17));
    const std::vector<Token> tokens(some.begin(), some.end());
    const auto packed = pack_tokens(tokens);
    EXPECT_EQ(unpack_tokens(packed), tokens);
    for (const auto token : tokens) {
        EXPECT_TRUE(has_token(packed, pack_tokens({token})));
        EXPECT_EQ(has_token(packed, pack_tokens({token + 1})), some.contains(token + 1));
    }
    EXPECT_FALSE(has_token("", "123456"));
    EXPECT_EQ(unpack_tokens("12345"), std::nullopt);
    EXPECT_EQ(unpack_tokens(packed.substr(6) + packed.substr(0, 6)), std::nullopt); // not in order
}

} // namespace
} // namespace shanhai::kernel
