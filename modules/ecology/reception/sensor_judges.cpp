#include "modules/ecology/reception/sensor_judges.h"

#include <cmath>
#include <cstdlib>

namespace shanhai::ecology {

ReadingQuality SensorJudges::judge(const SensorInBook& sensor, std::int64_t at, double value) {
    const SensorReading reading{Moment{at * 1'000'000}, value};
    const auto verdict = judges_[sensor.id].judge(reading, sensor.limits);
    if (verdict != ReadingQuality::good || sensor.agrees_with == 0) return verdict;
    const auto other = judges_.find(sensor.agrees_with);
    if (other == judges_.end() || !other->second.last()) return verdict;
    const auto& last = *other->second.last();
    const bool together = std::abs(last.at.micros - reading.at.micros) <= together_micros;
    return together && std::abs(last.value - value) > sensor.agrees_within ? ReadingQuality::contradicted : verdict;
}

} // namespace shanhai::ecology
