#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "modules/ecology/frames/frames_test.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/sl651/bcd.h"
#include "modules/ecology/sl651/elements.h"
#include "modules/ecology/sl651/message_json.h"

#include <gmock/gmock.h>

#include <sstream>

namespace shanhai::ecology::sl651 {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string bytes(std::string_view hex) { return bytes_of_hex(hex).value(); }

std::string told(std::string_view frame) {
    Teller teller;
    const auto line = teller.tell(frame);
    return line ? line->json : line.error().reason;
}

std::string up(int function, std::string_view body_hex) {
    const std::string body = bytes(body_hex);
    return told(frame_of({.centre = 5,
                          .station = "0011223344",
                          .password = 0x03E8,
                          .function = static_cast<std::uint8_t>(function),
                          .body = body})
                    .value());
}

std::string down(int function, std::string_view body_hex, EndMark end = EndMark::enq) {
    const std::string body = bytes(body_hex);
    return told(frame_of({.direction = Direction::down,
                          .centre = 5,
                          .station = "0011223344",
                          .function = static_cast<std::uint8_t>(function),
                          .end = end,
                          .body = body})
                    .value());
}

// Serial 0x19, sent 2017-07-18 11:00:16, of a river station, observed at 11:00.
constexpr std::string_view opening = "0019 170718110016 F1F1 0011223344 48 F0F0 1707181100 ";
std::string report(int function, std::string_view elements) {
    return up(function, std::string(opening) + std::string(elements));
}

// What stands in "values":{…} of a report.
std::string values(int function, std::string_view elements) {
    const std::string line = report(function, elements);
    const std::string begin = R"("time":"2017-07-18T11:00:00+08:00","values":)";
    const auto at = line.find(begin);
    return at == std::string::npos ? line : line.substr(at + begin.size(), line.size() - at - begin.size() - 1);
}

TEST(Sl651Bcd, is_a_decimal_number_or_none) {
    const auto shown = [](std::string_view hex, int decimals) {
        const Value value = decimal_of(bytes(hex), decimals);
        if (const auto* number = std::get_if<Number>(&value)) return number->digits;
        if (const auto* text = std::get_if<std::string>(&value)) return "text " + *text;
        return std::string("missing");
    };
    EXPECT_EQ(shown("00001273", 3), "1.273");
    EXPECT_EQ(shown("000005", 1), "0.5");
    EXPECT_EQ(shown("1115", 2), "11.15");
    EXPECT_EQ(shown("00", 3), "0.000");
    EXPECT_EQ(shown("000000", 0), "0");
    EXPECT_EQ(shown("FF00000172", 2), "-1.72");
    EXPECT_EQ(shown("FF05", 1), "-0.5");
    EXPECT_EQ(shown("FFFFFF", 1), "missing");
    EXPECT_EQ(shown("AAAAAA", 1), "missing");
    EXPECT_EQ(shown("1A05", 1), "text 1A05");
}

TEST(Sl651Elements, are_those_of_the_table) {
    EXPECT_EQ(elements().size(), 131U);
    ASSERT_NE(element_of(0x39), nullptr);
    EXPECT_EQ(element_of(0x39)->identifier, "Z");
    EXPECT_EQ(element_of(0x39)->digits, 7);
    EXPECT_EQ(element_of(0x39)->decimals, 3);
    EXPECT_EQ(element_of(0x4A)->identifier, "CODMN");
    EXPECT_EQ(element_named("pH"), element_of(0x46));
    EXPECT_EQ(identifier_of(0x76), "76");
    EXPECT_EQ(element_of(0x76), nullptr);
}

// Each decimal element with as many digits as the table gives it.
TEST(Sl651Body, every_element_of_the_table_is_read) {
    int decimals_seen = 0;
    for (const Element& element : elements()) {
        if (element.digits == 0 || element.code >= 0xF0) continue;
        const int size = (element.digits + 1) / 2;
        std::string digits;
        for (int i = 0; i < 2 * size; ++i) digits += static_cast<char>('1' + i % 9);
        char hex[8];
        std::snprintf(hex, sizeof hex, "%02X%02X", element.code, size << 3 | element.decimals);
        std::string expected = digits;
        if (element.decimals > 0) expected.insert(expected.size() - static_cast<std::size_t>(element.decimals), ".");
        EXPECT_EQ(values(0x32, hex + digits), "{\"" + element.identifier + "\":" + expected + "}");
        ++decimals_seen;
    }
    EXPECT_EQ(decimals_seen, 116);
}

TEST(Sl651Body, of_a_report_at_set_times_is_read) {
    EXPECT_EQ(report(0x32, "2019000005 2619000040 392300001273 38121115"),
              R"({"ok":true,"station":"0011223344","command":"32","time":"2017-07-18T11:00:00+08:00",)"
              R"("values":{"PJ":0.5,"PT":4.0,"Z":1.273,"VT":11.15}})");
}

TEST(Sl651Body, has_negative_and_missing_values_and_codes_of_makers) {
    EXPECT_EQ(values(0x32, "762AFF00000172 7822 00000152 02 19 FF0125 4620FFFFFFFF FF1119000123 4719AAAAAA"),
              R"({"76":-1.72,"78":1.52,"AI":-12.5,"pH":null,"FF11":12.3,"DO":null})");
}

TEST(Sl651Body, has_hours_in_steps_of_five_minutes) {
    EXPECT_EQ(values(0x34, "F460 500000014FFFFFFFFFFF0000"),
              R"({"DRP":[8.0,0.0,0.0,0.1,7.9,null,null,null,null,null,0.0,0.0]})");
    EXPECT_EQ(values(0x34, "F5C0 000C000C001C00310031FFFFFFFFFFFFFFFFFFFF0031 0031"),
              R"({"DRZ1":[0.12,0.12,0.28,0.49,0.49,null,null,null,null,null,0.49,0.49]})");
}

TEST(Sl651Body, at_even_steps_takes_all_data_of_its_one_element) {
    EXPECT_EQ(values(0x31, "0418000005 3923 00001273 00001274 FFFFFFFF 00001276"),
              R"({"DRxnn":5,"Z":[1.273,1.274,null,1.276]})");
    EXPECT_EQ(values(0x38, "0418000000 F460 500000010000000000000000 000000000000000000000000"),
              R"({"DRxnn":0,"DRP":[8.0,0.0,0.0,0.1,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,)"
              R"(0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]})");
}

TEST(Sl651Body, tells_what_was_observed_at_other_times_apart) {
    EXPECT_EQ(
        report(0x32, "392300001000 F0F0 1707181200 392300002000"),
        R"({"ok":true,"station":"0011223344","command":"32","time":"2017-07-18T11:00:00+08:00","values":{"Z":2.000},)"
        R"("observations":[{"time":"2017-07-18T11:00:00+08:00","values":{"Z":1.000}},)"
        R"({"time":"2017-07-18T12:00:00+08:00","values":{"Z":2.000}}]})");
}

TEST(Sl651Body, of_several_stations_names_the_others) {
    EXPECT_EQ(values(0x32, "392300001000 F1F1 0011223345 50 F0F0 1707181100 2019000005"),
              R"({"Z":1.000,"0011223345/PJ":0.5})");
}

TEST(Sl651Body, of_special_functions_is_read) {
    EXPECT_THAT(up(0x2F, "0003 591011155111"),
                HasSubstr(R"("command":"2F","time":"2059-10-11T15:51:11+08:00","values":{}})"));
    EXPECT_THAT(up(0x35, "0004 591011155145 F2F2 51312E323334"), HasSubstr(R"("values":{"RGZS":"Q1.234"})"));
    EXPECT_THAT(up(0x45, "0022 170718101955 F1F1 0011223344 03 56312E"), HasSubstr(R"("values":{"version":"V1."})"));
    EXPECT_THAT(up(0x46, "0022 170718101955 F1F1 0011223344 4520 00000183"),
                HasSubstr(R"("values":{"ZT":"00000183"})"));
    EXPECT_THAT(up(0x41, "001E 170718101813 F1F1 0011223344 0120 05000000 0228 0011223344 0310 1234 0C08 02"),
                HasSubstr(R"("values":{"01":"05000000","02":"0011223344","03":"1234","0C":"02"})"));
    EXPECT_THAT(up(0x43, "0020 170718101935 F1F1 0011223344 2008 05 2310 0300 2509 10 2823 00010000"),
                HasSubstr(R"("values":{"20":5,"23":300,"25":1.0,"28":10.000})"));
    EXPECT_THAT(up(0x4A, "0024 170718102024 F1F1 0011223344"), HasSubstr(R"("command":"4A")"));
    EXPECT_THAT(up(0x4C, "0024 170718102024 F1F1 0011223344 01 05"), HasSubstr(R"("pumps":[1,0,1,0,0,0,0,0])"));
    EXPECT_THAT(up(0x4E, "0024 170718102024 F1F1 0011223344 02 01 0125 0000"),
                HasSubstr(R"("gates":[1,0],"gate_openings":[125,0])"));
    EXPECT_THAT(up(0x4F, "0024 170718102024 F1F1 0011223344 FF"), HasSubstr(R"("quota_control":"FF")"));
    EXPECT_THAT(up(0x50, "0040 170718102149 F1F1 0011223344 0001 0102"),
                HasSubstr(R"("values":{"ERC1":1,"ERC2":258})"));
    EXPECT_THAT(up(0x32, std::string(opening) + "FDF6 0102"), HasSubstr(R"("values":{"DATA":"0102"})"));
}

TEST(Sl651Body, of_a_downlink_is_read) {
    EXPECT_EQ(down(0x32, "0019 170718110020", EndMark::ack),
              R"({"ok":true,"station":"0011223344","command":"32","time":"2017-07-18T11:00:20+08:00","values":{},)"
              R"("direction":"down","end":"ACK"})");
    EXPECT_THAT(down(0x3A, "0000 170718110020 3923 2019"), HasSubstr(R"("values":{"Z":null,"PJ":null})"));
    EXPECT_THAT(
        down(0x38, "0000 170718110020 17071808 17071811 0418000005 F460"),
        HasSubstr(R"({"from":"2017-07-18T08:00:00+08:00","until":"2017-07-18T11:00:00+08:00","DRxnn":5,"DRP":null})"));
    EXPECT_THAT(down(0x47, "0000 170718110020 9700"), HasSubstr(R"("values":{"97":null})"));
    EXPECT_THAT(down(0x42, "0000 170718110020 2008 05"), HasSubstr(R"("values":{"20":5})"));
}

TEST(Sl651Body, that_cannot_be_read_is_refused) {
    EXPECT_THAT(up(0x2F, "0003 5910"), StartsWith("field: 4 bytes"));
    EXPECT_THAT(up(0x2F, "0003 591311155111"), StartsWith("time: sent at 591311155111"));
    EXPECT_THAT(up(0x2F, "0003 5A1011155111"), StartsWith("time: sent at"));
    EXPECT_THAT(up(0x32, "0019 170718110016 F1F1 0011223344 48 F0F0 1707182400"), StartsWith("time: observed at"));
    EXPECT_THAT(up(0x32, "0019 170718110016 F1F1 0011"), StartsWith("field: the station"));
    EXPECT_THAT(report(0x32, "3923 0001"), StartsWith("field: Z has 4 bytes, 2 are left"));
    EXPECT_THAT(report(0x32, "39"), StartsWith("field: Z has no definition"));
    EXPECT_THAT(up(0x45, "0022 170718101955 F1F1 0011223344 09 56"), StartsWith("field: the version"));
    EXPECT_THAT(up(0x4E, "0022 170718101955 F1F1 0011223344 09 56"), StartsWith("field: the gates"));
}

std::string ascii(int function, std::string_view body, Direction direction = Direction::up) {
    return told(frame_of({.coding = Coding::ascii,
                          .direction = direction,
                          .centre = 5,
                          .station = "0011223344",
                          .function = static_cast<std::uint8_t>(function),
                          .body = body})
                    .value());
}

TEST(Sl651Ascii, report_is_read) {
    EXPECT_EQ(ascii(0x32, "0019170718110016ST 0011223344 H TT 1707181100 PJ 0.5 Z 1.273 PT M ZT 00000183 AI -2.50 "),
              R"({"ok":true,"station":"0011223344","command":"32","time":"2017-07-18T11:00:00+08:00",)"
              R"("values":{"PJ":0.5,"Z":1.273,"PT":null,"ZT":"00000183","AI":-2.50}})");
    EXPECT_THAT(ascii(0x34, "0019170718110016ST 0011223344 H TT 1707181100 DRP 0501FF DRZ1 000CFFFF "),
                HasSubstr(R"({"DRP":[0.5,0.1,null],"DRZ1":[0.12,null]})"));
    EXPECT_THAT(ascii(0x31, "0019170718110016ST 0011223344 H TT 1707181100 DRN05 Z PJ 1.1 0.5 1.2 M "),
                HasSubstr(R"({"DRxnn":5,"Z":[1.1,1.2],"PJ":[0.5,null]})"));
    EXPECT_THAT(ascii(0x31, "0019170718110016ST 0011223344 H TT 1707181100 DRH01 Z 1.1 "),
                HasSubstr(R"({"DRxnn":100,"Z":[1.1]})"));
    EXPECT_THAT(ascii(0x3A, "0000170718110016Z PJ ", Direction::down), HasSubstr(R"("values":{"Z":null,"PJ":null})"));
    EXPECT_THAT(ascii(0x35, "0019170718110016\xF2\xF2 Q 1.2"), HasSubstr(R"("values":{"RGZS":" Q 1.2"})"));
    EXPECT_THAT(ascii(0x32, "00191707181100"), StartsWith("field"));
    EXPECT_THAT(ascii(0x32, "0019171318110016"), StartsWith("time"));
    EXPECT_THAT(ascii(0x32, "0019170718110016ST 1 H "), StartsWith("field"));
    EXPECT_THAT(ascii(0x32, "0019170718110016TT 1 "), StartsWith("time"));
}

std::vector<std::string> picture_packets(const std::string& body, std::size_t size) {
    std::vector<std::string> frames;
    const int count = static_cast<int>((body.size() + size - 1) / size);
    for (int i = 1; i <= count; ++i) {
        const std::string part = body.substr(static_cast<std::size_t>(i - 1) * size, size);
        frames.push_back(frame_of({.centre = 1,
                                   .station = "0012345678",
                                   .function = 0x36,
                                   .packets = count,
                                   .packet = i,
                                   .in_packets = true,
                                   .end = i == count ? EndMark::etx : EndMark::etb,
                                   .body = part})
                             .value());
    }
    return frames;
}

TEST(Sl651Picture, becomes_whole_with_its_last_packet_in_any_order) {
    std::string picture = "\xFF\xD8";
    for (int i = 0; i < 3000; ++i) picture += static_cast<char>(i * 7);
    const auto frames = picture_packets(bytes(opening) + "\xF3\xF3" + picture, 256);
    ASSERT_EQ(frames.size(), 12U);
    std::vector<std::size_t> order = {0, 11, 3, 1, 2, 4, 5, 6, 7, 8, 4, 9, 10}; // one of them twice
    Teller teller;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto line = teller.tell(frames[order[i]]);
        ASSERT_TRUE(line);
        EXPECT_EQ(line->picture.has_value(), i + 1 == order.size());
        if (!line->picture) {
            EXPECT_EQ(line->json,
                      R"({"ok":true,"station":"0012345678","command":"36","time":"2017-07-18T11:00:00+08:00",)"
                      R"("values":{},"packet":{"number":)" +
                          std::to_string(order[i] + 1) + R"(,"of":12}})");
            continue;
        }
        EXPECT_EQ(*line->picture, picture);
        const Hash hash = sha256(picture);
        EXPECT_THAT(line->json, HasSubstr(R"("values":{"PIC":{"bytes":3002,"sha256":")" +
                                          to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()})));
    }
}

