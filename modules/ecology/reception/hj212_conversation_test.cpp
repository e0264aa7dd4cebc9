#include "modules/ecology/reception/hj212_conversation.h"
#include "modules/ecology/reception/trial_desk_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shanhai::ecology {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string head(const std::string& command, int flag = 5, const std::string& station = "MN7") {
    return "QN=20260301080001000;ST=21;CN=" + command + ";PW=123456;MN=" + station + ";Flag=" + std::to_string(flag) +
           ";";
}
std::string frame(const std::string& segment) { return hj212::frame_of(segment).value(); }
std::string report(const std::string& values = "w01001-Rtd=7.21,w01001-Flag=N", int flag = 5,
                   const std::string& time = "20260301080000") {
    return frame(head("2011", flag) + "CP=&&DataTime=" + time + ";" + values + "&&");
}

class Hj212ConversationTest : public ::testing::Test {
protected:
    void hear(std::string_view bytes) { conversation_.hear(bytes, desk_); }
    std::string commands_said() const { // their CN, one after the other
        std::string commands;
        for (auto at = desk_.said.find("CN="); at != std::string::npos; at = desk_.said.find("CN=", at + 1))
            commands += (commands.empty() ? "" : " ") + desk_.said.substr(at + 3, 4);
        return commands;
    }
    Hj212Conversation conversation_;
    TrialDesk desk_;
};

TEST_F(Hj212ConversationTest, values_are_answered_when_they_are_durable_and_not_before) {
    hear(report());
    EXPECT_EQ(desk_.kept, "7 ph=721");
    EXPECT_EQ(desk_.said, "");
    desk_.settle();
    EXPECT_EQ(commands_said(), "9014");
    EXPECT_THAT(desk_.said, HasSubstr("QN=20260301080001000;"));
    EXPECT_THAT(desk_.said, HasSubstr("MN=MN7;Flag=4;"));
}

TEST_F(Hj212ConversationTest, what_cannot_be_kept_is_told_as_an_error) {
    hear(report());
    desk_.settle(false);
    EXPECT_EQ(commands_said(), "9011");
    EXPECT_THAT(desk_.said, HasSubstr("QnRtn=100"));
}

TEST_F(Hj212ConversationTest, a_flag_that_wants_no_answer_gets_none) {
    hear(report("w01001-Rtd=7.21,w01001-Flag=N", 4));
    desk_.settle();
    EXPECT_EQ(desk_.kept, "7 ph=721");
    EXPECT_EQ(desk_.said, "");
}

TEST_F(Hj212ConversationTest, frames_come_in_pieces_and_glued) {
    const std::string two = report() + report("w01001-Rtd=7.25", 5, "20260301080500");
    for (const char c : two) hear({&c, 1});
    EXPECT_EQ(desk_.kept, "7 ph=721, 7 ph=725");
    desk_.kept.clear();
    hear(two + two);
    EXPECT_EQ(desk_.frames, 6);
}

TEST_F(Hj212ConversationTest, the_check_sum_may_be_in_small_letters_and_a_wrong_one_is_told) {
    auto text = report();
    for (std::size_t i = text.size() - 6; i < text.size(); ++i) text[i] = static_cast<char>(std::tolower(text[i]));
    hear(text);
    EXPECT_EQ(desk_.kept, "7 ph=721");
    text[text.size() - 3] = text[text.size() - 3] == '0' ? '1' : '0';
    hear(text);
    EXPECT_EQ(commands_said(), "9011");
    EXPECT_THAT(desk_.said, HasSubstr("QnRtn=9"));
    EXPECT_THAT(desk_.complaints, HasSubstr("crc: "));
}

TEST_F(Hj212ConversationTest, an_unknown_station_is_named_and_nothing_of_it_kept) {
    hear(frame(head("2011", 5, "STRANGER") + "CP=&&DataTime=20260301080000;w01001-Rtd=7.21&&"));
    EXPECT_EQ(desk_.kept, "");
    EXPECT_THAT(desk_.complaints, HasSubstr("an unknown station: STRANGER"));
    EXPECT_THAT(desk_.said, HasSubstr("QnRtn=4"));
}

