#pragma once

#include "modules/ecology/quality/reception_judge.h"
#include "modules/ecology/reception/station_book.h"

#include <cstdint>
#include <unordered_map>

namespace shanhai::ecology {

// The judges of all sensors, and what one sensor says against another of the same station. For one thread.
class SensorJudges {
public:
    // `value` in the unit of the series, `at` in seconds since 1970.
    ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value);

    // Older readings of the other sensor say nothing of this one.
    static constexpr std::int64_t together_micros = std::int64_t{15} * 60 * 1'000'000;

private:
    std::unordered_map<std::int64_t, ReceptionJudge> judges_; // by sensor
};

} // namespace shanhai::ecology
