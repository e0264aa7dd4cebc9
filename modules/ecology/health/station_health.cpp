#include "modules/ecology/health/station_health.h"

#include "kernel/series/step.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

constexpr double enough = 0.95, least_of_usual = 0.9;

bool is_low(const StationHealth& health) {
    if (!health.volts) return false;
    if (health.least_volts) return *health.volts < *health.least_volts;
    return health.usual_volts && *health.volts < least_of_usual * *health.usual_volts;
}

} // namespace

ShareOfReadings share_that_came(std::span<const std::int64_t> days, std::int64_t every) {
    const std::int64_t a_day = every > 0 ? kernel::day_seconds / every : days.empty() ? 0 : std::ranges::max(days);
    ShareOfReadings share;
    for (const auto count : days.last(std::min<std::size_t>(days.size(), days_of_share))) {
        share.came += std::min(count, a_day);
        share.due += a_day;
    }
    return share;
}

std::vector<Trouble> troubles_of(const StationHealth& health, std::int64_t now) {
    std::vector<Trouble> troubles;
    if (!health.in_maintenance && health.last_seen.value_or(0) + silent_after < now)
        troubles.push_back(Trouble::silent);
    if (is_low(health)) troubles.push_back(Trouble::low_voltage);
    if (!health.in_maintenance && health.share && *health.share < enough) troubles.push_back(Trouble::gaps);
    if (health.open_orders > 0) troubles.push_back(Trouble::repair);
    return troubles;
}

HealthRank rank_of(const StationHealth& health, std::int64_t now) {
    HealthRank rank;
    // One that is worse weighs more than all behind it together.
    for (const auto trouble : troubles_of(health, now)) rank.troubles -= 8 >> static_cast<int>(trouble);
    rank.share = health.share.value_or(1);
    return rank;
}

} // namespace shanhai::ecology
