#include "modules/ecology/szy206/frame.h"

#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/frames/local_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace shanhai::ecology::szy206 {

namespace {

constexpr char begin = '\x68', end = '\x16';
constexpr std::size_t around = 5;     // 68 L 68, check sum, 16
constexpr int months_looked_back = 3; // there is a 31st in any two months

constexpr auto table = [] {
    std::array<std::uint8_t, 256> made{};
    for (unsigned v = 0; v < 256; ++v) {
        auto reg = static_cast<std::uint8_t>(v);
        for (int i = 0; i < 8; ++i) reg = static_cast<std::uint8_t>((reg & 0x80) != 0 ? (reg << 1) ^ 0xE5 : reg << 1);
        made[v] = reg;
    }
    return made;
}();

std::string hex_of(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) text += fmt::format("{:02X}", static_cast<unsigned char>(c));
    return text;
}

// Decimal numbers come with their low byte first; the highest half byte may be a sign, F or with its top bit set. nullopt for
// AA…, which is no value, and for what is no number.
std::optional<std::string> decimal_of(std::string_view bytes, int decimals) {
    std::string digits = hex_of(std::string(bytes.rbegin(), bytes.rend()));
    bool negative = false;
    if (digits[0] == 'F' || digits[0] == '8' || digits[0] == '9') {
        negative = true;
        digits[0] = digits[0] == '9' ? '1' : '0';
    }
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return {};
    if (decimals > 0) digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
    std::string number;
    append_json_number(number, digits);
    return (negative ? "-" : "") + number;
}

// What a kind of data is made of.
struct Quantity {
    const char* name;
    std::size_t bytes;
    int decimals;
};
std::vector<Quantity> quantities_of(int kind) {
    switch (kind) {
    case 1: return {{"rain", 3, 1}};
    case 2: return {{"level", 4, 3}};
    case 3: return {{"flow", 5, 3}, {"volume", 5, 0}};
    default: return {};
    }
}

void append_quantities(std::string& to, const std::vector<Quantity>& quantities, const Report& report) {
    for (const Quantity& quantity : quantities) {
        to += fmt::format(R"("{}":[)", quantity.name);
        bool first = true;
        for (const Told& told : report.values) {
            if (told.quantity != quantity.name) continue;
            to += (std::exchange(first, false) ? "" : ",") + told.digits.value_or("null");
        }
        to += "],";
    }
}

// Seconds, minutes, hours and day in BCD, and how many minutes later it may come.
std::string clock_of(std::string_view five) {
    const std::string digits = hex_of(five);
    return fmt::format("{} {}:{}:{}", digits.substr(6, 2), digits.substr(4, 2), digits.substr(2, 2),
                       digits.substr(0, 2));
}

// What is reported, then alarms and states of two bytes each, then the station's clock.
constexpr std::size_t tail_bytes = 9;

std::string report_values(const Frame& frame) {
    const auto report = read_report(frame);
    if (!report) return fmt::format(R"("data":"{}")", hex_of(frame.data));
    const std::string_view behind = frame.data.substr(frame.data.size() - tail_bytes);
    std::string values;
    append_quantities(values, quantities_of(frame.kind), *report);
    return values + fmt::format(R"("alarm":"{}","state":"{}","clock":"{}")", hex_of(behind.substr(0, 2)),
                                hex_of(behind.substr(2, 2)), clock_of(behind.substr(4)));
}

Read<void> check_ends(std::string_view bytes) {
    if (bytes.size() < 3 || bytes[0] != begin || bytes[2] != begin)
        return refuse_frame(FrameRule::header, "header: does not begin with 68 L 68");
    const auto declared = static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
    const bool long_frame = declared == 1 && bytes.size() > around + 1; // pictures do not fit a length of one byte
    if (!long_frame && bytes.size() < declared + around)
        return refuse_frame(FrameRule::truncated,
                            fmt::format("truncated: {} of {} bytes", bytes.size(), declared + around));
    if (!long_frame && bytes.size() > declared + around)
        return refuse_frame(FrameRule::length,
                            fmt::format("length: {} declared, {} received", declared, bytes.size() - around));
    if (bytes.back() != end)
        return refuse_frame(FrameRule::end, "end: " + hex_of(bytes.substr(bytes.size() - 1)) + " where 16 must be");
    const auto sent = static_cast<std::uint8_t>(bytes[bytes.size() - 2]);
    const std::uint8_t computed = crc_of(bytes.substr(3, bytes.size() - around));
    if (sent != computed)
        return refuse_frame(FrameRule::crc, fmt::format("crc: {:02X} sent, {:02X} computed", sent, computed));
    return {};
}

} // namespace

