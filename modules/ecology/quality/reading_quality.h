#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// Which readings of a sensor are to be believed.
namespace shanhai::ecology {

enum class ReadingQuality {
    good,
    out_of_range, // cannot be: a negative depth, a level above the dam
    spike,        // one reading apart from its neighbours, which agree with each other
    too_fast,     // changed faster than the water can
    stuck,        // the same for so long that the sensor stands still
    contradicted, // another sensor of the same quantity says otherwise; only at reception (SensorJudges)
};
std::string_view name_of(ReadingQuality quality); // "good", "out_of_range" …

// In the unit of the readings. What has no limit is not looked at.
struct QualityLimits {
    std::optional<double> least, most;
    std::optional<double> spike;                    // how far one reading may stand out from both its neighbours
    std::optional<double> change_an_hour;           // at most, up or down, since the last good reading
    std::optional<std::int64_t> stuck_after_micros; // that readings may stay the same
    double same_within = 0;                         // readings that differ by no more are the same
};

// Whether it is a number within the sensor's range.
bool is_within(double value, const QualityLimits& limits);

struct SensorReading {
    Moment at;
    double value = 0;
};

// One verdict a reading; the first rule in the order above that a reading breaks counts. Readings ascend in time (BrokenInvariant
// otherwise). Readings that are not good are compared with nothing. Linear in the number of readings.
std::vector<ReadingQuality> judge_readings(std::span<const SensorReading> readings, const QualityLimits& limits);

} // namespace shanhai::ecology
