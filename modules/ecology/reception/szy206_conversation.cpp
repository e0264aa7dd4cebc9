#include "modules/ecology/reception/szy206_conversation.h"

#include "base/text.h"
#include "kernel/series/series_store.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/frames/shown_time.h"

#include <fmt/format.h>

namespace shanhai::ecology {

namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::uint8_t link = 0x02, report = 0xC0;
constexpr std::size_t address_at = 4, address_bytes = 5; // behind 68 L 68 and the control byte

// "level" of the first gauge, "level2" of the second.
std::string code_of(const szy206::Told& told) {
    return told.place == 1 ? std::string(told.quantity) : fmt::format("{}{}", told.quantity, told.place);
}

} // namespace

void Szy206Conversation::hear(std::string_view bytes, Desk& desk) {
    splitter_.feed(
        bytes, [&](std::string_view frame) { take(frame, desk); },
        [&](std::string_view broken) {
            // Who sent it is only guessed at.
            const auto* station = desk.book().station(to_hex(broken.substr(address_at, address_bytes)));
            const auto read = szy206::read_frame(broken);
            desk.complain(Complaint::bad_frame,
                          station == nullptr ? std::string_view() : std::string_view(station->code),
                          read ? "crc" : read.error().reason);
        });
}

void Szy206Conversation::take(std::string_view bytes, Desk& desk) {
    const auto frame = szy206::read_frame(bytes);
    if (!frame) return desk.complain(Complaint::bad_frame, {}, frame.error().reason);
    if (!frame->up) return; // nobody but us sends those
    desk.count_frame(frame->station);
    const auto* station = desk.book().station(frame->station);
    if (station == nullptr) return desk.complain(Complaint::unknown_station, frame->station, "SZY 206");
    if (frame->function == link) return desk.say(szy206::answer_to(*frame));
    if (frame->function == report) return take_report(*frame, *station, desk);
    desk.complain(Complaint::no_sensor, station->code, fmt::format("function {:02X}", frame->function));
}

void Szy206Conversation::take_report(const szy206::Frame& frame, const StationInBook& station, Desk& desk) {
    auto answer = szy206::answer_to(frame);
    const auto told = szy206::read_report(frame);
    if (!told) { // it would come again for ever
        desk.complain(Complaint::no_sensor, station.code, told.error().reason);
        return desk.say(std::move(answer));
    }
    const auto latest = desk.now().micros / micros + kernel::SeriesStore::ahead_seconds;
    const auto at = szy206::moment_of(*told, latest);
    if (!at || !is_keepable(desk, *at))
        return desk.complain(Complaint::wrong_time, station.code, at ? shown_minute(*at) : to_hex(told->clock));
    std::vector<TakenReading> readings;
    for (const auto& one : told->values) {
        const auto code = code_of(one);
        const auto* sensor = station.sensor(code, *at);
        if (sensor == nullptr) {
            desk.complain(Complaint::no_sensor, station.code, code);
            continue;
        }
        const auto taken =
            one.digits ? taken_reading(desk, station, *sensor, *at, decimal_value(*one.digits), false) : std::nullopt;
        readings.push_back(taken.value_or(missing_reading(station, *sensor, *at)));
    }
    if (readings.empty()) return desk.say(std::move(answer));
    desk.keep(std::move(readings), std::move(answer), {});
}

} // namespace shanhai::ecology