TEST_F(Hj212ConversationTest, a_password_counts_where_the_record_has_one) {
    auto station = *desk_.book_.station("MN7");
    station.password = "other";
    desk_.book_.add(station);
    hear(report());
    EXPECT_EQ(desk_.kept, "");
    EXPECT_THAT(desk_.said, HasSubstr("QnRtn=3"));
}

TEST_F(Hj212ConversationTest, means_of_minutes_hours_and_days_are_kept_with_their_flags_as_what_a_span_is_told_by) {
    const auto list = [](const std::string& command, const std::string& flag) {
        return frame(head(command) + "CP=&&DataTime=20260228000000;w01001-Min=7.1,w01001-Avg=7.21,w01001-Max=7.3," +
                     "w01001-Flag=" + flag + "&&");
    };
    hear(list("2051", "N") + list("2061", "D") + list("2031", "N"));
    EXPECT_EQ(desk_.kept, "7 ph=721 of 300 s, 7 ph=721? of 3600 s, 7 ph=721 of 86400 s");
    hear(frame(head("2011") + "CP=&&DataTime=20260228000000;w01001-Avg=7.21&&"));
    EXPECT_EQ(desk_.kept, "7 ph=721 of 300 s, 7 ph=721? of 3600 s, 7 ph=721 of 86400 s") << "no list";
    desk_.settle();
    EXPECT_EQ(commands_said(), "9014 9014 9014 9014");
}

TEST_F(Hj212ConversationTest, a_sensor_may_say_which_values_it_takes) {
    const std::string both = "CP=&&DataTime=20260228000000;w01001-Rtd=7.2;w01001-Avg=7.3&&";
    const auto kept_of = [&](Taken taken) {
        auto station = *desk_.book_.station("MN7");
        station.sensors[0].taken = taken;
        desk_.book_.add(station);
        desk_.kept.clear();
        for (const char* command : {"2011", "2051", "2031"}) hear(frame(head(command) + both));
        return desk_.kept;
    };
    EXPECT_EQ(kept_of(Taken::present), "7 ph=720, 7 ph=720, 7 ph=720");
    EXPECT_EQ(kept_of(Taken::mean), "7 ph=730, 7 ph=730 of 86400 s");
    EXPECT_EQ(kept_of(Taken::either), "7 ph=720, 7 ph=720, 7 ph=730 of 300 s, 7 ph=720, 7 ph=730 of 86400 s");
}

TEST_F(Hj212ConversationTest, doubtful_values_are_marked_and_no_numbers_are_missing) {
    hear(report("w01001-Rtd=7.21,w01001-Flag=D;w01018-Rtd=--,w01018-Flag=N;w99999-Rtd=1"));
    EXPECT_EQ(desk_.kept, "7 ph=721?, 7 level=0 missing");
    EXPECT_THAT(desk_.complaints, HasSubstr("a value without a sensor: MN7 (w99999)"));
}

TEST_F(Hj212ConversationTest, a_station_of_2005_is_read_by_sensors_of_2017) {
    hear(report("011-Rtd=20.5,011-Flag=N"));
    EXPECT_EQ(desk_.kept, "7 level=20500");
}

TEST_F(Hj212ConversationTest, a_time_that_cannot_be_is_not_kept_and_a_clock_that_may_be_set_is) {
    auto station = *desk_.book_.station("MN7");
    station.sets_clock = true;
    desk_.book_.add(station);
    hear(report("w01001-Rtd=7.21", 5, "20990301080000"));
    EXPECT_EQ(desk_.kept, "");
    EXPECT_EQ(commands_said(), "1011 1012 9011");
    EXPECT_THAT(desk_.said, HasSubstr("SystemTime=20260301083000"));
    EXPECT_THAT(desk_.complaints, HasSubstr("values of a time that cannot be: MN7"));
}

