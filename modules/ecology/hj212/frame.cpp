#include "modules/ecology/hj212/frame.h"

#include "base/result.h"
#include "modules/ecology/hj212/crc.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <string>

namespace shanhai::ecology::hj212 {

namespace {

constexpr std::size_t head_bytes = 6, crc_bytes = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::optional<int> number_of(std::string_view text) {
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < 0) return {};
    return value;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::uint16_t> hex_number(std::string_view four) {
    int value = 0;
    for (const char c : four) {
        const int digit = hex_digit(c);
        if (digit < 0) return {};
        value = value * 16 + digit;
    }
    return static_cast<std::uint16_t>(value);
}

std::string hex_text(std::uint16_t value) {
    static constexpr char digits[] = "0123456789ABCDEF";
    return {digits[value >> 12], digits[(value >> 8) & 15], digits[(value >> 4) & 15], digits[value & 15]};
}

std::string_view without_line_end(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

// A frame that is there to its end, though perhaps not as long as it declares.
bool looks_whole(std::string_view text) {
    return text.size() >= head_bytes + crc_bytes + 2 && hex_number(text.substr(text.size() - crc_bytes)) &&
           text.substr(text.size() - crc_bytes - 2, 2) == "&&";
}

Read<void> check_length(std::string_view text, std::size_t declared, LengthRule rule) {
    const std::size_t frame = text.size() - head_bytes;
    if (rule == LengthRule::unbelieved) {
        if (frame < crc_bytes) return refuse_frame(FrameRule::truncated, "truncated: no check sum");
        if (frame - crc_bytes > most_segment_bytes)
            return refuse_frame(FrameRule::length, "length: more than 9999 bytes");
        return {};
    }
    if (rule == LengthRule::standard && declared > standard_segment_bytes)
        return refuse_frame(FrameRule::length,
                            "length: " + std::to_string(declared) + " bytes, the standard allows 1024");
    if (frame == declared + crc_bytes) return {};
    if (frame < declared + crc_bytes && !looks_whole(text))
        return refuse_frame(FrameRule::truncated, "truncated: " + std::to_string(text.size()) + " of " +
                                                      std::to_string(head_bytes + declared + crc_bytes) + " bytes");
    const std::size_t there = frame < crc_bytes ? 0 : frame - crc_bytes;
    return refuse_frame(FrameRule::length,
                        "length: " + std::to_string(declared) + " declared, " + std::to_string(there) + " received");
}

// A piece without '=' belongs to the value before it when a comma stands between: texts of logs have commas.
Read<void> add_item(Frame& into, std::string_view piece, const char* equals, char before) {
    if (piece.empty()) return {};
    if (equals == nullptr) {
        if (before != ',' || into.items.empty())
            return refuse_frame(FrameRule::field, "field: no value in " + std::string(piece.substr(0, 40)));
        Item& last = into.items.back();
        last.value = std::string_view(last.value.begin(), piece.end()); // both are views into one text
        return {};
    }
    const auto name_size = static_cast<std::size_t>(equals - piece.data());
    if (name_size == 0) return refuse_frame(FrameRule::field, "field: a value without a name");
    const Item item{piece.substr(0, name_size), piece.substr(name_size + 1)};
    if (item.name.ends_with("-Flag") && item.value.contains('='))
        return refuse_frame(FrameRule::field, "field: " + std::string(item.name) + " runs into the next one");
    into.items.push_back(item);
    return {};
}

// Logs stand between // and //, with any signs inside.
bool inside_log(const char* equals, const char* at) {
    if (equals == nullptr || at - equals < 3 || equals[1] != '/' || equals[2] != '/') return false;
    return at - equals < 5 || at[-1] != '/' || at[-2] != '/';
}

constexpr std::uint64_t each_byte(char c) { return 0x0101'0101'0101'0101U * static_cast<unsigned char>(c); }

// The lowest bit that is set stands in the first byte that is zero; higher ones may be set by mistake.
constexpr std::uint64_t marks_of_zeros(std::uint64_t eight) {
    return (eight - each_byte(1)) & ~eight & each_byte('\x80');
}

// The next '=', ';' or ',', or the end. Eight bytes at a time: most of them are none.
const char* next_separator(const char* at, const char* end) {
    if constexpr (std::endian::native == std::endian::little) {
        for (; end - at >= 8; at += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, at, 8);
            const std::uint64_t marks = marks_of_zeros(eight ^ each_byte('=')) |
                                        marks_of_zeros(eight ^ each_byte(';')) | marks_of_zeros(eight ^ each_byte(','));
            if (marks != 0) return at + std::countr_zero(marks) / 8;
        }
    }
    while (at != end && *at != '=' && *at != ';' && *at != ',') ++at;
    return at;
}

Read<void> read_parameters(std::string_view text, Frame& into) {
    into.parameters = text;
    const char* begin = text.data();
    const char* const end = begin + text.size();
    const char* equals = nullptr;
    char before = ';';
    for (const char* at = next_separator(begin, end); at != end; at = next_separator(at + 1, end)) {
        const char c = *at;
        if (c == '=') {
            if (equals == nullptr) equals = at;
        } else if (!inside_log(equals, at)) {
            TRY_DO(add_item(into, {begin, static_cast<std::size_t>(at - begin)}, equals, before));
            begin = at + 1;
            equals = nullptr;
            before = c;
        }
    }
    return add_item(into, {begin, static_cast<std::size_t>(end - begin)}, equals, before);
}

Read<void> read_number(std::string_view value, std::optional<int>& into, FrameRule rule, const char* name) {
    into = number_of(value);
    if (!into) return refuse_frame(rule, std::string(name) + ": " + std::string(value.substr(0, 20)) + " is no number");
    return {};
}

// Of what stands before CP: two to four letters each. Names that we do not know are passed over.
Read<void> take_field(std::string_view name, std::string_view value, Frame& into) {
    if (name == "QN")
        into.request = value;
    else if (name == "ST")
        into.system = value;
    else if (name == "CN")
        into.command = value;
    else if (name == "PW")
        into.password = value;
    else if (name == "MN")
        into.station = value;
    else if (name == "Flag")
        return read_number(value, into.flag, FrameRule::flag, "Flag");
    else if (name == "PNUM")
        return read_number(value, into.packets, FrameRule::packet, "PNUM");
    else if (name == "PNO")
        return read_number(value, into.packet, FrameRule::packet, "PNO");
    return {};
}

Read<void> check_envelope(const Frame& frame) {
    if (frame.station.empty()) return refuse_frame(FrameRule::station, "MN: missing");
    if (frame.command.size() != 4 || !all_digits(frame.command))
        return refuse_frame(FrameRule::command,
                            frame.command.empty()
                                ? "CN: missing"
                                : "CN: " + std::string(frame.command.substr(0, 20)) + " has not 4 digits");
    if (frame.system.size() < 2 || frame.system.size() > 3 || !all_digits(frame.system))
        return refuse_frame(FrameRule::system,
                            frame.system.empty() ? "ST: missing"
                                                 : "ST: " + std::string(frame.system.substr(0, 20)) + " is no system");
    return {};
}

// The edition of 2025 wants data commands encrypted on public networks (SM4); we have no key.
bool seems_encrypted(const Frame& frame, std::string_view parameters) {
    const bool is_meant_to_be = frame.command[0] == '2' || frame.command == "1014" || frame.command == "3020";
    return frame.edition() == Edition::of_2025 && is_meant_to_be && !parameters.empty() && !parameters.contains('=');
}

} // namespace

Edition Frame::edition() const {
    switch (flag.value_or(0) >> 2) {
    case 0: return Edition::of_2005;
    case 1: return Edition::of_2017;
    case 2: return Edition::of_2025;
    default: return Edition::unknown;
    }
}

std::string_view Frame::value_of(std::string_view name) const {
    const auto found = std::ranges::find(items, name, &Item::name);
    return found == items.end() ? std::string_view() : found->value;
}

void Frame::clear() {
    request = system = command = password = station = parameters = {};
    flag = packets = packet = std::nullopt;
    items.clear();
}

Read<void> read_segment(std::string_view segment, Frame& into) {
    into.clear();
    std::string_view left = segment;
    while (!left.starts_with("CP=")) {
        const std::size_t end = left.find(';');
        if (end == std::string_view::npos) return refuse_frame(FrameRule::field, "field: no CP=&&…&&");
        const std::string_view piece = left.substr(0, end);
        left.remove_prefix(end + 1);
        if (piece.empty()) continue;
        const std::size_t equals = piece.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return refuse_frame(FrameRule::field, "field: no value in " + std::string(piece.substr(0, 40)));
        TRY_DO(take_field(piece.substr(0, equals), piece.substr(equals + 1), into));
    }
    left.remove_prefix(3);
    if (left.size() < 4 || !left.starts_with("&&") || !left.ends_with("&&"))
        return refuse_frame(FrameRule::field, "field: CP does not stand between && and &&");
    TRY_DO(check_envelope(into));
    const std::string_view parameters = left.substr(2, left.size() - 4);
    if (seems_encrypted(into, parameters))
        return refuse_frame(FrameRule::field, "field: CP seems to be encrypted (HJ 212-2025)");
    return read_parameters(parameters, into);
}

Read<void> read_frame(std::string_view text, Frame& into, LengthRule rule) {
    into.clear();
    text = without_line_end(text);
    if (!text.starts_with("##")) return refuse_frame(FrameRule::header, "header: does not begin with ##");
    if (text.size() < head_bytes) return refuse_frame(FrameRule::truncated, "truncated: no length");
    if (!all_digits(text.substr(2, 4)))
        return refuse_frame(FrameRule::length, "length: " + std::string(text.substr(2, 4)) + " has not 4 digits");
    TRY_DO(check_length(text, static_cast<std::size_t>(*number_of(text.substr(2, 4))), rule));
    const std::string_view segment = text.substr(head_bytes, text.size() - head_bytes - crc_bytes);
    const std::string_view sent = text.substr(text.size() - crc_bytes);
    const auto crc = hex_number(sent);
    const std::uint16_t computed = crc_of(segment);
    if (crc != computed)
        return refuse_frame(FrameRule::crc, "crc: " + std::string(sent) + " sent, " + hex_text(computed) + " computed");
    return read_segment(segment, into);
}

Read<std::optional<LocalTime>> time_of(const Frame& frame) {
    for (const Item& item : frame.items) {
        if (item.name != "DataTime") continue;
        const auto time = LocalTime::from_digits(item.value);
        if (!time)
            return refuse_frame(FrameRule::time,
                                "time: DataTime=" + std::string(item.value.substr(0, 30)) + " is no time");
        return time;
    }
    if (const auto asked = LocalTime::from_digits(frame.request)) return asked;
    std::int64_t millis = 0;
    const auto read = std::from_chars(frame.request.begin(), frame.request.end(), millis);
    if (frame.request.size() == 13 && read.ec == std::errc() && read.ptr == frame.request.end())
        return LocalTime::from_unix_millis(millis);
    return std::nullopt;
}

} // namespace shanhai::ecology::hj212
