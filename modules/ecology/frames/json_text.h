#pragma once

#include "modules/ecology/frames/refusal.h"

#include <string>
#include <string_view>

// JSON as text. Boost.JSON would turn 7.60 into 7.6: what a gauge sent is kept to the last digit.
namespace shanhai::ecology {

// In quotes. Bytes that are no UTF-8 are taken for GB18030, which gauges send names in.
void append_json_string(std::string& to, std::string_view text);

// "-99.000000", "1", "2.5E-4": a number as gauges write it; also "+1.5", "007" and ".5". Not "", "1e", "0x1F", "NaN", nor
// what readers of JSON have no number for: more than 40 characters, an exponent of more than two digits.
bool is_decimal(std::string_view text);
// Its value, NaN of what is no number.
double decimal_value(std::string_view decimal);
// The same number as JSON writes it: 7.60 stays 7.60, 007 becomes 7, .5 becomes 0.5, +1 becomes 1.
// Only for what is_decimal says yes to.
void append_json_number(std::string& to, std::string_view decimal);

// {"ok":false,"reason":"crc: …"}
std::string refusal_as_json(const FrameRefusal& refusal);

} // namespace shanhai::ecology
