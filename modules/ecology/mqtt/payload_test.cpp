#include "modules/ecology/mqtt/payload.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace shanhai::ecology::mqtt {
namespace {

constexpr std::int64_t morning = 1'772'323'200; // 2026-03-01 08:00 in Shanghai

Feed feed_of(const std::string& topic, PayloadForm form = PayloadForm::json) {
    return {.name = "trial", .topic = TopicPattern::parse(topic).value(), .form = form};
}

// "MN7 Z +0 3.2" for each value, by seconds since the morning.
std::string told(const Feed& feed, const std::string& topic, const std::string& payload) {
    const auto match = feed.topic.match(topic);
    if (!match) return "no match";
    const auto read = read_payload(feed, *match, payload, morning + 7);
    if (!read) return read.error().reason;
    std::string text;
    for (const auto& one : *read)
        text += fmt::format("{}{} {} {:+} {}", text.empty() ? "" : ", ", one.station, one.code, one.at - morning,
                            one.value ? fmt::format("{}", *one.value) : "-");
    return text;
}

TEST(MqttTopic, a_pattern_becomes_a_filter_and_finds_station_and_code) {
    const auto pattern = TopicPattern::parse("/gauges/{station}/+/{code}").value();
    EXPECT_EQ(pattern.filter(), "/gauges/+/+/+");
    const auto match = pattern.match("/gauges/MN7/x/Z");
    ASSERT_TRUE(match.has_value());
    EXPECT_EQ(match->station, "MN7");
    EXPECT_EQ(match->code, "Z");
    EXPECT_FALSE(pattern.match("/gauges/MN7/x").has_value());
    EXPECT_FALSE(pattern.match("/others/MN7/x/Z").has_value());
    for (const char* bad : {"a/#", "a+/b", "a/{station}/{station}", "a/{other}", "x{code}"})
        EXPECT_FALSE(TopicPattern::parse(bad).has_value()) << bad;
}

TEST(MqttPayload, a_number_is_of_the_time_at_which_it_comes) {
    const auto feed = feed_of("g/{station}/{code}", PayloadForm::number);
    EXPECT_EQ(told(feed, "g/MN7/Z", " -3.20\n"), "MN7 Z +7 -3.2");
    for (const char* bad : {"", "x", "1,2", "0x10", "nan"})
        EXPECT_EQ(told(feed, "g/MN7/Z", bad), "field: no number") << bad;
}

TEST(MqttPayload, an_object_has_its_time_in_any_of_the_usual_forms) {
    const auto feed = feed_of("g/{station}/{code}");
    for (const char* time : {"\"2026-03-01T08:00:00+08:00\"", "\"2026-03-01T00:00:00Z\"", "\"2026-03-01 08:00:00\"",
                             "\"20260301080000\"", "1772323200", "1772323200000", "1772323200.25"})
        EXPECT_EQ(told(feed, "g/MN7/Z", std::string(R"({"time":)") + time + R"(,"value":3.2})"), "MN7 Z +0 3.2")
            << time;
    EXPECT_EQ(told(feed, "g/MN7/Z", R"({"time":"yesterday","value":3.2})"), "time: \"yesterday\"");
    EXPECT_EQ(told(feed, "g/MN7/Z", R"({"time":1e300,"value":3.2})"), "time: 1E300");
}

TEST(MqttPayload, an_object_has_many_values_and_an_array_many_objects) {
    auto feed = feed_of("all");
    feed.values_at = "data.values";
    const std::string one = R"({"station":"MN7","time":1772323200,"data":{"values":{"Z":"3.20","VT":null}}})";
    EXPECT_EQ(told(feed, "all", one), "MN7 Z +0 3.2, MN7 VT +0 -");
    EXPECT_EQ(told(feed, "all", "[" + one + "," + one + "]"), "MN7 Z +0 3.2, MN7 VT +0 -, MN7 Z +0 3.2, MN7 VT +0 -");
    EXPECT_EQ(told(feed, "all", "[]"), "");
}

TEST(MqttPayload, what_is_no_such_payload_is_refused_by_name) {
    const auto feed = feed_of("g/{station}/{code}");
    EXPECT_EQ(told(feed, "g/MN7/Z", "{"), "field: no JSON");
    EXPECT_EQ(told(feed, "g/MN7/Z", "7"), "field: no object");
    EXPECT_EQ(told(feed, "g/MN7/Z", R"({"value":7})"), "field: there is no time");
    EXPECT_EQ(told(feed, "g/MN7/Z", R"({"time":1772323200})"), "field: there is no value");
    EXPECT_EQ(told(feed, "g/MN7/Z", R"({"time":1772323200,"value":"--"})"), "field: Z is no number");
    EXPECT_EQ(told(feed_of("all"), "all", R"({"time":1,"values":{}})"), "field: there is no station");
    EXPECT_EQ(told(feed_of("all"), "all", R"({"time":1,"values":{"Z":1},"station":")" + std::string(65, '7') + "\"}"),
              "field: no station's code");
    std::string many = R"({"station":"MN7","time":1772323200,"values":{)";
    for (int i = 0; i < 10'001; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
    EXPECT_EQ(told(feed_of("all"), "all", many + "}}"), "field: more than 10000 values");
    EXPECT_EQ(told(feed, "g/MN7/Z", std::string(1000, '[')), "field: no JSON") << "deeper than is read";
}

} // namespace
} // namespace shanhai::ecology::mqtt
