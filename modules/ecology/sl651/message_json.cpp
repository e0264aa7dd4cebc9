#include "modules/ecology/sl651/message_json.h"

#include "base/hash.h"
#include "base/result.h"
#include "base/text.h"
#include "modules/ecology/frames/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace shanhai::ecology::sl651 {

namespace {

std::string_view name_of(EndMark end) {
    switch (end) {
    case EndMark::etx: return "ETX";
    case EndMark::etb: return "ETB";
    case EndMark::enq: return "ENQ";
    case EndMark::ack: return "ACK";
    case EndMark::nak: return "NAK";
    case EndMark::eot: return "EOT";
    case EndMark::esc: return "ESC";
    }
    return "";
}

struct ValueWriter {
    std::string& to;

    void operator()(Missing) const { to += "null"; }
    void operator()(const Number& number) const { to += number.digits; }
    void operator()(const std::string& text) const { append_json_string(to, text); }
    void operator()(const Series& series) const {
        to += '[';
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (i > 0) to += ',';
            to += series[i] ? series[i]->digits : "null";
        }
        to += ']';
    }
};

std::string name_in_values(const Reading& reading) {
    return reading.station.empty() ? reading.identifier : reading.station + "/" + reading.identifier;
}

// An object of values; of two with one name the later counts.
void append_values(std::string& to, const std::vector<const Reading*>& readings,
                   const std::optional<std::string>& picture) {
    std::map<std::string, const Reading*> last;
    for (const Reading* reading : readings) last[name_in_values(*reading)] = reading;
    to += '{';
    bool first = true;
    const auto separate = [&] {
        if (!first) to += ',';
        first = false;
    };
    for (const Reading* reading : readings) {
        const std::string name = name_in_values(*reading);
        if (last.at(name) != reading) continue;
        separate();
        append_json_string(to, name);
        to += ':';
        std::visit(ValueWriter{to}, reading->value);
    }
    if (picture) {
        separate();
        const Hash hash = sha256(*picture);
        to += fmt::format(R"("PIC":{{"bytes":{},"sha256":"{}"}})", picture->size(),
                          to_hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size())));
    }
    to += '}';
}

std::vector<const Reading*> pointers(const std::vector<Reading>& readings) {
    std::vector<const Reading*> all;
    for (const Reading& reading : readings) all.push_back(&reading);
    return all;
}

bool observed_at_many_times(const Body& body) {
    std::map<std::string, std::string> first;
    return std::ranges::any_of(body.readings, [&](const Reading& reading) {
        const std::string time = reading.observed ? reading.observed->iso() : "";
        return first.emplace(name_in_values(reading), time).first->second != time;
    });
}

void append_observations(std::string& to, const Body& body) {
    std::map<std::string, std::vector<const Reading*>> by_time;
    for (const Reading& reading : body.readings)
        if (reading.observed) by_time[reading.observed->iso()].push_back(&reading);
    to += R"(,"observations":[)";
    bool first = true;
    for (const auto& [time, readings] : by_time) {
        to += fmt::format(R"({}{{"time":"{}","values":)", first ? "" : ",", time);
        append_values(to, readings, std::nullopt);
        to += '}';
        first = false;
    }
    to += ']';
}

std::string as_json(const Frame& frame, const Body& body) {
    std::string line = R"({"ok":true,"station":)";
    append_json_string(line, frame.station);
    line += fmt::format(R"(,"command":"{:02X}","time":)", frame.function);
    const auto& time = body.observed ? body.observed : body.sent;
    line += time ? '"' + time->iso() + '"' : "null";
    line += R"(,"values":)";
    append_values(line, pointers(body.readings), body.picture);
    if (observed_at_many_times(body)) append_observations(line, body);
    if (frame.in_packets) line += fmt::format(R"(,"packet":{{"number":{},"of":{}}})", frame.packet, frame.packets);
    if (frame.direction == Direction::down)
        line += fmt::format(R"(,"direction":"down","end":"{}")", name_of(frame.end));
    return line + "}";
}

} // namespace

Read<Told> Teller::tell(std::string_view bytes) {
    const Frame frame = TRY(read_frame(bytes));
    // NAK and EOT to packets number them but are whole in themselves.
    if (frame.direction == Direction::down)
        return Told{as_json(frame, TRY(read_body(frame, frame.body))), frame.station, {}};
    const auto whole = TRY(reassembler_.add(frame));
    if (!whole) {
        const auto first =
            frame.packet == 1 ? std::optional(std::string(frame.body)) : reassembler_.first_packet(frame);
        return Told{as_json(frame, first ? TRY(read_opening(frame, *first)) : Body{}), frame.station, {}};
    }
    Body body = TRY(read_body(frame, *whole));
    std::string json = as_json(frame, body);
    return Told{std::move(json), frame.station, std::move(body.picture)};
}

} // namespace shanhai::ecology::sl651
