// Whatever a connection brings: cut into frames, each told as JSON or refused; frames that are read are written the same.
// Bodies are read without a check sum around them, which random bytes would not have.
#include "base/check.h"
#include "base/json.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/sl651/message_json.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology;

namespace {

void check_told(sl651::Teller& teller, std::string_view bytes) {
    const auto told = teller.tell(bytes);
    const std::string line = told ? told->json : refusal_as_json(told.error());
    check_or_abort(json::parse(line).is_object(), "what is told is JSON");
}

// A first byte for the function, a second for direction, coding and packets, and then a body.
void check_body(std::string_view bytes) {
    if (bytes.size() < 2) return;
    const auto how = static_cast<unsigned char>(bytes[1]);
    const sl651::Frame frame{.coding = (how & 1) != 0 ? sl651::Coding::ascii : sl651::Coding::bcd,
                             .direction = (how & 2) != 0 ? sl651::Direction::down : sl651::Direction::up,
                             .centre = 1,
                             .station = "0012345678",
                             .function = static_cast<std::uint8_t>(bytes[0]),
                             .packets = (how & 4) != 0 ? 2 : 1,
                             .packet = (how & 8) != 0 && (how & 4) != 0 ? 2 : 1,
                             .in_packets = (how & 4) != 0,
                             .end = sl651::EndMark::etx,
                             .body = bytes.substr(2)};
    const auto written = sl651::frame_of(frame);
    if (!written) return;
    const auto read = sl651::read_frame(*written);
    check_or_abort(read.has_value() && read->body == frame.body && read->function == frame.function,
                   "what was written can be read");
    sl651::Teller teller;
    check_told(teller, *written);
    check_told(teller, *written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_body(bytes);
    sl651::Teller teller;
    if (const auto hex = bytes_of_hex(bytes)) check_told(teller, *hex);
    sl651::Splitter splitter;
    for (std::size_t at = 0; at < size; at += 5)
        splitter.feed(bytes.substr(at, 5), [&](std::string_view frame) {
            const auto read = sl651::read_frame(frame);
            if (read && read->in_packets == false) {
                const auto again = sl651::frame_of(*read);
                check_or_abort(!again || again->size() == frame.size(), "a frame is written as it was");
            }
            check_told(teller, frame);
        });
    check_or_abort(splitter.held() < 70'000, "what is held is bounded");
    return 0;
}
