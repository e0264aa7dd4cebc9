#pragma once

#include "modules/ecology/quality/reading_quality.h"

#include <optional>

namespace shanhai::ecology {

// Judges the readings of one sensor as they come, by the same limits as judge_readings, which sees them all. It cannot know what
// comes next, so a reading that stands out counts as a spike until the next one confirms it: two that agree are a new level.
// A reading from before the last one, such as one that was held back by an outage, is judged by its range alone.
class ReceptionJudge {
public:
    ReadingQuality judge(const SensorReading& reading, const QualityLimits& limits);

    // The last reading within the range.
    const std::optional<SensorReading>& last() const { return last_; }

private:
    bool stands_out(const SensorReading& reading, const QualityLimits& limits);

    std::optional<SensorReading> last_, good_;
    std::optional<double> apart_;       // the value of a reading that stood out, until another confirms it
    std::optional<SensorReading> same_; // since when the readings are the same
};

} // namespace shanhai::ecology
