#pragma once

#include "modules/ecology/frames/local_time.h"
#include "modules/ecology/sl651/frame.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shanhai::ecology::sl651 {

struct Missing {
    friend bool operator==(Missing, Missing) = default;
};
// As JSON writes it, with the decimals that were sent: "12.10", "-1.72".
struct Number {
    std::string digits;
    friend bool operator==(const Number&, const Number&) = default;
};
using Series = std::vector<std::optional<Number>>; // nullopt: none was measured
// Number: what is measured. std::string: texts, bit fields and settings, these in hexadecimal.
using Value = std::variant<Missing, Number, std::string, Series>;

struct Reading {
    std::string identifier; // of table C.1: "Z"; the code itself where the table has none: "76", "FF11"
    Value value;
    std::optional<LocalTime> observed; // the observation time that stood before it
    std::string station;               // that of the message when empty
};

// What a whole message says.
struct Body {
    std::optional<int> serial;
    std::optional<LocalTime> sent, observed; // observed: the first of them
    std::string station;                     // as the body has it
    std::string station_class;               // table A.1: "H" river, "P" rain, "K" reservoir …
    std::vector<Reading> readings;
    std::optional<std::string> picture; // JPEG

    const Reading* reading(std::string_view identifier) const; // the last of them, or nullptr
};

// Reads the body of a message. `frame` tells how it is coded and what it is for; its own body is not looked at, so that
// a message put together from packets is read the same way. "time" and "field" for what cannot be read.
Read<Body> read_body(const Frame& frame, std::string_view body);

// Only what stands before the readings, of the first packet of many.
Read<Body> read_opening(const Frame& frame, std::string_view body);

} // namespace shanhai::ecology::sl651
