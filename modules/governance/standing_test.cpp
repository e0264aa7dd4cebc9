#include "modules/governance/standing.h"

#include <gmock/gmock.h>

namespace shanhai::governance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::optional<Rational> none;

Standing group(const std::string& name, const std::array<std::optional<Rational>, aspects>& values) {
    return {.group = name, .name = name, .values = values};
}

std::vector<std::pair<std::string, int>> places(const std::vector<Standing>& standings) {
    std::vector<std::pair<std::string, int>> shown;
    for (const auto& one : standings) shown.emplace_back(one.name, one.place);
    return shown;
}

std::vector<std::string> names(const std::vector<const Standing*>& standings) {
    std::vector<std::string> shown;
    for (const auto* one : standings) shown.push_back(one->name);
    return shown;
}

TEST(Standing, TheLeastSumOfPlacesIsFirst) {
    std::vector<Standing> standings{group("behind", {50, 40, 10, 0}), group("ahead", {100, 90, 20, 1}),
                                    group("mixed", {100, 30, 30, 0})};
    rank(standings); // sums: behind 3+2+3+2, ahead 1+1+2+1, mixed 1+3+1+2
    EXPECT_THAT(places(standings), ElementsAre(std::pair("ahead", 1), std::pair("mixed", 2), std::pair("behind", 3)));
}

TEST(Standing, WhoHasTheSameSumSharesThePlaceAndTheNextIsLeftOut) {
    std::vector<Standing> standings{group("a", {100, 50, 0, 0}), group("b", {50, 100, 0, 0}),
                                    group("c", {10, 10, 0, 0})};
    rank(standings);
    EXPECT_THAT(places(standings), ElementsAre(std::pair("a", 1), std::pair("b", 1), std::pair("c", 3)));
}

TEST(Standing, AGroupWithoutAValueStandsBehindThoseWithZero) {
    std::vector<Standing> standings{group("nothing planned", {none, none, none, 0}),
                                    group("nothing begun", {0, 0, 0, 0})};
    rank(standings);
    EXPECT_THAT(places(standings), ElementsAre(std::pair("nothing begun", 1), std::pair("nothing planned", 2)));
}

TEST(Standing, TheBestOfAnAspectMayBeSeveralOrNobody) {
    const std::vector<Standing> standings{group("a", {100, none, 5, 0}), group("b", {100, none, none, 0}),
                                          group("c", {99, none, 7, 0})};
    EXPECT_THAT(names(best_in(standings, start_rate)), ElementsAre("a", "b"));
    EXPECT_THAT(names(best_in(standings, completion_rate)), ElementsAre("c"));
    EXPECT_THAT(names(best_in(standings, disbursement_rate)), IsEmpty());
}

TEST(Standing, NobodyIsRankedWithoutAnybody) {
    std::vector<Standing> nobody;
    rank(nobody);
    EXPECT_THAT(nobody, IsEmpty());
}

} // namespace
} // namespace shanhai::governance
