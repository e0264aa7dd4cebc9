#include "modules/ecology/frames/shown_time.h"

#include "base/clock.h"

#include <fmt/format.h>

namespace shanhai::ecology {

// Shanghai is whole hours ahead, so that seconds are the same there.
std::string shown_second(std::int64_t seconds) { return fmt::format("{}:{:02}", shown_minute(seconds), seconds % 60); }

std::string shown_minute(std::int64_t seconds) { return Moment{seconds * 1'000'000}.shown(); }

} // namespace shanhai::ecology
