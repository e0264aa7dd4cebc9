#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// How the devices of a gauge fare: what they run on, when they were last heard, how much of what they should have told came.
namespace shanhai::ecology {

struct StationHealth {
    std::optional<std::int64_t> last_seen; // second of the last reading; nothing where there never was one
    std::optional<double> share;           // of the readings of the last week that came; nothing where none are due
    std::optional<double> volts, usual_volts,
        least_volts; // the last; the mean of a month; what its sensor's record says
    std::size_t open_orders = 0;
    bool in_maintenance = false;
};

// The worst first.
enum class Trouble { silent, low_voltage, gaps, repair };

constexpr int days_of_share = 7;                              // whole days before today
constexpr std::int64_t silent_after = std::int64_t{3} * 3600; // seconds

// `days`: how many readings each whole day had, the last one last. `every`: seconds between readings; 0 where no record says so:
// then the best of the days is what a day may have.
struct ShareOfReadings {
    std::int64_t came = 0, due = 0;
};
ShareOfReadings share_that_came(std::span<const std::int64_t> days, std::int64_t every);

// What is wrong, the worst first. Voltage is low below what the sensor's record says, else more than a tenth below its mean; less
// than 95 % of the readings is a gap. In maintenance nobody expects readings.
std::vector<Trouble> troubles_of(const StationHealth& health, std::int64_t now);

// Smaller is worse, for sorting.
struct HealthRank {
    int troubles = 0; // less than zero: the worse the lower
    double share = 1;
    auto operator<=>(const HealthRank&) const = default;
};
HealthRank rank_of(const StationHealth& health, std::int64_t now);

} // namespace shanhai::ecology
