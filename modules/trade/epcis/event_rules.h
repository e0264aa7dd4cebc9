#pragma once

#include "base/json.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace shanhai::trade {

bool is_event_type(std::string_view type); // "ObjectEvent" …
bool is_moment(std::string_view text);

// Whether an event is one of the standard. `at`: where it stands in its document, for the problem's place.
// "trade.epcis" (args: what, at).
Done check_event(const json::object& event, const std::string& at);

} // namespace shanhai::trade
