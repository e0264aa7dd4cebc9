#include "modules/ecology/szy206/splitter.h"

#include "modules/ecology/szy206/frame.h"

#include <algorithm>

namespace shanhai::ecology::szy206 {

namespace {

constexpr char begin = '\x68', end = '\x16';
constexpr std::size_t head = 3, around = 5;
constexpr std::size_t shortest = 7; // control, station, function: less is no frame

bool has_good_ends(std::string_view frame) {
    return frame.back() == end &&
           crc_of(frame.substr(head, frame.size() - around)) == static_cast<std::uint8_t>(frame[frame.size() - 2]);
}

} // namespace

void Splitter::feed(std::string_view bytes, const Take& frame, const Take& broken) {
    held_ += bytes;
    std::string_view left = held_;
    const auto skip = [&](std::size_t count) {
        skipped_ += count;
        left.remove_prefix(count);
    };
    while (!left.empty()) {
        if (left[0] != begin) {
            skip(std::min(left.find(begin), left.size()));
            continue;
        }
        if (left.size() < head) break;
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(left[1]));
        if (left[2] != begin || length < shortest) {
            skip(1);
            continue;
        }
        if (left.size() < length + around) break;
        const auto whole = left.substr(0, length + around);
        if (!has_good_ends(whole)) {
            broken(whole);
            skip(1);
            continue;
        }
        frame(whole);
        left.remove_prefix(whole.size());
    }
    held_.erase(0, held_.size() - left.size());
}

} // namespace shanhai::ecology::szy206
