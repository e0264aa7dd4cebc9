#include "modules/ecology/frames/shown_time.h"

#include "base/clock.h"
#include "modules/ecology/frames/local_time.h"

namespace shanhai::ecology {

std::string shown_second(std::int64_t seconds) {
    const auto iso = LocalTime::from_unix_millis(seconds * 1000).value_or(LocalTime{}).iso();
    return iso.substr(0, 10) + " " + iso.substr(11, 8);
}

std::string shown_minute(std::int64_t seconds) { return shown_second(seconds).substr(0, 16); }

std::optional<std::int64_t> second_shown(std::string_view text) {
    if (text.size() != 19) return {};
    const auto moment = Moment::parse(std::string(text.substr(0, 10)) + "T" + std::string(text.substr(11)) + "+08:00");
    if (!moment) return {};
    return moment->micros / 1'000'000;
}

} // namespace shanhai::ecology
