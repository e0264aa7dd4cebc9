#include "modules/ecology/reception/station_pace.h"

#include <algorithm>

namespace shanhai::ecology {

bool StationPace::take(std::int64_t station, Instant now) {
    const auto [found, is_new] = left_.try_emplace(station, Left{burst_, now});
    auto& left = found->second;
    const std::chrono::duration<double> passed = now - left.at;
    left.messages = std::min(burst_, left.messages + passed.count() * a_second_);
    left.at = now;
    if (left.messages < 1) return false;
    left.messages -= 1;
    return true;
}

} // namespace shanhai::ecology
