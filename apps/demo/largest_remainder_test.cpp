#include "apps/demo/largest_remainder.h"
#include "apps/demo/prng.h"

#include <gmock/gmock.h>

#include <numeric>

namespace shanhai::demo {

TEST(LargestRemainder, parts_add_up_whatever_the_weights) {
    auto random = Prng::named("parts add up");
    for (int round = 0; round < 500; ++round) {
        std::vector<std::int64_t> weights(static_cast<std::size_t>(random.between(1, 60)));
        for (auto& weight : weights) weight = random.between(1, 100'000);
        const std::int64_t total = random.between(1, 2'000'000'000);
        const std::int64_t unit = random.between(1, 10'000);
        const auto parts = largest_remainder(total, weights, unit);
        EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
    }
}

TEST(LargestRemainder, each_part_is_within_one_unit_of_its_share) {
    EXPECT_THAT(largest_remainder(100, std::vector<std::int64_t>{1, 1, 1}), testing::ElementsAre(34, 33, 33));
    EXPECT_THAT(largest_remainder(10, std::vector<std::int64_t>{0, 3, 7}), testing::ElementsAre(0, 3, 7));
    EXPECT_THAT(largest_remainder(1050, std::vector<std::int64_t>{1, 2}, 100), testing::ElementsAre(300, 750));
}

} // namespace shanhai::demo
