#include "modules/ecology/reception/sl651_conversation.h"

#include "base/text.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/sl651/observations.h"

#include <cstdlib>

namespace shanhai::ecology {

namespace {

using sl651::Body;
using sl651::EndMark;
using sl651::Frame;

constexpr std::int64_t micros = 1'000'000, clock_off_seconds = 120, clock_again_seconds = 600;
constexpr std::uint8_t keeps_line = 0x2F, sets_clock = 0x4A;

// Reports that stations send by themselves.
bool is_report(std::uint8_t function) { return function >= 0x30 && function <= 0x36; }

// "YYMMDDhhmmss"
std::string clock_of(const Desk& desk) {
    return LocalTime::from_unix_millis(desk.now().micros / 1000).value_or(LocalTime{}).digits().substr(2);
}

std::string answer_for(const Frame& frame, const Body& body, const StationInBook& station, const Desk& desk) {
    const auto end = frame.end == EndMark::etb ? EndMark::ack : station.stays_connected ? EndMark::esc : EndMark::eot;
    return sl651::answer_to(frame, body.serial.value_or(0), clock_of(desk), end);
}

// Sets the clock of the station that sent the frame.
std::string clock_command(const Frame& to, const Desk& desk) {
    Frame command = to;
    command.direction = sl651::Direction::down;
    command.function = sets_clock;
    command.in_packets = false;
    command.end = EndMark::enq;
    std::string body = "0000" + clock_of(desk); // a serial number of the centre's own, and the time
    if (to.coding == sl651::Coding::bcd) body = from_hex(body).value_or("");
    command.body = body;
    return sl651::frame_of(command).value_or("");
}

} // namespace

void Sl651Conversation::hear(std::string_view bytes, Desk& desk) {
    splitter_.feed(
        bytes, [&](std::string_view frame) { take(frame, desk); },
        [&](std::string_view broken, const FrameRefusal& why) { take_broken(broken, why, desk); });
}

void Sl651Conversation::take_broken(std::string_view bytes, const FrameRefusal& why, Desk& desk) {
    const auto frame = sl651::read_frame(bytes, sl651::CrcRule::unbelieved);
    const auto* station = frame ? desk.book().station(frame->station) : nullptr;
    desk.complain(Complaint::bad_frame, station == nullptr ? std::string_view() : std::string_view(station->code),
                  why.reason);
    if (station == nullptr || frame->direction == sl651::Direction::down || !is_report(frame->function)) return;
    desk.say(sl651::answer_to(*frame, 0, clock_of(desk), EndMark::nak));
}

void Sl651Conversation::ask_again(const Frame& frame, Desk& desk) {
    const auto missing = reassembler_.missing(frame);
    if (missing.empty() || missing.back() == frame.packets) return; // its last one is still to come
    Frame wanted = frame;
    wanted.packet = missing.front();
    desk.say(sl651::answer_to(wanted, 0, clock_of(desk), EndMark::nak));
}

void Sl651Conversation::take(std::string_view bytes, Desk& desk) {
    const auto frame = sl651::read_frame(bytes);
    if (!frame) return desk.complain(Complaint::bad_frame, {}, frame.error().reason);
    if (frame->direction == sl651::Direction::down) return; // nobody but us sends those
    desk.count_frame(frame->station);
    const auto* station = desk.book().station(frame->station);
    if (station == nullptr) return desk.complain(Complaint::unknown_station, frame->station, "SL 651");
    if (frame->function == keeps_line) return;
    const auto whole = reassembler_.add(*frame);
    if (!whole) return desk.complain(Complaint::bad_frame, station->code, whole.error().reason);
    if (!*whole) return ask_again(*frame, desk);
    take_whole(*frame, **whole, *station, desk);
}

void Sl651Conversation::take_whole(const Frame& frame, std::string_view bytes, const StationInBook& station,
                                   Desk& desk) {
    auto body = sl651::read_body(frame, bytes);
    if (!body) {
        desk.complain(Complaint::bad_frame, station.code, body.error().reason);
        if (is_report(frame.function)) desk.say(sl651::answer_to(frame, 0, clock_of(desk), EndMark::nak));
        return;
    }
    std::string answer = is_report(frame.function) ? answer_for(frame, *body, station, desk) : std::string();
    const auto now = desk.now().micros / micros;
    const bool off = body->sent && std::abs(body->sent->unix_seconds() - now) > clock_off_seconds;
    // In the same breath as the answer: after EOT the station hangs up.
    if (off && station.sets_clock && now - clock_set_ >= clock_again_seconds) {
        clock_set_ = now;
        desk.say(clock_command(frame, desk));
    }
    if (body->picture) {
        const auto taken = body->observed ? body->observed : body->sent;
        if (!taken) return desk.complain(Complaint::wrong_time, station.code, "a picture without a time");
        return desk.keep({station.id, shown_minute(taken->unix_seconds()), *std::move(body->picture)},
                         std::move(answer));
    }
    store(*body, station, std::move(answer), desk);
}

void Sl651Conversation::store(const Body& body, const StationInBook& sender, std::string answer, Desk& desk) {
    std::vector<TakenReading> readings;
    bool keepable = true;
    for (const auto& one : sl651::observations_of(body)) {
        const auto* station = one.station.empty() ? &sender : desk.book().station(one.station);
        if (station == nullptr) {
            desk.complain(Complaint::unknown_station, one.station, "SL 651");
            continue;
        }
        const auto* sensor = station->sensor(one.identifier, one.at);
        if (sensor == nullptr) {
            desk.complain(Complaint::no_sensor, station->code, one.identifier);
            continue;
        }
        if (!is_keepable(desk, one.at)) {
            desk.complain(Complaint::wrong_time, station->code, one.at == 0 ? "no time" : shown_minute(one.at));
            keepable = false;
            continue;
        }
        const auto taken = one.number != nullptr ? taken_reading(desk, *station, *sensor, one.at,
                                                                 decimal_value(one.number->digits), false)
                                                 : std::nullopt;
        readings.push_back(taken.value_or(missing_reading(*station, *sensor, one.at)));
    }
    if (!keepable) answer.clear(); // what is not kept is not answered
    if (readings.empty()) {
        if (!answer.empty()) desk.say(std::move(answer));
        return;
    }
    desk.keep(std::move(readings), std::move(answer), {});
}

} // namespace shanhai::ecology
