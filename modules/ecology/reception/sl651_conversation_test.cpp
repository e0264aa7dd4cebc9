#include "base/hash.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/reception/sl651_conversation.h"
#include "modules/ecology/reception/trial_desk_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::ecology {
namespace {

using sl651::EndMark;
using testing::HasSubstr;

std::string bytes(const std::string& hex) { return bytes_of_hex(hex).value(); }

// A timed report of 0012345678 at 2026-03-01 08:00: level 12.345 m.
std::string body(const std::string& level = "00012345") {
    return bytes("0007"
                 "260301080005"
                 "F1F1"
                 "0012345678"
                 "48"
                 "F0F0"
                 "2603010800"
                 "3923" +
                 level);
}

std::string report(const std::string& of, EndMark end = EndMark::etx, std::uint8_t function = 0x32) {
    sl651::Frame frame;
    frame.centre = 1;
    frame.station = "0012345678";
    frame.function = function;
    frame.end = end;
    frame.body = of;
    return sl651::frame_of(frame).value();
}

std::string packet(int number, int of, std::string_view part) {
    sl651::Frame frame;
    frame.centre = 1;
    frame.station = "0012345678";
    frame.function = 0x36;
    frame.in_packets = true;
    frame.packet = number;
    frame.packets = of;
    frame.end = number == of ? EndMark::etx : EndMark::etb;
    frame.body = part;
    return sl651::frame_of(frame).value();
}

class Sl651ConversationTest : public ::testing::Test {
protected:
    void hear(std::string_view heard) { conversation_.hear(heard, desk_); }
    sl651::Frame answer() {
        said_ = std::exchange(desk_.said, {});
        const auto frame = sl651::read_frame(said_);
        EXPECT_TRUE(frame.has_value());
        return frame.value_or(sl651::Frame{});
    }
    Sl651Conversation conversation_;
    TrialDesk desk_;
    std::string said_;
};

TEST_F(Sl651ConversationTest, a_report_is_answered_when_it_is_durable_with_the_mark_that_fits) {
    hear(report(body()));
    EXPECT_EQ(desk_.kept, "8 level=12345");
    EXPECT_EQ(desk_.said, "");
    desk_.settle();
    const auto last = answer();
    EXPECT_EQ(last.end, EndMark::eot);
    EXPECT_EQ(last.direction, sl651::Direction::down);
    EXPECT_EQ(std::string(last.body.substr(0, 2)), std::string("\x00\x07", 2)) << "the serial number";
    hear(report(body(), EndMark::etb));
    desk_.settle();
    EXPECT_EQ(answer().end, EndMark::ack);
    auto station = *desk_.book_.station("0012345678");
    station.stays_connected = true;
    desk_.book_.add(station);
    hear(report(body()));
    desk_.settle();
    EXPECT_EQ(answer().end, EndMark::esc);
}

TEST_F(Sl651ConversationTest, what_is_not_durable_is_not_answered) {
    hear(report(body()));
    desk_.settle(false);
    EXPECT_EQ(desk_.said, "");
}

TEST_F(Sl651ConversationTest, a_broken_frame_is_asked_for_again) {
    auto broken = report(body());
    broken[broken.size() - 1] ^= 1;
    hear(broken);
    EXPECT_EQ(answer().end, EndMark::nak);
    EXPECT_THAT(desk_.complaints, HasSubstr("crc: "));
    hear(report(body()));
    EXPECT_EQ(desk_.kept, "8 level=12345");
}

TEST_F(Sl651ConversationTest, no_value_is_missing_and_unknown_elements_are_named) {
    hear(report(body("FFFFFFFF")));
    EXPECT_EQ(desk_.kept, "8 level=0 missing");
    hear(report(body() + bytes("38121234")));
    EXPECT_THAT(desk_.complaints, HasSubstr("a value without a sensor: 0012345678 (VT)"));
}

TEST_F(Sl651ConversationTest, lists_are_kept_each_value_at_its_own_time_and_answered_once) {
    hear(report(body() + bytes("F0F0"
                               "2603010700"
                               "3923"
                               "00012001"),
                EndMark::etx, 0x32));
    EXPECT_EQ(desk_.kept, "8 level=12345, 8 level=12001");
    desk_.kept.clear();
    auto list = body("00012001FFFFFFFF00012003");
    list.insert(list.size() - 14, bytes("0418000005"));
    hear(report(list, EndMark::etx, 0x31));
    EXPECT_EQ(desk_.kept, "8 level=12001, 8 level=0 missing, 8 level=12003");
    EXPECT_EQ(desk_.times, "08:00 07:00 08:00 08:05 08:10");
    EXPECT_EQ(desk_.answers.size(), 2U);
    list = body("000120010001200200012003000120040001200500012006");
    list.insert(list.size() - 26, bytes("0418000100"));
    desk_.answers.clear();
    hear(report(list, EndMark::etx, 0x31));
    EXPECT_THAT(desk_.complaints, HasSubstr("values of a time that cannot be: 0012345678 (2026-03-01 10:00)"));
    ASSERT_EQ(desk_.answers.size(), 1U);
    EXPECT_EQ(desk_.answers[0].first, "") << "not all was kept";
}

TEST_F(Sl651ConversationTest, a_line_that_is_kept_and_a_stranger_are_not_answered) {
    hear(report(bytes("0008"
                      "260301080000"),
                EndMark::etx, 0x2F));
    desk_.settle();
    EXPECT_EQ(desk_.said, "");
    desk_.book_ = {};
    hear(report(body()));
    EXPECT_EQ(desk_.said, "");
    EXPECT_THAT(desk_.complaints, HasSubstr("an unknown station: 0012345678"));
}

TEST_F(Sl651ConversationTest, a_picture_in_packets_is_asked_for_until_it_is_whole) {
    const std::string jpeg = bytes("FFD8FFE0") + std::string(3000, 'x') + bytes("FFD9");
    const std::string whole = bytes("0009"
                                    "260301080005"
                                    "F1F1"
                                    "0012345678"
                                    "48"
                                    "F0F0"
                                    "2603010800"
                                    "F3F3") +
                              jpeg;
    hear(packet(1, 4, whole.substr(0, 900)));
    hear(packet(4, 4, whole.substr(2700)));
    const auto wanted = answer();
    EXPECT_EQ(wanted.end, EndMark::nak);
    EXPECT_EQ(wanted.packet, 2);
    hear(packet(2, 4, whole.substr(900, 900)));
    EXPECT_EQ(answer().packet, 3);
    hear(packet(3, 4, whole.substr(1800, 900)));
    ASSERT_EQ(desk_.pictures.size(), 1U);
    EXPECT_EQ(desk_.pictures[0].jpeg, jpeg);
    EXPECT_EQ(desk_.pictures[0].taken, "2026-03-01 08:00");
    desk_.settle();
    EXPECT_THAT((std::vector{EndMark::eot, EndMark::ack}), testing::Contains(answer().end));
    EXPECT_EQ(conversation_.held(), 0U);
}

TEST_F(Sl651ConversationTest, a_clock_that_is_off_is_set_where_the_station_wants_it) {
    auto station = *desk_.book_.station("0012345678");
    station.sets_clock = true;
    desk_.book_.add(station);
    hear(report(body()));
    const auto command = answer();
    EXPECT_EQ(command.function, 0x4A);
    EXPECT_EQ(to_hex(command.body), "0000260301083000");
}

TEST_F(Sl651ConversationTest, what_is_held_is_what_waits_however_many_messages_were_put_together) {
    sl651::Frame abandoned;
    abandoned.centre = 1;
    abandoned.station = "0012345678";
    abandoned.function = 0x31;
    abandoned.in_packets = true;
    abandoned.packets = 2;
    abandoned.end = EndMark::etb;
    abandoned.body = "half a message";
    hear(sl651::frame_of(abandoned).value());
    EXPECT_EQ(conversation_.held(), 14U);
    for (int i = 0; i < 3; ++i) {
        hear(packet(1, 2, std::string(1000, static_cast<char>('a' + i))));
        hear(packet(2, 2, std::string(1000, 'z')));
        EXPECT_EQ(conversation_.held(), 14U);
    }
}

} // namespace
} // namespace shanhai::ecology
