#include "modules/ecology/rating/derived_flow.h"

#include <gtest/gtest.h>

namespace shanhai::ecology {

namespace {

using kernel::Quality;
using kernel::Reading;

constexpr std::int64_t noon = 1'717'214'400; // 1 June 2024, 12:00 in Shanghai
const Date first_of_june = *Date::from_ymd(2024, 6, 1);

TEST(DerivedFlow, is_as_good_as_its_level_and_its_curve) {
    const std::vector<DatedCurve> curves{{first_of_june, {10, 2, 0, 1, 3}}};
    const std::vector<Reading> levels{
        {noon - 86'400, 2000},           {noon, 2000},     {noon + 1, 2000, Quality::suspect},
        {noon + 2, 0, Quality::missing}, {noon + 3, 5000}, {noon + 4, 2100, Quality::corrected}};
    const std::vector<Reading> wanted{{noon, 40'000},
                                      {noon + 1, 40'000, Quality::suspect},
                                      {noon + 2, 0, Quality::missing},
                                      {noon + 3, 250'000, Quality::suspect},
                                      {noon + 4, 44'100}};
    EXPECT_EQ(derived_flow(levels, curves), wanted);
}

TEST(DerivedFlow, adds_what_is_new_corrects_what_moved_and_comes_to_rest) {
    const std::vector<Reading> present{{noon, 40'000}, {noon + 5, 41'000}, {noon + 9, 1}};
    const std::vector<Reading> wanted{{noon, 40'000}, {noon + 3, 50}, {noon + 5, 42'000}};
    const auto changes = changes_to(present, wanted);
    EXPECT_EQ(changes.add, (std::vector<Reading>{{noon + 3, 50}}));
    EXPECT_EQ(changes.correct, (std::vector<Reading>{{noon + 5, 42'000, Quality::corrected}}));
    const std::vector<Reading> after{{noon, 40'000}, {noon + 3, 50}, {noon + 5, 42'000, Quality::corrected}};
    const auto again = changes_to(after, wanted);
    EXPECT_TRUE(again.add.empty() && again.correct.empty());
}

} // namespace

} // namespace shanhai::ecology