TEST(Sl651Reassembler, knows_what_is_missing_and_stays_bounded) {
    const auto frames = picture_packets(bytes(opening) + "\xF3\xF3" + std::string(1000, 'x'), 256);
    Reassembler reassembler({.messages = 2, .bytes = 600});
    EXPECT_FALSE(reassembler.add(*read_frame(frames[0])).value());
    EXPECT_FALSE(reassembler.add(*read_frame(frames[2])).value());
    EXPECT_THAT(reassembler.missing(*read_frame(frames[0])), testing::ElementsAre(2, 4, 5));
    EXPECT_FALSE(reassembler.add(*read_frame(frames[1]))) << "more bytes than are put together";
    EXPECT_EQ(reassembler.waiting(), 0U);
    for (int i = 0; i < 5; ++i) {
        Frame frame = *read_frame(frames[0]);
        frame.station = std::to_string(i);
        EXPECT_FALSE(reassembler.add(frame).value());
    }
    EXPECT_EQ(reassembler.waiting(), 2U);
}

// What the frames of the larger collection say, checked by hand against the standard.
const std::vector<std::string>& expected_of_collection() {
    static const std::vector<std::string> lines = {
        R"("command":"2F","time":"2059-10-11T15:51:11+08:00","values":{}})",
        R"("command":"32","time":"2017-07-18T11:00:00+08:00","values":{"PJ":4.0,"PT":4.0,"Z":10.490,"VT":10.99}})",
        R"("command":"34","time":"2017-07-18T10:05:00+08:00","values":{"DRP":[0.5,0.0,0.0,0.0,2.0,null,null,null,null,null,0.0,0.0],)",
        R"("command":"38","time":"2017-07-18T10:05:00+08:00","values":{"DRxnn":5,"DRP":[0.5,0.0,0.0,0.0,2.0,null,null,null,null,null,0.0,0.0]}})",
        R"("command":"3A","time":"2017-07-18T10:05:00+08:00","values":{"DRP":[)",
        R"("command":"41","time":"2017-07-18T10:18:13+08:00","values":{"01":"05000000","02":"0011223344","03":"1234","04":"02218094153172009708",)",
        R"("command":"43","time":"2017-07-18T10:19:35+08:00","values":{"20":)",
        R"x("command":"45","time":"2017-07-18T10:19:55+08:00","values":{"version":"DATA86-SW-V1.2(H)"}})x",
        R"("command":"47","time":"2017-07-18T11:03:47+08:00","values":{}})",
        R"("command":"49","time":"2017-07-18T10:20:24+08:00","values":{"03":"03E8"}})",
        R"("command":"50","time":"2017-07-18T10:21:49+08:00","values":{"ERC1":4369,"ERC2":8738,)",
    };
    return lines;
}

