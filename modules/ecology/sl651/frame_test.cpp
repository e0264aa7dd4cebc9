#include "base/text.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/sl651/crc.h"
#include "modules/ecology/sl651/frame.h"

#include <gmock/gmock.h>

namespace shanhai::ecology::sl651 {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string bytes(std::string_view hex) { return bytes_of_hex(hex).value(); }

// A station's link report: serial 3, sent at 2059-10-11 15:51:11.
const std::string link_body = bytes("0003 591011155111");
Frame link() { return {.centre = 1, .station = "0012345678", .password = 0x1234, .function = 0x2F, .body = link_body}; }

std::string reason(std::string_view frame) {
    const auto read = read_frame(frame);
    return read ? "accepted" : read.error().reason;
}

TEST(Sl651Crc, is_modbus) { EXPECT_EQ(crc_of("123456789"), 0x4B37); }

TEST(Sl651Frame, up_is_written_and_read) {
    const std::string frame = frame_of(link()).value();
    EXPECT_THAT(to_hex(frame), StartsWith("7e7e01001234567812342f0008020003591011155111036bca"));
    const auto read = read_frame(frame);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->direction, Direction::up);
    EXPECT_EQ(read->centre, 1);
    EXPECT_EQ(read->station, "0012345678");
    EXPECT_EQ(read->password, 0x1234);
    EXPECT_EQ(read->function, 0x2F);
    EXPECT_EQ(read->end, EndMark::etx);
    EXPECT_FALSE(read->in_packets);
    EXPECT_EQ(read->body, link_body);
}

TEST(Sl651Frame, down_has_station_and_centre_the_other_way_round) {
    for (const EndMark end : {EndMark::ack, EndMark::eot, EndMark::esc, EndMark::enq}) {
        const std::string frame = answer_to(link(), 3, "170718110016", end);
        EXPECT_THAT(to_hex(frame), StartsWith("7e7e00123456780112342f8008020003170718110016"));
        const auto read = read_frame(frame);
        ASSERT_TRUE(read) << read.error().reason;
        EXPECT_EQ(read->direction, Direction::down);
        EXPECT_EQ(read->station, "0012345678");
        EXPECT_EQ(read->centre, 1);
        EXPECT_EQ(read->end, end);
    }
}

TEST(Sl651Frame, packets_carry_their_number_and_count) {
    Frame packet = link();
    packet.function = 0x36;
    packet.in_packets = true;
    packet.packets = 13;
    packet.packet = 5;
    packet.end = EndMark::etb;
    const std::string frame = frame_of(packet).value();
    EXPECT_THAT(to_hex(frame), testing::HasSubstr("36000b1600d0050003"));
    const auto read = read_frame(frame);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->in_packets);
    EXPECT_EQ(read->packet, 5);
    EXPECT_EQ(read->packets, 13);
    EXPECT_EQ(read->body, link_body);
    const auto again = read_frame(answer_to(*read, 3, "170718110016", EndMark::nak));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->packet, 5) << "the packet that is wanted again";
    EXPECT_EQ(read_frame(answer_to(*read, 3, "170718110016", EndMark::eot))->packet, 13);
    packet.packet = 14;
    EXPECT_EQ(reason(frame_of(packet).value()), "packet: 14 of 13");
}

TEST(Sl651Frame, in_ascii_writes_the_head_in_letters) {
    Frame ascii = link();
    ascii.coding = Coding::ascii;
    ascii.body = "0003591011155111";
    const std::string frame = frame_of(ascii).value();
    EXPECT_THAT(frame, StartsWith("\x01"
                                  "01001234567812342F0010\x02"
                                  "0003591011155111\x03"));
    const auto read = read_frame(frame);
    ASSERT_TRUE(read) << read.error().reason;
    EXPECT_EQ(read->station, "0012345678");
    EXPECT_EQ(read->function, 0x2F);
    EXPECT_EQ(read->body, ascii.body);
}

TEST(Sl651Frame, is_refused_by_the_rule_it_breaks) {
    const std::string good = frame_of(link()).value();
    EXPECT_THAT(reason(""), StartsWith("header"));
    EXPECT_THAT(reason("##0101"), StartsWith("header"));
    EXPECT_THAT(reason(bytes("7E7E010010100001A00032002B")), StartsWith("truncated: 13 bytes"));
    EXPECT_THAT(reason(good.substr(0, good.size() - 2)), StartsWith("truncated: 23 of 25"));
    EXPECT_THAT(reason(good + "x"), StartsWith("length: 8 declared, 9 received"));
    std::string changed = good;
    changed[20] ^= 1;
    EXPECT_THAT(reason(changed), StartsWith("crc: 6BCA sent"));
    std::string start = good;
    start[13] = 'x';
    EXPECT_THAT(reason(start), StartsWith("header: 78 where STX"));
    std::string direction = good;
    direction[11] = '\x40';
    EXPECT_THAT(reason(direction), StartsWith("header: direction 4"));
    Frame no_end = link();
    no_end.end = static_cast<EndMark>(0x33);
    EXPECT_THAT(reason(frame_of(no_end).value()), StartsWith("end: 33"));
    // Its check sum agrees, so nothing is missing: the length lies.
    std::string lying = good.substr(0, good.size() - 2);
    lying[12] = 9;
    const auto crc = crc_of(lying);
    lying += static_cast<char>(crc >> 8);
    lying += static_cast<char>(crc & 0xFF);
    EXPECT_THAT(reason(lying), StartsWith("length: 9 declared, 8 received"));
}

TEST(Sl651Frame, written_down_may_have_spaces_and_small_letters) {
    EXPECT_EQ(bytes_of_hex(" 7e7E 01\r").value(), "\x7E\x7E\x01");
    EXPECT_FALSE(bytes_of_hex("7E7"));
    EXPECT_FALSE(bytes_of_hex("zz"));
    EXPECT_FALSE(bytes_of_hex("  "));
}

TEST(Sl651Frame, too_long_or_of_no_station_is_not_written) {
    Frame frame = link();
    const std::string body(4096, 'x');
    frame.body = body;
    EXPECT_FALSE(frame_of(frame));
    frame = link();
    frame.station = "12";
    EXPECT_FALSE(frame_of(frame));
}

TEST(Sl651Splitter, cuts_wherever_the_bytes_break) {
    Frame ascii = link();
    ascii.coding = Coding::ascii;
    const std::string a = frame_of(link()).value(), b = frame_of(ascii).value();
    std::string broken = a;
    broken[20] ^= 1;
    for (std::size_t step = 1; step < 30; ++step) {
        Splitter splitter;
        std::vector<std::string> frames;
        const std::string all = "noise\x7E" + a + broken + b + a;
        for (std::size_t at = 0; at < all.size(); at += step)
            splitter.feed(all.substr(at, step), [&](std::string_view frame) { frames.emplace_back(frame); });
        EXPECT_THAT(frames, ElementsAre(a, b, a)) << step;
        EXPECT_EQ(splitter.skipped(), 6 + broken.size());
        EXPECT_EQ(splitter.held(), 0U);
    }
}

} // namespace
} // namespace shanhai::ecology::sl651
