#pragma once

#include "modules/ecology/frames/local_time.h"
#include "modules/ecology/frames/refusal.h"

#include <optional>
#include <string_view>
#include <vector>

// HJ 212-2017, HJ/T 212-2005 and what HJ 212-2025 shares with them: messages of pollution sources and water stations.
namespace shanhai::ecology::hj212 {

// Which edition of the standard a frame says it follows: the upper six bits of Flag. Frames without Flag are of 2005.
enum class Edition { of_2005, of_2017, of_2025, unknown };

// What a declared length is worth. The standard allows segments of 1,024 bytes; stations send longer ones, and some
// that declare a length that is not theirs.
enum class LengthRule {
    standard,   // at most 1,024 bytes, exactly as many as declared
    longer,     // what four digits can declare, exactly as many as declared
    unbelieved, // the check sum alone decides
};

constexpr std::size_t standard_segment_bytes = 1024, most_segment_bytes = 9999;

// One "w01001-Rtd=7.64" of the command's parameters. Views into the frame's text.
struct Item {
    std::string_view name, value;

    std::string_view factor() const { return name.substr(0, name.find('-')); }
    // "Rtd" of "w01001-Rtd"; empty for parameters without a factor, such as SystemTime.
    std::string_view field() const {
        const auto dash = name.find('-');
        return dash == std::string_view::npos ? std::string_view() : name.substr(dash + 1);
    }
};

// One frame. All texts are views into what was read, so that reading allocates nothing once `items` has grown.
struct Frame {
    std::string_view request;    // QN: when it was asked, 17 digits; the answer repeats it
    std::string_view system;     // ST: 21 surface water, 22 air, 31 and 32 sources, 91 dialogue
    std::string_view command;    // CN
    std::string_view password;   // PW
    std::string_view station;    // MN
    std::string_view parameters; // CP without its &&
    std::optional<int> flag;
    std::optional<int> packets, packet; // PNUM, PNO of a message in many frames
    std::vector<Item> items;            // of CP, in the order sent

    Edition edition() const;
    bool wants_answer() const { return flag && (*flag & 1) != 0; }
    bool is_split() const { return packets.value_or(1) > 1; }
    // The value of the first item of that name, or empty.
    std::string_view value_of(std::string_view name) const;
    void clear();
};

// Reads "##0101QN=…&&1C80", with or without the line end. The check sum may be in capitals or small letters. What was in
// `into` is gone, also when the frame is refused. FrameRule says what may be wrong.
Read<void> read_frame(std::string_view text, Frame& into, LengthRule rule = LengthRule::longer);

// The same for a data segment alone: what stands between the length and the check sum.
Read<void> read_segment(std::string_view segment, Frame& into);

// When the values hold: DataTime, or without one QN. QN may also be Unix milliseconds, as some stations send it.
// nullopt when the frame tells no time; a DataTime that is no time is refused.
Read<std::optional<LocalTime>> time_of(const Frame& frame);

} // namespace shanhai::ecology::hj212
