#pragma once

#include "modules/ecology/frames/refusal.h"

#include <string>
#include <string_view>

namespace shanhai::ecology {

// The bytes of a frame that is written down: "7E7E 01…", in capitals or not, spaces between or not. "header" for anything else.
Read<std::string> bytes_of_hex(std::string_view text);

} // namespace shanhai::ecology
