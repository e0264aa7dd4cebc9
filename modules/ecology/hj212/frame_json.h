#pragma once

#include "modules/ecology/hj212/frame.h"

#include <string>

namespace shanhai::ecology::hj212 {

// Which codes of factors to show.
enum class Codes { as_sent, of_2017 };

// {"ok":true,"station":MN,"command":CN,"time":…,"values":{"w01001-Rtd":7.60,"w01001-Flag":"N"}} of a frame that was read.
// Numbers carry the digits that were sent. Flags, times, ids and passwords are strings; DataTime is `time` and no value.
// Of two parameters of one name the later counts. With Codes::of_2017 the
// codes of 2005 become those of 2017: 011-Rtd is shown as w01018-Rtd. "time" when DataTime is none.
Read<std::string> as_json(const Frame& frame, Codes codes = Codes::as_sent);

} // namespace shanhai::ecology::hj212
