#pragma once

#include "base/clock.h"

#include <string>

namespace shanhai::apps {

// A clock that begins at a moment and goes so many times as fast as time does; for demos, and to try jobs without waiting.
// A moment without a zone is meant in Shanghai: "2026-03-02T08:00". "moment.unreadable".
Result<Clock> set_clock(const std::string& begins, int speed);

} // namespace shanhai::apps
