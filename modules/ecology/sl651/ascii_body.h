#pragma once

#include "modules/ecology/sl651/body.h"

#include <string_view>

namespace shanhai::ecology::sl651 {

// Bodies in ASCII coding: identifiers and values as words between spaces, behind serial number and time. Manual texts and
// pictures come as they are. A value M is none. read_body and read_opening call these.
Read<Body> read_ascii_body(const Frame& frame, std::string_view body);
Read<Body> read_ascii_opening(const Frame& frame, std::string_view body);

} // namespace shanhai::ecology::sl651
