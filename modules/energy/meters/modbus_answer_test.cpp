#include "modules/energy/meters/modbus_answer.h"

#include <gmock/gmock.h>

namespace shanhai::energy {
namespace {

using testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

const RegistersAsked asked{.transaction = 0x0102, .unit = 7, .input = false, .first = 0x1000, .count = 2};
const Bytes good{0x01, 0x02, 0, 0, 0, 7, 7, 3, 4, 0x12, 0x34, 0xAB, 0xCD};

// What is said of the question's answer when `bytes` have come.
std::string told(const Bytes& bytes) {
    ModbusAnswers answers;
    answers.feed(bytes);
    const auto answer = answers.to(asked);
    if (!answer) return answers.is_lost() ? "lost" : "nothing yet";
    if (!*answer) return answer->error();
    std::string text;
    for (const auto one : **answer) text += std::to_string(one) + " ";
    return text;
}

Bytes with(Bytes bytes, std::size_t at, std::uint8_t value) {
    bytes[at] = value;
    return bytes;
}

TEST(ModbusAnswers, a_question_is_as_the_standard_writes_it) {
    EXPECT_THAT(question(asked), ElementsAre(1, 2, 0, 0, 0, 6, 7, 3, 0x10, 0, 0, 2));
    EXPECT_EQ(question({.transaction = 0, .unit = 1, .input = true, .first = 0xFFFF, .count = 1})[7], 4);
}

TEST(ModbusAnswers, an_answer_may_come_in_any_pieces) {
    EXPECT_EQ(told(good), "4660 43981 ");
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        ModbusAnswers answers;
        answers.feed(std::span(good).first(cut));
        EXPECT_FALSE(answers.to(asked).has_value()) << cut;
        answers.feed(std::span(good).subspan(cut));
        EXPECT_THAT(**answers.to(asked), ElementsAre(0x1234, 0xABCD)) << cut;
    }
}

TEST(ModbusAnswers, one_that_came_too_late_is_passed_over) {
    auto bytes = with(good, 1, 1);
    EXPECT_EQ(told(bytes), "nothing yet");
    bytes.insert(bytes.end(), good.begin(), good.end());
    EXPECT_EQ(told(bytes), "4660 43981 ");
}

TEST(ModbusAnswers, what_is_no_answer_to_the_question_is_not_taken) {
    EXPECT_EQ(told(with(good, 6, 8)), "unit 8 answers, 7 was asked");
    EXPECT_EQ(told(with(good, 7, 4)), "it answers to function 4");
    EXPECT_EQ(told(with(good, 8, 2)), "it answers with another number of registers");
    EXPECT_EQ(told({1, 2, 0, 0, 0, 5, 7, 3, 2, 0, 1}), "it answers with another number of registers");
    EXPECT_EQ(told({1, 2, 0, 0, 0, 3, 7, 0x83, 2}), "it has no such register");
    EXPECT_EQ(told({1, 2, 0, 0, 0, 3, 7, 0x83, 11}), "it does not answer its gateway");
    EXPECT_EQ(told({1, 2, 0, 0, 0, 3, 7, 0x83, 99}), "it answers with exception 99");
}

TEST(ModbusAnswers, after_what_is_not_modbus_nothing_is_read) {
    EXPECT_EQ(told(with(good, 2, 1)), "lost") << "another protocol";
    EXPECT_EQ(told(with(good, 4, 1)), "lost") << "longer than any";
    EXPECT_EQ(told(with(good, 5, 2)), "lost") << "shorter than any";
    EXPECT_EQ(told({'H', 'T', 'T', 'P', '/', '1', '.', '1'}), "lost");
}

} // namespace
} // namespace shanhai::energy
