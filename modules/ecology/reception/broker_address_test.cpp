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
    for (const char* bad : {"", "broker", ":1883", "broker:", "broker:x", "broker:70000", "broker:1883/",
                            "@broker:1883", "mqtts://", "mqtts://broker:1?ca=", "mqtt://broker:1?ca=x", "http://b:1"})
        EXPECT_FALSE(broker_address(bad).has_value()) << bad;
}

TEST(BrokerAddress, by_tls_it_says_whom_to_believe) {
    EXPECT_FALSE(broker_address("mqtt://broker:1883")->by_tls);
    const auto system = broker_address("mqtts://broker:8883").value();
    EXPECT_TRUE(system.by_tls);
    EXPECT_EQ(system.certificates, "");
    EXPECT_EQ(system.shown(), "mqtts://broker:8883");
    const auto all = broker_address("mqtts://gauge:a/b@[::1]:8883/north?ca=/etc/ca@home.pem").value();
    EXPECT_EQ(all.certificates, "/etc/ca@home.pem");
    EXPECT_EQ(all.shown(), "mqtts://[::1]:8883");
    EXPECT_EQ(all.who.client, "north");
    EXPECT_EQ(all.who.password, "a/b");
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
