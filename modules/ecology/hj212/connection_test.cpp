// What a connection needs beside single frames: cutting bytes, putting packets together, telling resends, answering.
#include "modules/ecology/hj212/factors.h"
#include "modules/ecology/hj212/frame_json.h"
#include "modules/ecology/hj212/frame_writer.h"
#include "modules/ecology/hj212/reassembler.h"
#include "modules/ecology/hj212/seen_frames.h"
#include "modules/ecology/hj212/splitter.h"

#include <gmock/gmock.h>

namespace shanhai::ecology::hj212 {
namespace {

using testing::ElementsAre;

const Message report{.request = "20210412153348609",
                     .system = "21",
                     .command = "2011",
                     .password = "123456",
                     .station = "A1",
                     .flag = 5,
                     .parameters = {{"DataTime", "20210412153300"}, {"w01001-Rtd", "7.64"}, {"w01018-Rtd", "23.1"}}};

std::vector<std::string> cut(Splitter& splitter, std::string_view bytes, std::size_t step = 1) {
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < bytes.size(); at += step)
        splitter.feed(bytes.substr(at, step), [&](std::string_view frame) { frames.emplace_back(frame); });
    return frames;
}

std::string without_end(std::string frame) { return frame.substr(0, frame.size() - 2); }

Frame read(const std::string& text) {
    Frame frame;
    const auto done = read_frame(text, frame);
    EXPECT_TRUE(done) << (done ? "" : done.error().reason);
    return frame;
}

TEST(Hj212Splitter, cuts_wherever_the_bytes_break) {
    const auto a = frames_of(report).value()[0], b = frame_of("ST=32;CN=2011;MN=B;CP=&&&&").value();
    for (std::size_t step = 1; step < 40; ++step) {
        Splitter splitter;
        EXPECT_THAT(cut(splitter, "noise#" + a + b + a, step),
                    ElementsAre(without_end(a), without_end(b), without_end(a)));
        EXPECT_EQ(splitter.skipped(), 6U);
        EXPECT_EQ(splitter.held(), 0U);
    }
}

TEST(Hj212Splitter, needs_no_line_ends_when_the_frames_are_good) {
    const auto a = without_end(frames_of(report).value()[0]);
    Splitter splitter;
    EXPECT_THAT(cut(splitter, a + a), ElementsAre(a, a));
}

TEST(Hj212Splitter, a_length_that_lies_costs_one_frame) {
    const auto good = frames_of(report).value()[0];
    std::string lying = good;
    lying.replace(2, 4, "9000");
    Splitter splitter;
    EXPECT_THAT(cut(splitter, lying + good), ElementsAre(without_end(lying), without_end(good)));
}

TEST(Hj212Splitter, a_frame_that_was_broken_off_does_not_take_the_next_one_with_it) {
    const auto good = frames_of(report).value()[0];
    Splitter splitter;
    EXPECT_THAT(cut(splitter, good.substr(0, 50) + good), ElementsAre(good.substr(0, 50), without_end(good)));
}

TEST(Hj212Splitter, holds_no_more_than_a_frame_whatever_comes) {
    Splitter splitter;
    std::size_t frames = 0;
    for (int i = 0; i < 3000; ++i) splitter.feed("##9999 and so on #", [&](std::string_view) { ++frames; });
    EXPECT_EQ(frames, 0U);
    EXPECT_LE(splitter.held(), 10'100U);
}

TEST(Hj212Writer, a_message_that_fits_is_one_frame) {
    const auto frames = frames_of(report).value();
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0], "##0120QN=20210412153348609;ST=21;CN=2011;PW=123456;MN=A1;Flag=5;CP=&&DataTime=20210412153300;"
                         "w01001-Rtd=7.64;w01018-Rtd=23.1&&" +
                             frames[0].substr(frames[0].size() - 6));
    EXPECT_EQ(read(frames[0]).value_of("w01001-Rtd"), "7.64");
}

TEST(Hj212Writer, a_long_message_goes_in_packets_and_comes_back_whole) {
    Message message = report;
    for (int i = 0; i < 300; ++i)
        message.parameters.emplace_back("w" + std::to_string(10000 + i) + "-Rtd", std::to_string(i));
    const auto frames = frames_of(message).value();
    ASSERT_GT(frames.size(), 4U);
    Reassembler reassembler;
    std::optional<std::string> whole;
    for (std::size_t i = frames.size(); i-- > 0;) { // the last comes first
        EXPECT_LE(frames[i].size(), 6 + 1024 + 6U);
        const Frame frame = read(frames[i]);
        EXPECT_EQ(frame.flag, 7);
        EXPECT_FALSE(whole);
        EXPECT_EQ(reassembler.add(frame, {}).value().has_value(), i == 0);
        if (i == 0) break;
    }
    for (const auto& text : frames) {
        auto added = reassembler.add(read(text), {}).value();
        if (added) whole = std::move(added);
    }
    ASSERT_TRUE(whole);
    EXPECT_EQ(reassembler.waiting(), 0U);
    Frame frame;
    ASSERT_TRUE(read_segment(*whole, frame));
    ASSERT_EQ(frame.items.size(), message.parameters.size());
    for (std::size_t i = 0; i < frame.items.size(); ++i) EXPECT_EQ(frame.items[i].value, message.parameters[i].second);
    EXPECT_EQ(frame.flag, 5);
    EXPECT_EQ(frame.station, "A1");
}

Frame packet(std::string_view station, int number, int count, std::string_view parameters) {
    Frame frame;
    frame.station = station;
    frame.packet = number;
    frame.packets = count;
    frame.parameters = parameters;
    return frame;
}