std::uint8_t crc_of(std::string_view bytes) {
    std::uint8_t reg = 0;
    for (const char c : bytes) reg = table[reg ^ static_cast<unsigned char>(c)];
    return reg;
}

Read<Frame> read_frame(std::string_view bytes) {
    if (auto checked = check_ends(bytes); !checked) return std::unexpected(std::move(checked).error());
    std::string_view left = bytes.substr(3, bytes.size() - around);
    const auto byte = [&left] {
        const auto value = left.empty() ? 0 : static_cast<unsigned char>(left[0]);
        left.remove_prefix(left.empty() ? 0 : 1);
        return value;
    };
    if (left.size() < 7) return refuse_frame(FrameRule::field, "field: no room for control, station and function");
    Frame frame;
    const int control = byte();
    frame.control = static_cast<std::uint8_t>(control);
    frame.up = (control & 0x80) != 0;
    if ((control & 0x40) != 0) frame.split = byte();
    frame.kind = control & 0x0F;
    if (left.size() < 6) return refuse_frame(FrameRule::field, "field: no room for station and function");
    frame.address = left.substr(0, 5);
    frame.station = hex_of(frame.address);
    left.remove_prefix(5);
    frame.function = static_cast<std::uint8_t>(byte());
    frame.data = left;
    return frame;
}

Read<Report> read_report(const Frame& frame) {
    const auto quantities = quantities_of(frame.kind);
    std::size_t round = 0;
    for (const Quantity& quantity : quantities) round += quantity.bytes;
    if (round == 0) return refuse_frame(FrameRule::field, fmt::format("field: data of kind {}", frame.kind));
    if (frame.data.size() < tail_bytes || (frame.data.size() - tail_bytes) % round != 0)
        return refuse_frame(FrameRule::field, fmt::format("field: {} bytes of kind {}", frame.data.size(), frame.kind));
    std::string_view left = frame.data.substr(0, frame.data.size() - tail_bytes);
    Report report;
    for (int place = 1; !left.empty(); ++place)
        for (const Quantity& quantity : quantities) {
            report.values.push_back(
                {quantity.name, place, decimal_of(left.substr(0, quantity.bytes), quantity.decimals)});
            left.remove_prefix(quantity.bytes);
        }
    report.clock = frame.data.substr(frame.data.size() - tail_bytes + 4);
    return report;
}

std::optional<std::int64_t> moment_of(const Report& report, std::int64_t latest) {
    const std::string digits = hex_of(report.clock.substr(0, 4));
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return {};
    const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + digits[at + 1] - '0'; };
    const auto last = LocalTime::from_unix_millis(latest * 1000);
    if (!last) return {};
    int year = last->year, month = last->month;
    for (int back = 0; back < months_looked_back; ++back) {
        const auto time = LocalTime::of(year, month, two(6), two(4), two(2), two(0));
        if (time && time->unix_seconds() <= latest) return time->unix_seconds();
        year -= month == 1 ? 1 : 0;
        month = month == 1 ? 12 : month - 1;
    }
    return {};
}

std::string answer_to(const Frame& frame) {
    std::string inside(1, static_cast<char>(frame.control & 0x7F));
    if ((frame.control & 0x40) != 0) inside += static_cast<char>(frame.split);
    inside += frame.address;
    inside += static_cast<char>(frame.function);
    inside += '\0';
    std::string bytes = {begin, static_cast<char>(inside.size()), begin};
    bytes += inside;
    bytes += static_cast<char>(crc_of(inside));
    return bytes += end;
}

std::string as_json(const Frame& frame) {
    std::string line = fmt::format(R"({{"ok":true,"station":"{}","command":"{:02X}","time":null,"values":{{)",
                                   frame.station, frame.function);
    if (frame.up && frame.function == 0xC0)
        line += report_values(frame);
    else if (!frame.data.empty())
        line += fmt::format(R"("data":"{}")", hex_of(frame.data));
    line += '}';
    if (frame.split > 0) line += fmt::format(R"(,"packet":{{"left":{}}})", frame.split);
    if (!frame.up) line += R"(,"direction":"down")";
    return line + "}";
}

} // namespace shanhai::ecology::szy206
