#include "modules/ecology/hj212/splitter.h"

#include "modules/ecology/hj212/crc.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace shanhai::ecology::hj212 {

namespace {

constexpr std::size_t head = 6, crc = 4;
constexpr std::size_t longest_frame = head + most_segment_bytes + crc + 2;

std::optional<std::size_t> declared_in(std::string_view frame) {
    std::size_t value = 0;
    const auto read = std::from_chars(frame.data() + 2, frame.data() + head, value);
    if (read.ec != std::errc() || read.ptr != frame.data() + head) return {};
    return value;
}

bool ends_well(std::string_view frame) {
    unsigned sent = 0;
    const char* begin = frame.data() + frame.size() - crc;
    const auto read = std::from_chars(begin, begin + crc, sent, 16);
    return read.ptr == begin + crc && sent == crc_of(frame.substr(head, frame.size() - head - crc));
}

enum class Found { frame, nothing, not_yet };
struct Piece {
    Found found;
    std::size_t frame = 0; // bytes of the frame
    std::size_t taken = 0; // with its line end
};

std::size_t with_line_end(std::string_view bytes, std::size_t frame) {
    if (frame < bytes.size() && bytes[frame] == '\r') ++frame;
    if (frame < bytes.size() && bytes[frame] == '\n') ++frame;
    return frame;
}

// Where in a frame that was broken off a good one begins; its own end when none does.
std::size_t good_frame_inside(std::string_view frame) {
    for (std::size_t at = frame.find("##", 2); at != std::string_view::npos; at = frame.find("##", at + 1)) {
        const std::string_view rest = frame.substr(at);
        if (rest.size() < head + crc) break;
        if (declared_in(rest) == rest.size() - head - crc && ends_well(rest)) return at;
    }
    return frame.size();
}

// What begins at the "##" at the start of `bytes`; the same however they arrive. A line end ends a frame, as no segment holds
// one, so that a length that lies costs one frame only. A frame that is as long as it declares and whose check sum agrees
// ends there, so that stations without line ends are understood.
Piece piece_at(std::string_view bytes) {
    if (bytes.size() < head) return {Found::not_yet};
    const auto declared = declared_in(bytes);
    if (!declared) return {Found::nothing};
    const std::size_t whole = head + *declared + crc;
    const std::size_t line_end = bytes.substr(0, longest_frame).find('\n');
    const bool ends_before = line_end != std::string_view::npos && line_end < whole;
    if (!ends_before && bytes.size() >= whole && ends_well(bytes.substr(0, whole)))
        return {Found::frame, whole, with_line_end(bytes, whole)};
    if (line_end == std::string_view::npos) return {bytes.size() < longest_frame ? Found::not_yet : Found::nothing};
    std::size_t frame = line_end;
    while (frame > 0 && bytes[frame - 1] == '\r') --frame;
    const std::size_t broken = good_frame_inside(bytes.substr(0, frame));
    return {Found::frame, broken, broken < frame ? broken : line_end + 1};
}

// Line ends between frames are in their place.
std::size_t noise_in(std::string_view bytes) {
    return static_cast<std::size_t>(std::ranges::count_if(bytes, [](char c) { return c != '\r' && c != '\n'; }));
}

} // namespace

void Splitter::feed(std::string_view bytes, const std::function<void(std::string_view)>& frame) {
    held_ += bytes;
    std::string_view left = held_;
    while (true) {
        const std::size_t begin = left.find("##");
        if (begin == std::string_view::npos) {
            const std::size_t kept = left.ends_with('#') ? 1 : 0;
            skipped_ += noise_in(left.substr(0, left.size() - kept));
            left.remove_prefix(left.size() - kept);
            break;
        }
        skipped_ += noise_in(left.substr(0, begin));
        left.remove_prefix(begin);
        const Piece piece = piece_at(left);
        if (piece.found == Found::not_yet) break;
        if (piece.found == Found::nothing) {
            ++skipped_;
            left.remove_prefix(1);
            continue;
        }
        frame(left.substr(0, piece.frame));
        left.remove_prefix(piece.taken);
    }
    held_.erase(0, held_.size() - left.size());
}

} // namespace shanhai::ecology::hj212
