#pragma once

#include "modules/ecology/frames/refusal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// SZY 206-2016: messages of water-resource stations. Written from two public frames and what a public decoder takes their
// fields to be, which is thin: see README.md.
namespace shanhai::ecology::szy206 {

// CRC-8 with polynomial E5, beginning at 0, over what stands between the second 68 and the check sum.
std::uint8_t crc_of(std::string_view bytes);

struct Frame {
    bool up = true;            // from the station
    int split = 0;             // counts the frames of one message down to 1; 0 when it is one frame
    int kind = 0;              // of the data, 0 to 15: 1 rain, 2 level, 3 flow and volume …
    std::string station;       // 10 digits as sent: administrative code, and a number of two bytes
    std::uint8_t function = 0; // 0x02 link, 0xC0 report, 0xB0 answer to a query, 0x61 picture
    std::string_view data;     // a view into what was read, as is `address`
    std::string_view address;
    std::uint8_t control = 0;
};

// One value that a station reports.
struct Told {
    std::string_view quantity;         // "rain", "level", "flow", "volume"
    int place = 1;                     // of several gauges of the station
    std::optional<std::string> digits; // none was measured
};
struct Report {
    std::vector<Told> values;
    std::string_view clock; // seconds, minutes, hours, day of the month, and by how many minutes it may be late; in BCD
};

// Reads "68 L 68 … CRC 16". FrameRule says what may be wrong. L counts the bytes between the second 68 and the check sum;
// in frames of a picture it is 1 and the frame's end decides.
Read<Frame> read_frame(std::string_view bytes);

// What a report (C0) says. "field" for kinds of data that are not public.
Read<Report> read_report(const Frame& frame);
// Seconds since 1970 of the clock of a report, which tells no month: the last such moment that is not after `latest`.
std::optional<std::int64_t> moment_of(const Report& report, std::int64_t latest);

// The centre's yes to a report or a link message: the same head, downwards, and one byte 00.
std::string answer_to(const Frame& frame);

// {"ok":true,"station":…,"command":"C0","time":null,"values":{"flow":[5.900],"volume":[106182],"alarm":"0110","state":"6000",
// "clock":"09 08:45:00"}}. The station sends day and time of day only, so that `time` stays open.
std::string as_json(const Frame& frame);

} // namespace shanhai::ecology::szy206
