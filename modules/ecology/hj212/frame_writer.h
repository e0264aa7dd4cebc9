#pragma once

#include "modules/ecology/hj212/frame.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::ecology::hj212 {

// How a request is answered (QnRtn), table 8 of the standard.
enum class RequestAnswer {
    ready = 1,
    refused = 2,
    wrong_password = 3,
    wrong_station = 4,
    wrong_system = 5,
    wrong_flag = 6,
    wrong_request = 7,
    unknown_command = 8,
    wrong_crc = 9,
    unknown_error = 100,
};
// How a command went (ExeRtn).
enum class Execution {
    done = 1,
    failed = 2,
    no_condition = 3,
    timed_out = 4,
    system_busy = 5,
    system_fault = 6,
    no_data = 100
};

// The code that answers a frame which was refused by this rule.
RequestAnswer answer_to(FrameRule rule);

// What a message says, for writing.
struct Message {
    std::string request, system, command, password, station;
    int flag = 4;                                                // HJ 212-2017, not split, no answer wanted
    std::vector<std::pair<std::string, std::string>> parameters; // joined with ';'
};

// "##…CRLF" around a data segment. "length" beyond 9,999 bytes.
Read<std::string> frame_of(std::string_view segment);

// The frames of a message, none with more than `most_bytes` of segment: one, or as many as needed with PNUM and PNO, each
// cut between two parameters. "length" when one parameter alone is too long.
Read<std::vector<std::string>> frames_of(const Message& message, std::size_t most_bytes = standard_segment_bytes);

// Answers to what `asked` says, under its request number, in its edition, as dialogue (ST=91) with its station and password.
std::string request_answer(const Frame& asked, RequestAnswer answer); // 9011
std::string execution_answer(const Frame& asked, Execution how);      // 9012
std::string notice_answer(const Frame& asked);                        // 9013
std::string data_answer(const Frame& asked);                          // 9014

// 1012: sets a station's clock, or that of the device that measures `factor`.
Message time_setting(const Message& to, const LocalTime& time, std::string_view factor = {});

} // namespace shanhai::ecology::hj212
