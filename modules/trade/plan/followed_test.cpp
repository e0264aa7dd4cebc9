#include "modules/trade/plan/followed.h"

#include <gmock/gmock.h>

namespace shanhai::trade::plan {
namespace {

const Date monday = *Date::from_ymd(2024, 9, 2);
const Way rail{"base", "jn", Mode::rail};

BookTrip trip(const Way& way, int day, const std::string& product, Kilograms weight) {
    return {.from = way.from, .to = way.to, .mode = way.mode, .departed = monday + day, .loads = {{product, weight}}};
}

TEST(Followed, what_moved_stands_beside_what_was_planned_by_lane_and_week) {
    const Way road{"jn", "ly", Mode::road};
    const std::vector<PlannedLine> lines = {{rail, "date", monday, 20'000},
                                            {rail, "date", monday + 7, 10'000},
                                            {rail, "plum", monday + 7, 5'000},
                                            {rail, "date", monday + 14, 9'000}};
    const std::vector<BookTrip> trips = {trip(rail, 1, "date", 12'000), trip(rail, 5, "date", 12'000),
                                         trip(rail, 9, "plum", 3'000), trip(road, 8, "date", 4'000),
                                         trip(rail, 40, "date", 1'000)};
    const auto followed = follow(lines, trips, monday, 3, monday + 15);
    EXPECT_EQ(followed.known_weeks, 2U); // the third is not over
    EXPECT_EQ(followed.ways.at(rail).planned, (std::vector<double>{20, 15, 9}));
    EXPECT_EQ(followed.ways.at(rail).moved, (std::vector<double>{24, 3, 0}));
    EXPECT_EQ(followed.ways.at(road).planned, (std::vector<double>{0, 0, 0}));
    EXPECT_EQ(followed.ways.at(road).moved, (std::vector<double>{0, 4, 0}));
    EXPECT_EQ(followed.planned, 35);
    EXPECT_EQ(followed.moved, 31);
    EXPECT_EQ(followed.as_planned, 20 + 3); // plums do not make up for dates
}

TEST(Followed, before_it_begins_nothing_is_known) {
    const auto followed = follow({{rail, "date", monday, 20'000}}, {}, monday, 4, monday);
    EXPECT_EQ(followed.known_weeks, 0U);
    EXPECT_EQ(followed.planned, 0);
}

} // namespace
} // namespace shanhai::trade::plan
