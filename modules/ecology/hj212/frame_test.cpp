#include "base/json.h"
#include "base/text.h"
#include "modules/ecology/frames/frames_test.h"
#include "modules/ecology/hj212/frame.h"
#include "modules/ecology/hj212/frame_json.h"
#include "modules/ecology/hj212/frame_writer.h"

#include <gmock/gmock.h>

namespace shanhai::ecology::hj212 {
namespace {

using testing::StartsWith;

constexpr std::string_view standard_frame =
    "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80";

std::string told(std::string_view text, LengthRule rule = LengthRule::longer, Codes codes = Codes::as_sent) {
    Frame frame;
    const auto read = read_frame(text, frame, rule);
    if (!read) return read.error().reason;
    const auto json = as_json(frame, codes);
    return json ? *json : json.error().reason;
}

std::string framed(std::string_view segment) { return frame_of(segment).value(); }
std::string told_of(std::string_view segment) { return told(framed(segment)); }

constexpr std::string_view head = "ST=32;CN=2011;PW=123456;MN=A1;";
std::string with(std::string_view parameters) { return std::string(head) + "CP=&&" + std::string(parameters) + "&&"; }

TEST(Hj212Frame, of_the_standard_is_read) {
    Frame frame;
    ASSERT_TRUE(read_frame(standard_frame, frame));
    EXPECT_EQ(frame.request, "20160801085857223");
    EXPECT_EQ(frame.system, "32");
    EXPECT_EQ(frame.command, "1062");
    EXPECT_EQ(frame.password, "100000");
    EXPECT_EQ(frame.station, "010000A8900016F000169DC0");
    EXPECT_EQ(frame.flag, 5);
    EXPECT_TRUE(frame.wants_answer());
    EXPECT_FALSE(frame.is_split());
    EXPECT_EQ(frame.value_of("RtdInterval"), "30");
    EXPECT_EQ(
        told(standard_frame),
        R"({"ok":true,"station":"010000A8900016F000169DC0","command":"1062","time":"2016-08-01T08:58:57.223+08:00",)"
        R"("values":{"RtdInterval":30}})");
}

TEST(Hj212Frame, with_the_standards_misprint_is_refused) {
    std::string misprint(standard_frame);
    misprint.replace(misprint.size() - 4, 4, "1C08");
    EXPECT_EQ(told(misprint), "crc: 1C08 sent, 1C80 computed");
}

TEST(Hj212Frame, has_its_check_sum_in_either_case_and_its_line_end_or_none) {
    const std::string small = std::string(standard_frame.substr(0, standard_frame.size() - 4)) + "1c80";
    EXPECT_EQ(told(small), told(standard_frame));
    EXPECT_EQ(told(small + "\r\n"), told(standard_frame));
}

TEST(Hj212Frame, keeps_the_digits_that_were_sent) {
    EXPECT_EQ(
        told_of(with("DataTime=20210412153300;w01001-Rtd=7.60,w01001-Flag=N;w01018-Rtd=-99.000000;w2-Min=007;"
                     "w3-Max=.5;w4-Avg=1.20E-4;w5-Cou=+3")),
        R"({"ok":true,"station":"A1","command":"2011","time":"2021-04-12T15:33:00+08:00","values":{"w01001-Rtd":7.60,)"
        R"("w01001-Flag":"N","w01018-Rtd":-99.000000,"w2-Min":7,"w3-Max":0.5,"w4-Avg":1.20E-4,"w5-Cou":3}})");
}

TEST(Hj212Frame, has_times_ids_and_texts_as_strings) {
    EXPECT_EQ(
        told_of(with("w1-SampleTime=20210320005400;w1-Flag=1;PolId=007;SystemTime=20160801085857;i1-Info=//停, 水;ok//;"
                     "w2-Rtd=;w3-Rtd=NaN;w4-Rtd=\"\\;w5-Rtd=1E999")),
        R"({"ok":true,"station":"A1","command":"2011","time":null,"values":{"w1-SampleTime":"20210320005400",)"
        R"("w1-Flag":"1","PolId":"007","SystemTime":"20160801085857","i1-Info":"//停, 水;ok//","w2-Rtd":"",)"
        R"("w3-Rtd":"NaN","w4-Rtd":"\"\\","w5-Rtd":"1E999"}})");
}

