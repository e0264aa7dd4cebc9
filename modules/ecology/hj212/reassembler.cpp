#include "modules/ecology/hj212/reassembler.h"

#include <algorithm>

namespace shanhai::ecology::hj212 {

namespace {

// Packets of one message repeat who asked for what and when.
std::string key_of(const Frame& frame) {
    std::string key;
    for (const std::string_view part : {frame.station, frame.command, frame.system, frame.request}) {
        key += part;
        key += ';';
    }
    return key;
}

std::string head_of(const Frame& frame) {
    std::string head;
    const auto add = [&head](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        head += name;
        head += '=';
        head += value;
        head += ';';
    };
    add("QN", frame.request);
    add("ST", frame.system);
    add("CN", frame.command);
    add("PW", frame.password);
    add("MN", frame.station);
    if (frame.flag) add("Flag", std::to_string(*frame.flag & ~2)); // no longer split
    return head;
}

std::string segment_of(const std::string& head, const std::map<int, std::string>& parts) {
    std::string segment = head + "CP=&&";
    for (const auto& [number, text] : parts) {
        if (text.empty()) continue;
        if (!segment.ends_with('&') && !segment.ends_with(';')) segment += ';';
        segment += text;
    }
    return segment + "&&";
}

} // namespace

std::string segment_of(const Frame& frame) { return segment_of(head_of(frame), {{1, std::string(frame.parameters)}}); }

void Reassembler::forget_old(Moment now) {
    std::erase_if(waiting_,
                  [&](const auto& entry) { return now.micros - entry.second.begun.micros > limits_.patience_micros; });
    if (waiting_.size() < limits_.messages) return;
    waiting_.erase(std::ranges::min_element(waiting_, {}, [](const auto& entry) { return entry.second.begun; }));
}

Read<std::optional<std::string>> Reassembler::add(const Frame& frame, Moment now) {
    if (!frame.is_split()) return segment_of(frame);
    const int count = *frame.packets, number = frame.packet.value_or(0);
    if (number < 1 || number > count || count > limits_.packets)
        return refuse_frame(FrameRule::packet,
                            "packet: PNO " + std::to_string(number) + " of PNUM " + std::to_string(count));
    const std::string key = key_of(frame);
    auto found = waiting_.find(key);
    if (found != waiting_.end() && found->second.packets != count) {
        waiting_.erase(found); // the station began anew
        found = waiting_.end();
    }
    if (found == waiting_.end()) {
        forget_old(now);
        found = waiting_.emplace(key, Message{.begun = now, .packets = count, .head = head_of(frame)}).first;
    }
    Message& message = found->second;
    std::string& part = message.parts[number];
    message.bytes += frame.parameters.size();
    message.bytes -= part.size();
    part = frame.parameters;
    if (message.bytes > limits_.message_bytes) {
        waiting_.erase(found);
        return refuse_frame(FrameRule::length, "length: a message of more bytes than are put together");
    }
    if (message.parts.size() < static_cast<std::size_t>(count)) return std::nullopt;
    std::string whole = segment_of(message.head, message.parts);
    waiting_.erase(found);
    return whole;
}

} // namespace shanhai::ecology::hj212
