#include "modules/ecology/health/station_health.h"

#include <gmock/gmock.h>

namespace shanhai::ecology {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t now = 1'000'000;

StationHealth well() { return {.last_seen = now - 600, .share = 1.0, .volts = 12.4, .usual_volts = 12.5}; }

TEST(StationHealth, of_what_was_due_in_a_week_it_counts_what_came) {
    const std::int64_t days[] = {96, 96, 48, 96, 96, 0, 96, 100};
    const auto share = share_that_came(days, 900);
    EXPECT_EQ(share.due, 7 * 96);
    EXPECT_EQ(share.came, 96 * 5 + 48) << "the day before the week is not looked at, and no day has more than it may";
}

TEST(StationHealth, without_a_record_the_best_day_says_how_many_are_due) {
    const std::int64_t days[] = {24, 24, 24, 12, 24, 24, 24, 24};
    const auto share = share_that_came(days, 0);
    EXPECT_EQ(share.due, 7 * 24);
    EXPECT_EQ(share.came, 6 * 24 + 12);
    EXPECT_EQ(share_that_came({}, 0).due, 0);
    EXPECT_EQ(share_that_came({}, 900).due, 0) << "it was built in today";
}

TEST(StationHealth, what_is_wrong_is_named) {
    EXPECT_THAT(troubles_of(well(), now), IsEmpty());
    auto one = well();
    one.last_seen = now - silent_after - 1;
    one.volts = 11.0;
    one.share = 0.94;
    one.open_orders = 2;
    EXPECT_THAT(troubles_of(one, now),
                ElementsAre(Trouble::silent, Trouble::low_voltage, Trouble::gaps, Trouble::repair));
    one.in_maintenance = true;
    EXPECT_THAT(troubles_of(one, now), ElementsAre(Trouble::low_voltage, Trouble::repair));
    EXPECT_THAT(troubles_of({}, now), ElementsAre(Trouble::silent)) << "it was never heard";
}

TEST(StationHealth, voltage_is_low_by_its_record_or_else_by_what_it_usually_is) {
    auto one = well();
    one.volts = 11.3;
    EXPECT_THAT(troubles_of(one, now), IsEmpty());
    one.volts = 11.2;
    EXPECT_THAT(troubles_of(one, now), ElementsAre(Trouble::low_voltage));
    one.least_volts = 11.0;
    EXPECT_THAT(troubles_of(one, now), IsEmpty());
    one.volts = 10.9;
    EXPECT_THAT(troubles_of(one, now), ElementsAre(Trouble::low_voltage));
}

TEST(StationHealth, the_worst_comes_first) {
    auto silent = well(), low = well(), gappy = well(), gappier = well();
    silent.last_seen = 0;
    low.volts = 9;
    low.share = 0.5;
    gappy.share = 0.9;
    gappy.open_orders = 1;
    gappier.share = 0.2;
    gappier.open_orders = 1;
    EXPECT_LT(rank_of(silent, now), rank_of(low, now));
    EXPECT_LT(rank_of(low, now), rank_of(gappier, now));
    EXPECT_LT(rank_of(gappier, now), rank_of(gappy, now));
    EXPECT_LT(rank_of(gappy, now), rank_of(well(), now));
}

} // namespace
} // namespace shanhai::ecology
