#pragma once

#include "modules/ecology/sl651/reassembler.h"

#include <optional>
#include <string>

namespace shanhai::ecology::sl651 {

struct Told {
    std::string json;
    std::string station;
    std::optional<std::string> picture; // the JPEG that became whole with this frame
};

// Tells frames one after the other as JSON:
//   {"ok":true,"station":"0011223344","command":"32","time":"2017-07-18T11:00:00+08:00","values":{"PT":4.0,"Z":1.049}}
// command is the function in two hexadecimal digits, time the first observation's, or else when it was sent. A packet has
// "packet":{"number":1,"of":13}; the values come with the packet that makes the message whole, and a picture is told as
// {"PIC":{"bytes":3313,"sha256":…}}. Downlinks have "direction":"down" and their end mark in "end". When one element was
// observed at several times, "observations" has each time with its values.
class Teller {
public:
    Read<Told> tell(std::string_view bytes);

private:
    Reassembler reassembler_;
};

} // namespace shanhai::ecology::sl651
