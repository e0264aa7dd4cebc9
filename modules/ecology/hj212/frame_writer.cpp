#include "modules/ecology/hj212/frame_writer.h"

#include "base/check.h"
#include "base/result.h"
#include "modules/ecology/hj212/crc.h"

#include <fmt/format.h>

namespace shanhai::ecology::hj212 {

namespace {

std::string head_of(const Message& message, int flag) {
    std::string head;
    const auto add = [&head](std::string_view name, std::string_view value) {
        if (!value.empty()) head += fmt::format("{}={};", name, value);
    };
    add("QN", message.request);
    add("ST", message.system);
    add("CN", message.command);
    add("PW", message.password);
    add("MN", message.station);
    return head + fmt::format("Flag={};", flag);
}

// Pieces of the parameters, each as long as fits into `room`.
Read<std::vector<std::string>> pieces_of(const Message& message, std::size_t room) {
    std::vector<std::string> pieces(1);
    for (const auto& [name, value] : message.parameters) {
        const std::string item = name + "=" + value;
        if (item.size() > room)
            return refuse_frame(FrameRule::length, "length: " + name + " alone does not fit into a frame");
        std::string& last = pieces.back();
        if (last.size() + (last.empty() ? 0 : 1) + item.size() > room)
            pieces.push_back(item);
        else
            last += (last.empty() ? "" : ";") + item;
    }
    return pieces;
}

std::string answer(const Frame& asked, std::string_view command, std::string_view parameters) {
    std::string segment;
    if (!asked.request.empty()) segment += fmt::format("QN={};", asked.request);
    segment += fmt::format("ST=91;CN={};", command);
    if (!asked.password.empty()) segment += fmt::format("PW={};", asked.password);
    // Of the edition that was asked in; not split, and nothing is answered to an answer.
    segment += fmt::format("MN={};Flag={};CP=&&{}&&", asked.station, asked.flag.value_or(0) & ~3, parameters);
    auto frame = frame_of(segment);
    check(frame.has_value(), "an answer is shorter than what it answers");
    return *std::move(frame);
}

} // namespace

RequestAnswer answer_to(FrameRule rule) {
    switch (rule) {
    case FrameRule::crc: return RequestAnswer::wrong_crc;
    case FrameRule::station: return RequestAnswer::wrong_station;
    case FrameRule::system: return RequestAnswer::wrong_system;
    case FrameRule::flag: return RequestAnswer::wrong_flag;
    case FrameRule::command: return RequestAnswer::unknown_command;
    default: return RequestAnswer::unknown_error;
    }
}

Read<std::string> frame_of(std::string_view segment) {
    if (segment.size() > most_segment_bytes)
        return refuse_frame(FrameRule::length, fmt::format("length: {} bytes do not fit into a frame", segment.size()));
    return fmt::format("##{:04}{}{:04X}\r\n", segment.size(), segment, crc_of(segment));
}

Read<std::vector<std::string>> frames_of(const Message& message, std::size_t most_bytes) {
    const std::string whole_head = head_of(message, message.flag & ~2);
    constexpr std::size_t around = std::string_view("CP=&&&&").size();
    std::size_t bytes = whole_head.size() + around;
    for (const auto& [name, value] : message.parameters) bytes += name.size() + value.size() + 2;
    if (bytes <= most_bytes + 1) { // no ';' behind the last
        const auto pieces = TRY(pieces_of(message, bytes));
        return std::vector{TRY(frame_of(whole_head + "CP=&&" + pieces[0] + "&&"))};
    }
    const std::string head = head_of(message, message.flag | 2);
    constexpr std::size_t numbers = std::string_view("PNUM=9999;PNO=9999;").size();
    if (head.size() + numbers + around >= most_bytes)
        return refuse_frame(FrameRule::length, "length: no room for parameters");
    const auto pieces = TRY(pieces_of(message, most_bytes - head.size() - numbers - around));
    std::vector<std::string> frames;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        frames.push_back(
            TRY(frame_of(fmt::format("{}PNUM={};PNO={};CP=&&{}&&", head, pieces.size(), i + 1, pieces[i]))));
    return frames;
}

std::string request_answer(const Frame& asked, RequestAnswer how) {
    return answer(asked, "9011", fmt::format("QnRtn={}", static_cast<int>(how)));
}

std::string execution_answer(const Frame& asked, Execution how) {
    return answer(asked, "9012", fmt::format("ExeRtn={}", static_cast<int>(how)));
}

std::string notice_answer(const Frame& asked) { return answer(asked, "9013", ""); }

std::string data_answer(const Frame& asked) { return answer(asked, "9014", ""); }

Message time_setting(const Message& to, const LocalTime& time, std::string_view factor) {
    Message message = to;
    message.command = "1012";
    message.flag = 5;
    message.parameters.clear();
    if (!factor.empty()) message.parameters.emplace_back("PolId", factor);
    message.parameters.emplace_back("SystemTime", time.digits());
    return message;
}

} // namespace shanhai::ecology::hj212
