#include "modules/ecology/sl651/frame.h"

#include "base/check.h"
#include "base/result.h"
#include "base/text.h"
#include "modules/ecology/sl651/bcd.h"
#include "modules/ecology/sl651/crc.h"

#include <fmt/format.h>

#include <optional>

namespace shanhai::ecology::sl651 {

namespace {

constexpr unsigned char stx = 0x02, syn = 0x16;

// Where the parts of a frame lie, in bytes: ASCII coding writes each byte of the head and the check sum as two letters.
struct Layout {
    std::size_t width;                                        // of one byte of the head
    std::size_t start;                                        // of the start mark
    std::size_t fields() const { return start + 11 * width; } // centre 1, station 5, password 2, function 1, length 2
    std::size_t head() const { return fields() + 1; }         // with STX or SYN
    std::size_t crc() const { return 2 * width; }
    std::size_t numbering() const { return 3 * width; }
};
constexpr Layout bcd{1, 2}, ascii{2, 1};
const Layout& layout_of(Coding coding) { return coding == Coding::bcd ? bcd : ascii; }

bool is_end_mark(unsigned char c) {
    return c == 0x03 || c == 0x17 || c == 0x05 || c == 0x06 || c == 0x15 || c == 0x04 || c == 0x1B;
}

std::optional<Coding> coding_of(std::string_view bytes) {
    if (bytes.starts_with("\x7E\x7E")) return Coding::bcd;
    if (bytes.starts_with('\x01')) return Coding::ascii;
    return {};
}

// `count` bytes of the head as they were meant, whichever way they are written.
std::optional<std::string> plain(std::string_view bytes, std::size_t at, std::size_t count, const Layout& layout) {
    const std::string_view written = bytes.substr(at, count * layout.width);
    return layout.width == 1 ? std::string(written) : from_hex(written);
}

unsigned number_of(std::string_view bytes) {
    unsigned value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

struct Head {
    std::string fields; // eleven bytes
    bool in_packets = false;
    std::size_t body = 0; // bytes between the head and the end mark, packet numbering included
    bool down = false;
};

Read<Head> read_head(std::string_view bytes, Coding coding) {
    const Layout& layout = layout_of(coding);
    if (bytes.size() < layout.head())
        return refuse_frame(FrameRule::truncated, fmt::format("truncated: {} bytes are no head", bytes.size()));
    const auto fields = plain(bytes, layout.start, 11, layout);
    if (!fields) return refuse_frame(FrameRule::header, "header: letters that are no hexadecimal digits");
    Head head{.fields = *fields};
    const auto mark = static_cast<unsigned char>(bytes[layout.fields()]);
    if (mark != stx && mark != syn)
        return refuse_frame(FrameRule::header, fmt::format("header: {:02X} where STX or SYN must be", mark));
    head.in_packets = mark == syn;
    const unsigned length = number_of(std::string_view(head.fields).substr(9, 2));
    const unsigned direction = length >> 12;
    head.down = direction == 8;
    // Packets may use all sixteen bits for their length (table 22).
    head.body = head.in_packets && direction != 0 && direction != 8 ? length : length & 0xFFF;
    if (!head.in_packets && direction != 0 && direction != 8)
        return refuse_frame(FrameRule::header, fmt::format("header: direction {:X} is neither up nor down", direction));
    return head;
}

Read<void> check_crc(std::string_view bytes, const Layout& layout) {
    const std::size_t at = bytes.size() - layout.crc();
    const auto sent = plain(bytes, at, 2, layout);
    const std::uint16_t computed = crc_of(bytes.substr(0, at));
    if (sent && number_of(*sent) == computed) return {};
    return refuse_frame(FrameRule::crc, fmt::format("crc: {} sent, {:04X} computed",
                                                    sent ? hex_of(*sent) : std::string("no number"), computed));
}

Read<void> check_ends(std::string_view bytes, const Head& head, const Layout& layout, CrcRule rule) {
    const std::size_t whole = layout.head() + head.body + 1 + layout.crc();
    if (bytes.size() != whole) {
        const bool lies = bytes.size() >= layout.head() + 1 + layout.crc() && check_crc(bytes, layout);
        if (bytes.size() < whole && !lies)
            return refuse_frame(FrameRule::truncated, fmt::format("truncated: {} of {} bytes", bytes.size(), whole));
        return refuse_frame(FrameRule::length, fmt::format("length: {} declared, {} received", head.body,
                                                           static_cast<long>(bytes.size()) -
                                                               static_cast<long>(layout.head() + 1 + layout.crc())));
    }
    if (rule == CrcRule::believed) TRY_DO(check_crc(bytes, layout));
    const auto end = static_cast<unsigned char>(bytes[whole - layout.crc() - 1]);
    if (!is_end_mark(end)) return refuse_frame(FrameRule::end, fmt::format("end: {:02X} is no end mark", end));
    return {};
}

Read<void> read_numbering(Frame& frame, const Layout& layout) {
    if (frame.body.size() < layout.numbering())
        return refuse_frame(FrameRule::packet, "packet: no room for number and count");
    const auto numbering = plain(frame.body, 0, 3, layout);
    if (!numbering) return refuse_frame(FrameRule::packet, "packet: number and count are no hexadecimal digits");
    frame.packets = static_cast<int>(number_of(*numbering) >> 12);
    frame.packet = static_cast<int>(number_of(*numbering) & 0xFFF);
    if (frame.packet < 1 || frame.packet > frame.packets)
        return refuse_frame(FrameRule::packet, fmt::format("packet: {} of {}", frame.packet, frame.packets));
    frame.body.remove_prefix(layout.numbering());
    return {};
}

// A byte of the head as it is sent.
std::string written(std::string_view bytes, const Layout& layout) {
    return layout.width == 1 ? std::string(bytes) : hex_of(bytes);
}

std::string big_endian(unsigned value, int bytes) {
    std::string text;
    for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

} // namespace

Read<Frame> read_frame(std::string_view bytes, CrcRule rule) {
    const auto coding = coding_of(bytes);
    if (!coding) return refuse_frame(FrameRule::header, "header: begins neither with 7E7E nor with SOH");
    const Layout& layout = layout_of(*coding);
    const Head head = TRY(read_head(bytes, *coding));
    TRY_DO(check_ends(bytes, head, layout, rule));
    const std::string_view fields = head.fields;
    Frame frame{.coding = *coding,
                .direction = head.down ? Direction::down : Direction::up,
                .centre = static_cast<int>(number_of(fields.substr(head.down ? 5 : 0, 1))),
                .station = hex_of(fields.substr(head.down ? 0 : 1, 5)),
                .password = static_cast<int>(number_of(fields.substr(6, 2))),
                .function = static_cast<std::uint8_t>(fields[8]),
                .in_packets = head.in_packets,
                .end = static_cast<EndMark>(bytes[bytes.size() - layout.crc() - 1]),
                .body = bytes.substr(layout.head(), head.body)};
    if (head.in_packets) TRY_DO(read_numbering(frame, layout));
    return frame;
}

Read<std::string> frame_of(const Frame& frame) {
    const Layout& layout = layout_of(frame.coding);
    const std::size_t length = frame.body.size() + (frame.in_packets ? layout.numbering() : 0);
    if (length > 4095) return refuse_frame(FrameRule::length, fmt::format("length: {} bytes in one frame", length));
    const auto station = from_hex(frame.station);
    if (!station || station->size() != 5) return refuse_frame(FrameRule::station, "station: has not 10 digits");
    const bool down = frame.direction == Direction::down;
    const std::string centre = big_endian(static_cast<unsigned>(frame.centre), 1);
    std::string fields = down ? *station + centre : centre + *station;
    fields += big_endian(static_cast<unsigned>(frame.password), 2);
    fields += static_cast<char>(frame.function);
    fields += big_endian(static_cast<unsigned>(length) | (down ? 0x8000U : 0U), 2);
    std::string bytes = (frame.coding == Coding::bcd ? "\x7E\x7E" : "\x01") + written(fields, layout);
    bytes += static_cast<char>(frame.in_packets ? syn : stx);
    if (frame.in_packets)
        bytes += written(
            big_endian(static_cast<unsigned>(frame.packets) << 12 | static_cast<unsigned>(frame.packet), 3), layout);
    bytes += frame.body;
    bytes += static_cast<char>(frame.end);
    bytes += written(big_endian(crc_of(bytes), 2), layout);
    return bytes;
}

std::string answer_to(const Frame& report, int serial, std::string_view now, EndMark end) {
    const Layout& layout = layout_of(report.coding);
    const auto time = from_hex(now);
    check(time && time->size() == 6, "the time has twelve digits");
    const std::string body = written(big_endian(static_cast<unsigned>(serial), 2) + *time, layout);
    Frame answer = report;
    answer.direction = Direction::down;
    answer.end = end;
    answer.body = body;
    // A NAK names the packet that is wanted again, any other answer the last one (table 23).
    if (end != EndMark::nak) answer.packet = answer.packets;
    auto bytes = frame_of(answer);
    check(bytes.has_value(), "an answer fits into a frame");
    return *std::move(bytes);
}

void Splitter::feed(std::string_view bytes, const Take& frame, const TakeBroken& broken) {
    held_ += bytes;
    std::string_view left = held_;
    const auto skip = [&](std::size_t count) {
        skipped_ += count;
        left.remove_prefix(count);
    };
    while (!left.empty()) {
        const auto coding = coding_of(left);
        if (!coding) {
            if (left == "\x7E") break; // half a start mark
            skip(1);
            continue;
        }
        const Layout& layout = layout_of(*coding);
        if (left.size() < layout.head()) break;
        const auto head = read_head(left, *coding);
        if (!head) {
            skip(1);
            continue;
        }
        const std::size_t whole = layout.head() + head->body + 1 + layout.crc();
        if (left.size() < whole) break;
        const auto ends = check_ends(left.substr(0, whole), *head, layout, CrcRule::believed);
        if (!ends) {
            if (broken) broken(left.substr(0, whole), ends.error());
            skip(1);
            continue;
        }
        frame(left.substr(0, whole));
        left.remove_prefix(whole);
    }
    held_.erase(0, held_.size() - left.size());
}

} // namespace shanhai::ecology::sl651
