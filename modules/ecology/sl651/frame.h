#pragma once

#include "modules/ecology/frames/refusal.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

// SL 651-2014: messages of hydrological stations. A frame carries a body, or one packet of it.
namespace shanhai::ecology::sl651 {

enum class Coding { bcd, ascii };
enum class Direction { up, down };
enum class EndMark : std::uint8_t {
    etx = 0x03, // the message is over
    etb = 0x17, // more packets follow
    enq = 0x05, // the centre asks
    ack = 0x06, // received, go on
    nak = 0x15, // send this packet again
    eot = 0x04, // received, hang up
    esc = 0x1B, // received, stay on line
};

struct Frame {
    Coding coding = Coding::bcd;
    Direction direction = Direction::up;
    int centre = 0;      // 1 to 255
    std::string station; // 10 digits; administrative stations have hexadecimal ones in their last 4
    int password = 0;
    std::uint8_t function = 0;   // 0x32
    int packets = 1, packet = 1; // of a message in many packets: how many, and which, from 1
    bool in_packets = false;
    EndMark end = EndMark::etx;
    std::string_view body; // a view into what was read
};

constexpr std::size_t most_body_bytes = 65535; // of a packet; 4,095 of a message in one frame

enum class CrcRule { believed, unbelieved }; // unbelieved: who sent what came broken, so that it can be asked for again

// Reads one frame, in HEX/BCD (7E7E…) or in ASCII coding (SOH…). FrameRule says what may be wrong.
Read<Frame> read_frame(std::string_view bytes, CrcRule rule = CrcRule::believed);

// The frame of a body, for sending. Body and end mark as they are; a packet's number and count when `in_packets`.
// "length" when the body is too long.
Read<std::string> frame_of(const Frame& frame);

// Answers a report: the serial number that it had and the centre's time ("YYMMDDhhmmss"), ended with ACK, EOT, ESC, or for
// a packet that is wanted again with NAK. `serial` 0 when the packet tells none.
std::string answer_to(const Frame& report, int serial, std::string_view now, EndMark end);

// Cuts what arrives on a connection into frames whose check sum agrees; bytes in none are skipped. Holds at most one frame.
class Splitter {
public:
    using Take = std::function<void(std::string_view frame)>;
    using TakeBroken = std::function<void(std::string_view frame, const FrameRefusal& why)>;
    // `broken` gets what is as long as a frame and has its marks, but not its check sum or its end: the centre asks for it again.
    void feed(std::string_view bytes, const Take& frame, const TakeBroken& broken = {});
    std::size_t skipped() const { return skipped_; }
    std::size_t held() const { return held_.size(); }

private:
    std::string held_;
    std::size_t skipped_ = 0;
};

} // namespace shanhai::ecology::sl651
