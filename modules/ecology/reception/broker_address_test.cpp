#include "modules/ecology/reception/broker_address.h"
#include "modules/ecology/reception/station_pace.h"

#include <gtest/gtest.h>

namespace shanhai::ecology {
namespace {

TEST(BrokerAddress, has_a_host_a_port_and_perhaps_who_we_are) {
    const auto plain = broker_address("127.0.0.1:1883").value();
    EXPECT_EQ(plain.shown(), "127.0.0.1:1883");
    EXPECT_EQ(plain.who.client, "shanhai");
    EXPECT_EQ(plain.who.user, "");
    const auto all = broker_address("gauge:p@ss:word@[::1]:1883/north").value();
    EXPECT_EQ(all.host, "::1");
    EXPECT_EQ(all.shown(), "[::1]:1883");
    EXPECT_EQ(all.who.client, "north");
    EXPECT_EQ(all.who.user, "gauge");
    EXPECT_EQ(all.who.password, "p@ss:word");
    for (const char* bad :
         {"", "broker", ":1883", "broker:", "broker:x", "broker:70000", "broker:1883/", "@broker:1883"})
        EXPECT_FALSE(broker_address(bad).has_value()) << bad;
}

TEST(StationPace, a_station_that_floods_has_less_left_and_others_all) {
    StationPace pace(2, 3);
    const StationPace::Instant begin{};
    EXPECT_TRUE(pace.take(7, begin) && pace.take(7, begin) && pace.take(7, begin));
    EXPECT_FALSE(pace.take(7, begin));
    EXPECT_TRUE(pace.take(8, begin));
    EXPECT_TRUE(pace.take(7, begin + std::chrono::milliseconds(500)));
    EXPECT_FALSE(pace.take(7, begin + std::chrono::milliseconds(600)));
    EXPECT_TRUE(pace.take(7, begin + std::chrono::hours(1)));
}

} // namespace
} // namespace shanhai::ecology
