#include "base/text.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/reception/szy206_conversation.h"
#include "modules/ecology/reception/trial_desk_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::ecology {
namespace {

using testing::HasSubstr;

std::string bytes(const std::string& hex) { return bytes_of_hex(hex).value(); }

std::string framed(const std::string& hex) {
    const auto inside = bytes(hex);
    std::string frame = {'\x68', static_cast<char>(inside.size()), '\x68'};
    frame += inside;
    frame += static_cast<char>(szy206::crc_of(inside));
    return frame + '\x16';
}

// Two levels of 0012345678, by a clock that shows its day and its time of day.
std::string report(const std::string& clock = "0000080100", const std::string& levels = "45230100 AAAAAAAA") {
    return framed("B2 0012345678 C0" + levels + "0000 0000" + clock);
}

class Szy206ConversationTest : public ::testing::Test {
protected:
    Szy206ConversationTest() {
        auto station = *desk_.book_.station("0012345678");
        station.sensors = {TrialDesk::sensor(3, "level", 1), TrialDesk::sensor(4, "level2", 1)};
        desk_.book_.add(station);
    }
    void hear(std::string_view heard) { conversation_.hear(heard, desk_); }
    Szy206Conversation conversation_;
    TrialDesk desk_;
};

TEST_F(Szy206ConversationTest, a_report_is_answered_when_it_is_durable) {
    hear(report());
    EXPECT_EQ(desk_.kept, "8 level=12345, 8 level=0 missing");
    EXPECT_EQ(desk_.times, "08:00 08:00");
    EXPECT_EQ(desk_.said, "");
    desk_.settle();
    EXPECT_EQ(to_hex(desk_.said), to_hex(framed("32 0012345678 C0 00")));
    EXPECT_EQ(conversation_.held() + conversation_.noise(), 0U);
}

TEST_F(Szy206ConversationTest, frames_come_in_pieces_with_noise_between_them) {
    const auto two = report() + bytes("00 68 01 68 16") + report("0005080100");
    for (const char c : two) hear({&c, 1});
    EXPECT_EQ(desk_.frames, 2);
    EXPECT_EQ(desk_.times, "08:00 08:00 08:05 08:05");
    EXPECT_EQ(conversation_.noise(), 5U);
}

TEST_F(Szy206ConversationTest, a_broken_frame_is_named_and_not_answered) {
    auto broken = report();
    broken[broken.size() - 2] ^= 1;
    hear(broken);
    EXPECT_EQ(desk_.kept + desk_.said, "");
    EXPECT_THAT(desk_.complaints, HasSubstr("a frame that cannot be read: 0012345678 (crc: "));
    hear(report());
    EXPECT_NE(desk_.kept, "");
}

TEST_F(Szy206ConversationTest, links_are_answered_and_strangers_are_not) {
    hear(framed("80 0012345678 02 F2"));
    EXPECT_EQ(to_hex(desk_.said), to_hex(framed("00 0012345678 02 00")));
    desk_.said.clear();
    hear(framed("80 0099999999 02 F2"));
    hear(framed("B1 0099999999 C0 550100 0000 0000 0000080100"));
    EXPECT_EQ(desk_.said + desk_.kept, "");
    EXPECT_THAT(desk_.complaints, HasSubstr("an unknown station: 0099999999"));
}

TEST_F(Szy206ConversationTest, what_is_not_public_is_named_and_answered) {
    hear(framed("BA 0012345678 C0 0102 0000 0000 0000080100"));
    EXPECT_THAT(desk_.complaints, HasSubstr("a value without a sensor: 0012345678 (field: data of kind 10)"));
    EXPECT_NE(desk_.said, "");
}

TEST_F(Szy206ConversationTest, the_month_is_the_last_that_fits) {
    hear(report("0000083100")); // the 31st: not of February, nor of this month, which is on its first day
    EXPECT_EQ(desk_.times, "08:00 08:00");
    hear(report("0060080100"));
    EXPECT_THAT(desk_.complaints, HasSubstr("values of a time that cannot be: 0012345678 (0060080100)"));
    const auto moment = [](const std::string& clock, int month, int day, int hour) {
        const auto told = bytes(clock);
        const auto at = szy206::moment_of({.values = {}, .clock = told},
                                          LocalTime::of(2026, month, day, hour, 0, 0)->unix_seconds());
        return at ? LocalTime::from_unix_millis(*at * 1000)->iso().substr(0, 16) : std::string("never");
    };
    EXPECT_EQ(moment("0000083100", 3, 1, 9), "2026-01-31T08:00");
    EXPECT_EQ(moment("0059233100", 1, 1, 0), "2025-12-31T23:59") << "last year";
    EXPECT_EQ(moment("0000080100", 3, 1, 8), "2026-03-01T08:00");
    EXPECT_EQ(moment("0000080100", 3, 1, 7), "2026-02-01T08:00");
    EXPECT_EQ(moment("0000083200", 3, 1, 7), "never");
    EXPECT_EQ(moment("00A0080100", 3, 1, 9), "never");
}

} // namespace
} // namespace shanhai::ecology