TEST_F(Hj212ConversationTest, a_clock_that_is_set_from_here_is_asked_for_once_and_set_when_it_is_off) {
    auto station = *desk_.book_.station("MN7");
    station.sets_clock = true;
    desk_.book_.add(station);
    hear(report());
    hear(report());
    EXPECT_EQ(commands_said(), "1011");
    EXPECT_THAT(desk_.said, HasSubstr("Flag=5;CP=&&&&"));
    desk_.said.clear();
    hear(frame(head("1011", 4) + "CP=&&SystemTime=20260301082945&&"));
    EXPECT_EQ(desk_.said, "") << "a quarter of a minute";
    hear(frame(head("1011", 4) + "CP=&&SystemTime=20260301082000&&"));
    EXPECT_EQ(commands_said(), "1012");
    hear(frame(head("1011", 4) + "CP=&&SystemTime=20260301082000&&"));
    EXPECT_EQ(commands_said(), "1012") << "not again and again";
}

TEST_F(Hj212ConversationTest, notices_requests_and_answers_are_told_apart) {
    hear(frame(head("1013") + "CP=&&PolId=w01018&&"));
    EXPECT_EQ(commands_said(), "9013 1012");
    desk_.said.clear();
    hear(frame(head("1011") + "CP=&&&&"));
    EXPECT_EQ(commands_said(), "9011 1011 9012");
    desk_.said.clear();
    hear(frame(head("9012", 4) + "CP=&&ExeRtn=1&&"));
    hear(frame(head("1011") + "CP=&&SystemTime=20260301082959&&"));
    EXPECT_EQ(commands_said(), "9014");
    desk_.said.clear();
    hear(frame(head("4001") + "CP=&&&&"));
    EXPECT_THAT(desk_.said, HasSubstr("QnRtn=8"));
}

TEST_F(Hj212ConversationTest, packets_of_a_split_message_are_kept_one_by_one_also_those_that_came_before_the_time) {
    const auto packet = [](int number, const std::string& values) {
        return frame(head("2011", 7) + "PNUM=2;PNO=" + std::to_string(number) + ";CP=&&" + values + "&&");
    };
    hear(packet(2, "w01018-Rtd=20.5"));
    EXPECT_EQ(desk_.kept, "");
    hear(packet(1, "DataTime=20260301080000;w01001-Rtd=7.21"));
    EXPECT_EQ(desk_.kept, "7 ph=721, 7 level=20500");
    desk_.settle();
    EXPECT_EQ(commands_said(), "9014 9014");
    hear(packet(2, "w01018-Rtd=20.5"));
    EXPECT_EQ(desk_.kept, "7 ph=721, 7 level=20500, 7 level=20500")
        << "a resend is answered again; the store takes it once";
    EXPECT_EQ(conversation_.held(), 0U);
}

TEST_F(Hj212ConversationTest, lengths_are_taken_as_the_station_declares) {
    std::string values;
    for (int i = 0; i < 60; ++i) values += "a" + std::to_string(10000 + i) + "-Rtd=1.00;";
    hear(report(values + "w01001-Rtd=7.21"));
    EXPECT_EQ(desk_.kept, "7 ph=721") << "longer than 1,024 bytes";
    auto station = *desk_.book_.station("MN7");
    station.lengths = Lengths::standard;
    desk_.book_.add(station);
    hear(report(values + "w01001-Rtd=7.22"));
    EXPECT_EQ(desk_.kept, "7 ph=721");
    auto lying = report("w01001-Rtd=7.23");
    lying.replace(2, 4, "0999");
    hear(lying);
    EXPECT_EQ(desk_.kept, "7 ph=721");
    station.lengths = Lengths::any;
    desk_.book_.add(station);
    hear(lying);
    EXPECT_EQ(desk_.kept, "7 ph=721, 7 ph=723");
}

TEST_F(Hj212ConversationTest, spikes_are_marked_as_they_come) {
    auto station = *desk_.book_.station("MN7");
    station.sensors[0].limits = {.least = 0, .most = 14, .spike = 1};
    desk_.book_.add(station);
    hear(report("w01001-Rtd=7.2", 5, "20260301080000") + report("w01001-Rtd=9.9", 5, "20260301080500") +
         report("w01001-Rtd=7.3", 5, "20260301081000") + report("w01001-Rtd=15", 5, "20260301081500"));
    EXPECT_EQ(desk_.kept, "7 ph=720, 7 ph=990?, 7 ph=730, 7 ph=1500?");
    EXPECT_THAT(desk_.complaints, HasSubstr("w01001 9.9 spike"));
}

} // namespace
} // namespace shanhai::ecology
