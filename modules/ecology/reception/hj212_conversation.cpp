#include "modules/ecology/reception/hj212_conversation.h"

#include "kernel/series/step.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/hj212/factors.h"
#include "modules/ecology/hj212/frame_writer.h"
#include "modules/ecology/hj212/reassembler.h"

#include <algorithm>
#include <cstdlib>

namespace shanhai::ecology {

namespace {

using hj212::Frame;

constexpr std::int64_t micros = 1'000'000, clock_off_seconds = 30, clock_again_seconds = 600;
constexpr std::size_t head_bytes = 6, crc_bytes = 4; // around a data segment

// What a value of a message is worth to a sensor, and for how many seconds it stands.
struct Worth {
    bool taken = false;
    std::int64_t span = 0;
};

// Present values come in real time; means of minutes, hours and days in reports and in what is sent after an outage. Minutes may be
// as few as five: means of ten, beside present values no rarer than they are, are told apart as well.
Worth worth_of(std::string_view field, Taken taken, std::string_view command) {
    if (field == "Rtd") return {taken != Taken::mean, 0};
    const std::int64_t span = command == "2051"   ? 300
                              : command == "2061" ? kernel::hour_seconds
                              : command == "2031" ? kernel::day_seconds
                                                  : 0;
    if (field != "Avg" || span == 0 || taken == Taken::present) return {};
    // A day has its means of minutes or hours, or else that of the day.
    return {true, taken == Taken::mean && span < kernel::day_seconds ? 0 : span};
}

// N: it works; S: typed in by hand. What a station measures while it is serviced, calibrated, broken or beyond its range is doubtful.
bool is_doubtful(const Frame& frame, std::string_view factor) {
    for (const auto& item : frame.items)
        if (item.factor() == factor && item.field() == "Flag") return item.value != "N" && item.value != "S";
    return false;
}

const SensorInBook* sensor_for(const StationInBook& station, std::string_view factor, std::int64_t at) {
    if (const auto* sensor = station.sensor(factor, at)) return sensor;
    const auto* old = hj212::factor_of_2005(factor); // a station of 2005, a sensor of 2017
    return old == nullptr ? nullptr : station.sensor(old->code, at);
}

LocalTime local_now(const Desk& desk) {
    return LocalTime::from_unix_millis(desk.now().micros / 1000).value_or(LocalTime{});
}

hj212::Message message_to(const Frame& asked, const Desk& desk) {
    hj212::Message message;
    message.request = local_now(desk).digits(true);
    message.system = asked.system;
    message.password = asked.password;
    message.station = asked.station;
    return message;
}

std::string bytes_of(const hj212::Message& message) {
    const auto frames = hj212::frames_of(message);
    std::string bytes;
    if (frames)
        for (const auto& frame : *frames) bytes += frame;
    return bytes;
}

} // namespace

void Hj212Conversation::hear(std::string_view bytes, Desk& desk) {
    splitter_.feed(bytes, [&](std::string_view text) { take(text, desk); });
}

void Hj212Conversation::take(std::string_view text, Desk& desk) {
    auto read = hj212::read_frame(text, frame_);
    const bool only_length = !read && read.error().rule == FrameRule::length;
    if (only_length) {
        // The check sum decides, where the station's record says so.
        const auto again = hj212::read_frame(text, frame_, hj212::LengthRule::unbelieved);
        const auto* station = again ? desk.book().station(frame_.station) : nullptr;
        if (station != nullptr && station->lengths == Lengths::any) read = again;
    }
    if (!read) return refuse_text(text, read.error(), desk);
    desk.count_frame(frame_.station);
    const auto* station = desk.book().station(frame_.station);
    if (station == nullptr) {
        desk.complain(Complaint::unknown_station, frame_.station, "HJ 212");
        if (frame_.wants_answer()) desk.say(hj212::request_answer(frame_, hj212::RequestAnswer::wrong_station));
        return;
    }
    if (station->lengths == Lengths::standard && text.size() > head_bytes + hj212::standard_segment_bytes + crc_bytes)
        return refuse_text(text, {FrameRule::length, "length: more than 1024 bytes"}, desk);
    if (!station->password.empty() && station->password != frame_.password) {
        desk.complain(Complaint::wrong_password, station->code, "PW");
        if (frame_.wants_answer()) desk.say(hj212::request_answer(frame_, hj212::RequestAnswer::wrong_password));
        return;
    }
    obey(*station, desk);
}

// Who sent it is only guessed at when the check sum does not agree, so that an answer goes to known stations alone.
void Hj212Conversation::refuse_text(std::string_view text, const FrameRefusal& refusal, Desk& desk) {
    const bool whole = text.size() > head_bytes + crc_bytes;
    const auto segment = whole ? text.substr(head_bytes, text.size() - head_bytes - crc_bytes) : std::string_view();
    const bool readable = whole && hj212::read_segment(segment, frame_).has_value();
    const auto* station = readable ? desk.book().station(frame_.station) : nullptr;
    desk.complain(Complaint::bad_frame, station == nullptr ? std::string_view() : frame_.station, refusal.reason);
    if (station != nullptr && frame_.wants_answer())
        desk.say(hj212::request_answer(frame_, hj212::answer_to(refusal.rule)));
}

void Hj212Conversation::obey(const StationInBook& station, Desk& desk) {
    const auto command = frame_.command;
    if (command == "9011" || command == "9012" || command == "9013" || command == "9014") return; // answers to us
    if (command == "1011") return take_clock(station, desk);
    if (command == "1013") { // it asks to be set
        if (frame_.wants_answer()) desk.say(hj212::notice_answer(frame_));
        return set_clock(desk);
    }
    if (station.sets_clock && !clock_asked_) ask_clock(desk);
    if (command.starts_with('2') || command.starts_with('3')) return take_values(station, desk);
    if (frame_.wants_answer())
        desk.say(hj212::request_answer(frame_, command == "1012" ? hj212::RequestAnswer::refused
                                                                 : hj212::RequestAnswer::unknown_command));
}

// Once a connection: a clock that is slow shows in no report, as reports may be late.
void Hj212Conversation::ask_clock(Desk& desk) {
    clock_asked_ = true;
    auto message = message_to(frame_, desk);
    message.command = "1011";
    message.flag = 5;
    desk.say(bytes_of(message));
}

// With a time: what its clock shows. Without one: it asks for ours.
void Hj212Conversation::take_clock(const StationInBook& station, Desk& desk) {
    const auto told = frame_.value_of("SystemTime");
    if (told.empty()) {
        if (!frame_.wants_answer()) return;
        desk.say(hj212::request_answer(frame_, hj212::RequestAnswer::ready));
        auto message = message_to(frame_, desk);
        message.request = frame_.request;
        message.command = "1011";
        message.parameters.emplace_back("SystemTime", local_now(desk).digits());
        desk.say(bytes_of(message));
        desk.say(hj212::execution_answer(frame_, hj212::Execution::done));
        return;
    }
    if (frame_.wants_answer()) desk.say(hj212::data_answer(frame_));
    const auto shown = LocalTime::from_digits(told);
    const auto off = shown ? std::abs(shown->unix_seconds() - desk.now().micros / micros) : clock_off_seconds + 1;
    if (off > clock_off_seconds && station.sets_clock) set_clock(desk);
}

// Not again and again: what a station does with it is its own affair.
void Hj212Conversation::set_clock(Desk& desk) {
    const auto now = desk.now().micros / micros;
    if (now - clock_set_ < clock_again_seconds && frame_.command != "1013") return;
    clock_set_ = now;
    desk.say(bytes_of(hj212::time_setting(message_to(frame_, desk), local_now(desk), frame_.value_of("PolId"))));
}

// Nothing when it tells none, or one that cannot be.
std::optional<std::int64_t> Hj212Conversation::time_told(const StationInBook& station, Desk& desk) {
    const auto time = hj212::time_of(frame_);
    if (!time) {
        desk.complain(Complaint::wrong_time, station.code, time.error().reason);
        return {};
    }
    if (!*time) return {};
    const auto at = (*time)->unix_seconds();
    if (is_keepable(desk, at)) return at;
    desk.complain(Complaint::wrong_time, station.code, (*time)->iso());
    if (station.sets_clock && at > desk.now().micros / micros) set_clock(desk);
    return {};
}

void Hj212Conversation::take_values(const StationInBook& station, Desk& desk) {
    if (frame_.is_split()) return take_packet(station, desk);
    const auto at = time_told(station, desk);
    if (at) return store(station, *at, desk);
    if (frame_.wants_answer()) desk.say(hj212::request_answer(frame_, hj212::RequestAnswer::unknown_error));
}

Hj212Conversation::SplitMessage& Hj212Conversation::split_message() {
    std::string key;
    for (const auto part : {frame_.station, frame_.command, frame_.request}) key.append(part).append(";");
    const auto found = std::ranges::find(split_, key, &SplitMessage::key);
    if (found != split_.end()) return *found;
    if (split_.size() == most_split_messages) {
        for (const auto& segment : split_.front().waiting) waiting_bytes_ -= segment.size();
        split_.pop_front(); // unanswered, so that it comes again
    }
    return split_.emplace_back(SplitMessage{.key = std::move(key), .at = {}, .waiting = {}});
}

void Hj212Conversation::take_packet(const StationInBook& station, Desk& desk) {
    auto& message = split_message();
    if (!frame_.value_of("DataTime").empty() || message.at) {
        const auto told = frame_.value_of("DataTime").empty() ? message.at : time_told(station, desk);
        if (!told) return;
        message.at = told;
        store(station, *told, desk);
        const auto waiting = std::exchange(message.waiting, {});
        for (const auto& segment : waiting) {
            waiting_bytes_ -= segment.size();
            if (hj212::read_segment(segment, frame_)) store(station, *told, desk);
        }
        return;
    }
    if (message.waiting.size() == most_waiting_packets) return;
    auto segment = hj212::segment_of(frame_);
    waiting_bytes_ += segment.size();
    message.waiting.push_back(std::move(segment));
}

std::vector<TakenReading> Hj212Conversation::readings_of(const StationInBook& station, std::int64_t at, Desk& desk) {
    std::vector<TakenReading> readings;
    for (const auto& item : frame_.items) {
        const auto field = item.field();
        if (field != "Rtd" && field != "Avg") continue;
        const auto factor = item.factor();
        const auto* sensor = sensor_for(station, factor, at);
        if (sensor == nullptr) {
            desk.complain(Complaint::no_sensor, station.code, factor);
            continue;
        }
        const auto worth = worth_of(field, sensor->taken, frame_.command);
        if (!worth.taken) continue;
        const auto reading =
            is_decimal(item.value)
                ? taken_reading(desk, station, *sensor, at, decimal_value(item.value), is_doubtful(frame_, factor))
                : std::nullopt;
        // What is no number, or none that can be stored, was not measured.
        readings.push_back(reading.value_or(missing_reading(station, *sensor, at)));
        readings.back().span = worth.span;
    }
    return readings;
}

void Hj212Conversation::store(const StationInBook& station, std::int64_t at, Desk& desk) {
    auto readings = readings_of(station, at, desk);
    std::string answer, otherwise;
    if (frame_.wants_answer()) {
        answer = hj212::data_answer(frame_);
        otherwise = hj212::request_answer(frame_, hj212::RequestAnswer::unknown_error);
    }
    if (readings.empty()) { // a log, a state: nothing that is kept
        if (!answer.empty()) desk.say(std::move(answer));
        return;
    }
    desk.keep(std::move(readings), std::move(answer), std::move(otherwise));
}

} // namespace shanhai::ecology
