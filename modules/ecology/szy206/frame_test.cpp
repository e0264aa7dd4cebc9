#include "base/json.h"
#include "modules/ecology/frames/frames_test.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/szy206/frame.h"

#include <gmock/gmock.h>

namespace shanhai::ecology::szy206 {
namespace {

using testing::StartsWith;

// "68 L 68", the bytes, their check sum, 16.
std::string framed(std::string_view hex) {
    const std::string inside = bytes_of_hex(hex).value();
    std::string frame = {'\x68', static_cast<char>(inside.size()), '\x68'};
    frame += inside;
    frame += static_cast<char>(crc_of(inside));
    return frame + '\x16';
}

std::string told(std::string_view bytes) {
    const auto frame = read_frame(bytes);
    return frame ? as_json(*frame) : frame.error().reason;
}

TEST(Szy206, report_of_flow_and_volume_is_read) {
    EXPECT_EQ(
        told(framed("B3 5303810D00 C0 0059000000 8261100000 0110 6000 004508090A")),
        R"({"ok":true,"station":"5303810D00","command":"C0","time":null,"values":{"flow":[5.900],"volume":[106182],)"
        R"("alarm":"0110","state":"6000","clock":"09 08:45:00"}})");
}

TEST(Szy206, reports_of_rain_and_levels_are_read) {
    EXPECT_THAT(told(framed("B1 5303810D00 C0 550100 0000 0000 0000000100")), testing::HasSubstr(R"("rain":[15.5],)"));
    EXPECT_THAT(told(framed("B2 5303810D00 C0 34120000 341200F0 AAAAAAAA 0000 0000 0000000100")),
                testing::HasSubstr(R"("level":[1.234,-1.234,null],)"));
}

TEST(Szy206, what_is_not_known_is_given_as_it_came) {
    EXPECT_THAT(told(framed("BE 5303810D00 C0 0102")), testing::HasSubstr(R"("values":{"data":"0102"}})"));
    EXPECT_THAT(told(framed("80 5303810D00 02 F0")),
                testing::HasSubstr(R"("command":"02","time":null,"values":{"data":"F0"})"));
    EXPECT_THAT(told(framed("00 5303810D00 02")), testing::HasSubstr(R"("values":{},"direction":"down"})"));
    EXPECT_THAT(told(framed("F0 03 5303810D00 61 FFD8")), testing::HasSubstr(R"("packet":{"left":3})"));
}

TEST(Szy206, is_refused_by_the_rule_it_breaks) {
    const std::string good = framed("80 5303810D00 02 F0");
    EXPECT_THAT(told(""), StartsWith("header"));
    EXPECT_THAT(told("hello"), StartsWith("header"));
    EXPECT_THAT(told(good.substr(0, 9)), StartsWith("truncated: 9 of 13"));
    EXPECT_THAT(told(good + "x"), StartsWith("length: 8 declared, 9 received"));
    std::string changed = good;
    changed[8] ^= 1;
    EXPECT_THAT(told(changed), StartsWith("crc"));
    std::string end = good;
    end.back() = 'x';
    EXPECT_THAT(told(end), StartsWith("end: 78"));
    EXPECT_THAT(told(framed("80 53")), StartsWith("field"));
    EXPECT_THAT(told(framed("C0 01 5303810D00")), StartsWith("field"));
}

TEST(Szy206, frames_of_the_larger_collection_are_read_when_it_is_there) {
    if (real_folder().empty()) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    std::size_t read = 0;
    for (const auto& line : lines_of(real_folder() + "/04-sl651-szy206/szy206_frames.jsonl")) {
        EXPECT_THAT(told(bytes_of_hex(parse_json(line)->at("hex").as_string()).value()), StartsWith(R"({"ok":true)"));
        ++read;
    }
    EXPECT_GT(read, 0U);
}

} // namespace
} // namespace shanhai::ecology::szy206