TEST(Sl651Message, of_a_larger_collection_is_read_or_refused_when_it_is_there) {
    if (real_folder().empty()) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    const auto hex_in = [](const std::string& line) {
        return bytes_of_hex(parse_json(line)->at("hex").as_string()).value();
    };
    const std::string folder = real_folder() + "/04-sl651-szy206/sl651_frames_";
    const auto valid = lines_of(folder + "valid.jsonl");
    Teller teller;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto line = teller.tell(hex_in(valid[i]));
        ASSERT_TRUE(line) << i << line.error().reason;
        EXPECT_TRUE(parse_json(line->json)) << line->json;
        if (i < expected_of_collection().size()) EXPECT_THAT(line->json, HasSubstr(expected_of_collection()[i]));
    }
    const auto invalid = lines_of(folder + "invalid_or_truncated.jsonl");
    const std::vector<std::string> rules = {"crc", "truncated", "crc", "truncated", "truncated"};
    ASSERT_GE(invalid.size(), rules.size());
    for (std::size_t i = 0; i < invalid.size(); ++i) {
        const auto line = teller.tell(hex_in(invalid[i]));
        ASSERT_FALSE(line) << line->json;
        if (i < rules.size()) EXPECT_THAT(line.error().reason, StartsWith(rules[i]));
    }
}

// Cut anew, as not all packets of the picture are in the collection.
TEST(Sl651Picture, of_the_larger_collection_comes_back_byte_by_byte_when_it_is_there) {
    if (real_folder().empty()) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    std::ifstream file(real_folder() + "/04-sl651-szy206/sl651_func36_reassembled.jpg", std::ios::binary);
    std::stringstream picture;
    picture << file.rdbuf();
    Teller teller;
    std::optional<std::string> whole;
    for (const auto& frame : picture_packets(bytes(opening) + "\xF3\xF3" + picture.str(), 256)) {
        auto line = teller.tell(frame);
        ASSERT_TRUE(line);
        if (line->picture) whole = line->picture;
    }
    EXPECT_EQ(whole, picture.str());
}

} // namespace
} // namespace shanhai::ecology::sl651
