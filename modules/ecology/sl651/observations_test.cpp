#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/sl651/observations.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace shanhai::ecology::sl651 {
namespace {

// Of a message of 2017-07-18 11:00:14: "DRP 10:05 0.5" and so on, by the clock of Shanghai.
std::string told(int function, const std::string& hex, const std::string& observed = "1707181005") {
    Frame frame;
    frame.function = static_cast<std::uint8_t>(function);
    const auto bytes =
        bytes_of_hex("0033 170718110014 F1F1 0011223344 48" + (observed.empty() ? "" : "F0F0" + observed) + hex)
            .value();
    const auto body = read_body(frame, bytes);
    if (!body) return body.error().reason;
    std::string text;
    for (const auto& one : observations_of(*body)) {
        const auto iso = LocalTime::from_unix_millis(one.at * 1000)->iso();
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", one.identifier, iso.substr(11, 5),
                            one.number == nullptr ? "-" : one.number->digits);
    }
    return text;
}

TEST(Sl651Observations, an_hour_in_steps_of_five_minutes_begins_at_the_time_before_it) {
    EXPECT_EQ(told(0x34, "F460 500000014FFFFFFFFFFF0002"),
              "DRP 10:05 8.0, DRP 10:10 0.0, DRP 10:15 0.0, DRP 10:20 0.1, DRP 10:25 7.9, DRP 10:30 -, DRP 10:35 -, "
              "DRP 10:40 -, DRP 10:45 -, DRP 10:50 -, DRP 10:55 0.0, DRP 11:00 0.2");
    EXPECT_EQ(told(0x34, "F520 000C000D F0F0 1707181100 3923FFFFFFFF"), "DRZ1 10:05 0.12, DRZ1 10:10 0.13, Z 11:00 -")
        << "what stands behind another time has that one";
}

TEST(Sl651Observations, lists_at_even_steps_go_on_by_the_step) {
    EXPECT_EQ(told(0x31, "0418000005 3923 00001273 FFFFFFFF 00001276"), "Z 10:05 1.273, Z 10:10 -, Z 10:15 1.276");
    EXPECT_EQ(told(0x38, "0418000100 3923 00001273 00001274"), "Z 10:05 1.273, Z 11:05 1.274");
    EXPECT_EQ(told(0x38, "0418010000 3923 00001273 00001274"), "Z 10:05 1.273, Z 10:05 1.274") << "a day later";
    EXPECT_EQ(told(0x38, "0418000000 F460 010000000000000000000002").substr(0, 26), "DRP 10:05 0.1, DRP 10:10 0");
}

TEST(Sl651Observations, lists_without_a_step_and_texts_are_left_out) {
    EXPECT_EQ(told(0x31, "0418000000 3923 00001273 00001274"), "");
    EXPECT_EQ(told(0x32, "4520 00000183 3923 00001273", ""), "Z 11:00 1.273");
}

} // namespace
} // namespace shanhai::ecology::sl651
