#include "modules/ecology/alarms/alarm_state.h"

#include <gtest/gtest.h>

#include <string>

namespace shanhai::ecology {
namespace {

using Minutes = std::initializer_list<std::pair<int, double>>;

std::vector<AlarmReading> readings_of(Minutes minutes) {
    std::vector<AlarmReading> readings;
    for (const auto& [minute, value] : minutes) readings.push_back({std::int64_t{minute} * 60, value});
    return readings;
}

// "5–20 worst 4.2": minutes.
std::string told(const AlarmRule& rule, Minutes minutes, const std::optional<AlarmEvent>& running = {},
                 int now = 1000) {
    std::string text;
    for (const auto& event : follow(rule, readings_of(minutes), running, 0, std::int64_t{now} * 60)) {
        if (!text.empty()) text += ", ";
        text += std::to_string(event.began / 60) + "–";
        if (event.ended) text += std::to_string(*event.ended / 60);
        text += " worst " + std::to_string(event.worst).substr(0, 3);
    }
    return text;
}

const AlarmRule flood{AlarmCondition::above, 4.0, 3.8, 0};

TEST(AlarmState, an_alarm_begins_at_its_limit_and_ends_below_the_value_that_clears_it) {
    EXPECT_EQ(told(flood, {{0, 3.9}, {5, 4.0}, {10, 4.2}, {15, 3.9}, {20, 3.8}, {25, 3.9}}), "5–20 worst 4.2");
    EXPECT_EQ(told(flood, {{0, 3.9}, {5, 3.99}}), "");
}

TEST(AlarmState, around_the_limit_it_flutters_not) {
    EXPECT_EQ(told(flood, {{0, 4.0}, {5, 3.9}, {10, 4.0}, {15, 3.9}, {20, 4.0}}), "0– worst 4.0");
}

TEST(AlarmState, what_does_not_last_is_none_and_what_lasts_began_with_its_first_reading) {
    AlarmRule lasting = flood;
    lasting.lasting_seconds = 600;
    EXPECT_EQ(told(lasting, {{0, 4.5}, {5, 4.1}, {9, 3.9}, {10, 4.1}}), "");
    EXPECT_EQ(told(lasting, {{0, 4.5}, {5, 4.1}, {10, 4.1}, {15, 3.0}}), "0–15 worst 4.5");
}

TEST(AlarmState, an_event_that_goes_on_is_not_begun_again) {
    const AlarmEvent running{0, 4.1, 4.1, {}};
    EXPECT_EQ(told(flood, {{5, 4.3}}, running), "0– worst 4.3");
    EXPECT_EQ(told(flood, {{5, 3.7}, {10, 4.1}}, running), "0–5 worst 4.1, 10– worst 4.1");
    EXPECT_EQ(told(flood, {}, running), "0– worst 4.1");
}

TEST(AlarmState, low_water_is_the_other_way_round) {
    const AlarmRule drought{AlarmCondition::below, 1.0, 1.2, 0};
    EXPECT_EQ(told(drought, {{0, 1.1}, {5, 1.0}, {10, 0.8}, {15, 1.1}, {20, 1.2}}), "5–20 worst 0.8");
}

TEST(AlarmState, a_rise_is_measured_against_the_lowest_of_the_hour_before) {
    const AlarmRule rising{AlarmCondition::rising, 0.5, 0.5, 0};
    EXPECT_EQ(told(rising, {{0, 2.0}, {30, 2.3}, {60, 2.5}, {120, 2.6}, {180, 2.7}}), "60–120 worst 0.5");
    EXPECT_EQ(told(rising, {{0, 2.0}, {90, 2.6}}), "") << "nothing within the hour to compare with";
}

TEST(AlarmState, a_rise_that_goes_on_is_measured_against_readings_from_before_it_began) {
    const AlarmRule rising{AlarmCondition::rising, 0.5, 0.5, 0};
    const auto readings = readings_of({{0, 2.0}, {30, 2.125}, {60, 2.625}, {65, 2.6875}});
    const AlarmEvent running{3600, 0.625, 0.625, {}};
    EXPECT_EQ(follow(rising, readings, running, 3600, 4000), std::vector{running});
    EXPECT_EQ(follow(rising, readings, {}, 3901, 4000), std::vector<AlarmEvent>()) << "looked at before";
}

TEST(AlarmState, silence_begins_with_the_last_reading_and_ends_with_the_next) {
    const AlarmRule silent{AlarmCondition::silent, 0, 0, 30 * 60};
    EXPECT_EQ(told(silent, {{10, 1.0}}, {}, 39), "");
    EXPECT_EQ(told(silent, {{10, 1.0}}, {}, 40), "10– worst 0.0");
    EXPECT_EQ(told(silent, {{50, 1.0}}, AlarmEvent{600, 0, 0, {}}, 55), "10–50 worst 0.0");
    EXPECT_EQ(told(silent, {}, AlarmEvent{600, 0, 0, {}}, 90), "10– worst 0.0");
}

} // namespace
} // namespace shanhai::ecology