TEST(Hj212Reassembler, takes_a_packet_that_comes_twice_once) {
    Reassembler reassembler;
    EXPECT_FALSE(reassembler.add(packet("A", 1, 2, "a=1;"), {}).value());
    EXPECT_FALSE(reassembler.add(packet("A", 1, 2, "a=1;"), {}).value());
    EXPECT_EQ(reassembler.add(packet("A", 2, 2, "b=2"), {}).value(), "MN=A;CP=&&a=1;b=2&&");
}

TEST(Hj212Reassembler, refuses_numbers_that_do_not_fit) {
    Reassembler reassembler;
    for (const int number : {0, 3}) {
        const auto added = reassembler.add(packet("A", number, 2, "a=1"), {});
        ASSERT_FALSE(added);
        EXPECT_EQ(added.error().rule, FrameRule::packet);
    }
    EXPECT_FALSE(reassembler.add(packet("A", 1, 1'000'000, "a=1"), {}));
}

TEST(Hj212Reassembler, is_bounded_in_messages_bytes_and_time) {
    Reassembler few({.messages = 3, .message_bytes = 10, .packets = 9, .patience_micros = 100});
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(few.add(packet(std::to_string(i), 1, 2, "a=1"), {i}).value());
    EXPECT_EQ(few.waiting(), 3U);
    EXPECT_FALSE(few.add(packet("9", 2, 2, "b=12345678901"), {11}));
    EXPECT_EQ(few.waiting(), 2U);
    EXPECT_FALSE(few.add(packet("x", 1, 2, "a=1"), {1000}).value());
    EXPECT_EQ(few.waiting(), 1U) << "the others waited too long";
}

TEST(Hj212Seen, a_frame_that_comes_again_is_known_for_a_while) {
    SeenFrames seen(2);
    const auto text = frames_of(report).value()[0];
    const Frame frame = read(text);
    EXPECT_FALSE(seen.seen_before(frame));
    EXPECT_TRUE(seen.seen_before(frame));
    Frame other = frame;
    other.station = "B";
    EXPECT_FALSE(seen.seen_before(other));
    other.station = "C";
    EXPECT_FALSE(seen.seen_before(other));
    EXPECT_FALSE(seen.seen_before(frame)) << "two are remembered";
}

TEST(Hj212Writer, answers_carry_the_request_and_the_code) {
    const auto text = frames_of(report).value()[0];
    const Frame asked = read(text);
    const auto answered = [](const std::string& frame) {
        EXPECT_THAT(frame, testing::EndsWith("\r\n"));
        return as_json(read(frame)).value();
    };
    const std::string start = R"({"ok":true,"station":"A1","command":")";
    const std::string time = R"(","time":"2021-04-12T15:33:48.609+08:00","values":)";
    EXPECT_EQ(answered(request_answer(asked, RequestAnswer::wrong_crc)), start + "9011" + time + R"({"QnRtn":9}})");
    EXPECT_EQ(answered(execution_answer(asked, Execution::no_data)), start + "9012" + time + R"({"ExeRtn":100}})");
    EXPECT_EQ(answered(notice_answer(asked)), start + "9013" + time + "{}}");
    EXPECT_EQ(answered(data_answer(asked)), start + "9014" + time + "{}}");
    EXPECT_EQ(read(data_answer(asked)).system, "91");
    EXPECT_FALSE(read(data_answer(asked)).wants_answer());
    for (const auto& [flag, edition] :
         {std::pair(3, Edition::of_2005), std::pair(7, Edition::of_2017), std::pair(9, Edition::of_2025)}) {
        Frame other = asked;
        other.flag = flag;
        EXPECT_EQ(other.edition(), edition);
        EXPECT_EQ(read(data_answer(other)).flag, flag & ~3) << "in the edition of who asks";
    }
    EXPECT_EQ(answer_to(FrameRule::crc), RequestAnswer::wrong_crc);
    EXPECT_EQ(answer_to(FrameRule::station), RequestAnswer::wrong_station);
    EXPECT_EQ(answer_to(FrameRule::truncated), RequestAnswer::unknown_error);
}

TEST(Hj212Writer, sets_a_clock) {
    const auto time = LocalTime::of(2016, 8, 1, 8, 58, 57);
    const auto frames = frames_of(time_setting(report, *time, "w01018")).value();
    EXPECT_EQ(as_json(read(frames[0])).value(),
              R"({"ok":true,"station":"A1","command":"1012","time":"2021-04-12T15:33:48.609+08:00",)"
              R"("values":{"PolId":"w01018","SystemTime":"20160801085857"}})");
}

TEST(Hj212Writer, refuses_what_fits_into_no_frame) {
    EXPECT_FALSE(frame_of(std::string(10'000, 'x')));
    Message message = report;
    message.parameters = {{"a", std::string(2000, '1')}, {"b", "1"}};
    EXPECT_FALSE(frames_of(message));
}

TEST(Hj212Factors, are_found_by_either_code) {
    EXPECT_EQ(factors().size(), 379U);
    ASSERT_NE(factor_of("w01018"), nullptr);
    EXPECT_EQ(factor_of("w01018")->name, "化学需氧量");
    EXPECT_EQ(factor_of("w01018")->unit, "毫克/升");
    EXPECT_EQ(factor_of_2005("011"), factor_of("w01018"));
    EXPECT_EQ(factor_of_2005("B01"), factor_of("w00000"));
    ASSERT_NE(factor_of("i33317"), nullptr);
    EXPECT_EQ(factor_of("i33317")->code, "i3331x");
    EXPECT_EQ(factor_of("nothing"), nullptr);
    EXPECT_EQ(factor_of_2005(""), nullptr);
}

} // namespace
} // namespace shanhai::ecology::hj212