TEST(Hj212Frame, may_hold_texts_in_gb18030) {
    EXPECT_THAT(told_of(with("i1-Info=//\xD5\xFD\xB3\xA3//")), testing::HasSubstr(R"("i1-Info":"//正常//")"));
}

TEST(Hj212Frame, of_two_parameters_with_one_name_the_later_counts) {
    EXPECT_THAT(told_of(with("a21-Rtd=1;a21-Rtd=2;b-Rtd=3")),
                testing::HasSubstr(R"("values":{"a21-Rtd":2,"b-Rtd":3})"));
}

TEST(Hj212Frame, tells_its_time_from_what_there_is) {
    const auto time = [](std::string_view segment) {
        Frame frame;
        EXPECT_TRUE(read_segment(segment, frame));
        const auto read = time_of(frame);
        return !read ? read.error().reason : *read ? (*read)->iso() : "none";
    };
    const std::string base(head);
    EXPECT_EQ(time(base + "CP=&&DataTime=20160824003817000;a-Rtd=1&&"), "2016-08-24T00:38:17+08:00");
    EXPECT_EQ(time("QN=20201030000000437;" + base + "CP=&&DataTime=20201129210001&&"), "2020-11-29T21:00:01+08:00");
    EXPECT_EQ(time("QN=1617936069734;" + base + "CP=&&QnRtn=1&&"), "2021-04-09T10:41:09.734+08:00");
    EXPECT_EQ(time("QN=20160801085857223;" + base + "CP=&&&&"), "2016-08-01T08:58:57.223+08:00");
    EXPECT_EQ(time(base + "CP=&&&&"), "none");
    EXPECT_EQ(time("QN=99;" + base + "CP=&&&&"), "none");
    EXPECT_EQ(time(base + "CP=&&DataTime=20200230120000&&"), "time: DataTime=20200230120000 is no time");
    EXPECT_EQ(time(base + "CP=&&DataTime=20200229240000&&"), "time: DataTime=20200229240000 is no time");
    EXPECT_EQ(time(base + "CP=&&DataTime=2020-02-29 12:00&&"), "time: DataTime=2020-02-29 12:00 is no time");
}

TEST(Hj212Frame, is_refused_by_the_rule_it_breaks) {
    const std::string good = framed(with("a-Rtd=1"));
    const auto rule = [](std::string_view text) {
        Frame frame;
        const auto read = read_frame(text, frame);
        return read ? "accepted" : read.error().reason;
    };
    EXPECT_THAT(rule(""), StartsWith("header"));
    EXPECT_THAT(rule("hello"), StartsWith("header"));
    EXPECT_THAT(rule("##01"), StartsWith("truncated"));
    EXPECT_THAT(rule("##01x1ST"), StartsWith("length"));
    EXPECT_THAT(rule(good.substr(0, 40)), StartsWith("truncated"));
    EXPECT_THAT(rule("##9999" + good.substr(6)), StartsWith("length: 9999 declared, 44 received"));
    EXPECT_THAT(rule("##0010" + good.substr(6)), StartsWith("length: 10 declared, 44 received"));
    EXPECT_THAT(rule(good.substr(0, 20) + "X" + good.substr(21)), StartsWith("crc"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;CP=&&&&")), StartsWith("MN"));
    EXPECT_THAT(rule(framed("ST=32;MN=1;CP=&&&&")), StartsWith("CN: missing"));
    EXPECT_THAT(rule(framed("ST=32;CN=20x1;MN=1;CP=&&&&")), StartsWith("CN"));
    EXPECT_THAT(rule(framed("CN=2011;MN=1;CP=&&&&")), StartsWith("ST"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;MN=1;Flag=x;CP=&&&&")), StartsWith("Flag"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;MN=1;PNUM=-1;CP=&&&&")), StartsWith("PNUM"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;MN=1;CP=&&a=1")), StartsWith("field"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;MN=1")), StartsWith("field: no CP"));
    EXPECT_THAT(rule(framed("ST=32;CN=2011;MN;CP=&&&&")), StartsWith("field"));
    EXPECT_THAT(rule(framed(with("a;b=1"))), StartsWith("field: no value in a"));
    EXPECT_THAT(rule(framed(with("=1"))), StartsWith("field"));
    EXPECT_THAT(rule(framed(with("a-Flag=Nb-Rtd=10"))), StartsWith("field: a-Flag runs into"));
}

TEST(Hj212Frame, of_2025_is_read_unless_it_is_encrypted) {
    EXPECT_THAT(
        told_of("QN=20260706103512345;ST=21;CN=2061;PW=1;MN=A;Flag=9;CP=&&DataTime=20260706100000;w01010-Avg=28.4&&"),
        testing::HasSubstr(R"("time":"2026-07-06T10:00:00+08:00","values":{"w01010-Avg":28.4})"));
    EXPECT_EQ(told_of("QN=20260706103512345;ST=21;CN=2061;PW=1;MN=A;Flag=9;CP=&&9F3A77&&"),
              "field: CP seems to be encrypted (HJ 212-2025)");
    EXPECT_THAT(told_of("QN=20260706103512345;ST=21;CN=9014;PW=1;MN=A;Flag=8;CP=&&&&"),
                testing::HasSubstr(R"("values":{})"));
}

TEST(Hj212Frame, longer_than_the_standard_allows_is_read_unless_it_is_asked_for) {
    const std::string text = framed(with("a-Rtd=" + std::string(1200, '1')));
    EXPECT_THAT(told(text), StartsWith(R"({"ok":true)"));
    EXPECT_THAT(told(text, LengthRule::standard), StartsWith("length: 1243 bytes, the standard allows 1024"));
    EXPECT_EQ(told(standard_frame, LengthRule::standard), told(standard_frame));
}

TEST(Hj212Frame, that_lies_about_its_length_is_read_when_lengths_are_not_believed) {
    std::string text(standard_frame);
    text.replace(2, 4, "0999");
    EXPECT_THAT(told(text), StartsWith("length: 999 declared, 101 received"));
    EXPECT_EQ(told(text, LengthRule::unbelieved), told(standard_frame));
    text.back() = '1';
    EXPECT_THAT(told(text, LengthRule::unbelieved), StartsWith("crc"));
    EXPECT_THAT(told("##0001a", LengthRule::unbelieved), StartsWith("truncated"));
}

TEST(Hj212Frame, codes_of_2005_are_shown_as_those_of_2017_when_asked_for) {
    const std::string text = framed(with("B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;x-Rtd=1"));
    EXPECT_THAT(told(text), testing::HasSubstr(R"({"B01-Rtd":36.91,"011-Rtd":231.0,"011-Flag":"N","x-Rtd":1})"));
    EXPECT_THAT(told(text, LengthRule::longer, Codes::of_2017),
                testing::HasSubstr(R"({"w00000-Rtd":36.91,"w01018-Rtd":231.0,"w01018-Flag":"N","x-Rtd":1})"));
}

// What a reader of three lines would make of the parameters of a frame that is in order.
std::map<std::string, std::string> naively(const std::string& text) {
    std::map<std::string, std::string> items;
    const auto begin = text.find("CP=&&") + 5;
    const std::string parameters = replace_all(text.substr(begin, text.rfind("&&") - begin), ",", ";");
    for (const auto item : split(parameters, ';'))
        if (const auto equals = item.find('='); equals != std::string_view::npos)
            items[std::string(item.substr(0, equals))] = item.substr(equals + 1);
    items.erase("DataTime");
    return items;
}

void expect_told(const std::string& text) {
    const std::string line = told(text);
    const auto json = parse_json(line, {.bytes = 1 << 20, .depth = 8});
    ASSERT_TRUE(json) << line << text;
    EXPECT_TRUE(json->at("ok").as_bool());
    EXPECT_THAT(text, testing::HasSubstr(";MN=" + std::string(json->at("station").as_string()) + ";"));
    EXPECT_THAT(text, testing::HasSubstr(";CN=" + std::string(json->at("command").as_string()) + ";"));
    EXPECT_TRUE(json->at("time").is_string()) << text;
    const auto expected = naively(text);
    EXPECT_EQ(json->at("values").as_object().size(), expected.size()) << text;
    for (const auto& [name, value] : expected) {
        const auto& seen = json->at("values").at(name);
        if (seen.is_string())
            EXPECT_EQ(seen.as_string(), value) << name;
        else
            EXPECT_THAT(line, testing::HasSubstr(std::string("\"").append(name).append("\":").append(value)))
                << "the digits as sent";
    }
}

TEST(Hj212Frame, of_others_is_read_or_refused_as_it_should) {
    const auto valid = test_lines("hj212/valid.txt"), invalid = test_lines("hj212/invalid.txt");
    ASSERT_EQ(valid.size(), 5U);
    ASSERT_EQ(invalid.size(), 3U);
    for (const auto& text : valid) expect_told(text);
    for (const auto& text : invalid) EXPECT_THAT(told(text), StartsWith("crc: ")) << text;
}

TEST(Hj212Frame, of_a_larger_collection_is_read_or_refused_when_it_is_there) {
    if (real_folder().empty()) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    std::size_t read = 0, refused = 0;
    for (const auto& line : lines_of(real_folder() + "/03-hj212/frames_valid.jsonl")) {
        expect_told(std::string(parse_json(line)->at("frame").as_string()));
        ++read;
    }
    for (const auto& line : lines_of(real_folder() + "/03-hj212/frames_invalid.jsonl")) {
        EXPECT_THAT(told(parse_json(line)->at("frame").as_string()),
                    testing::AnyOf(StartsWith("crc: "), StartsWith("length: ")));
        ++refused;
    }
    EXPECT_GT(read, 200U);
    EXPECT_GT(refused, 5U);
}

} // namespace
} // namespace shanhai::ecology::hj212
