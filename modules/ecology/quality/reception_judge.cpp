#include "modules/ecology/quality/reception_judge.h"

#include <cmath>

namespace shanhai::ecology {

namespace {

constexpr double micros_an_hour = 3'600e6;

} // namespace

bool ReceptionJudge::stands_out(const SensorReading& reading, const QualityLimits& limits) {
    if (!limits.spike || !good_ || std::abs(reading.value - good_->value) <= *limits.spike) {
        apart_.reset();
        return false;
    }
    const bool confirmed = apart_ && std::abs(reading.value - *apart_) <= *limits.spike;
    if (!confirmed) {
        apart_ = reading.value;
        return true;
    }
    apart_.reset();
    good_.reset(); // a new level: nothing before it is compared with
    return false;
}

ReadingQuality ReceptionJudge::judge(const SensorReading& reading, const QualityLimits& limits) {
    if (!is_within(reading.value, limits)) return ReadingQuality::out_of_range;
    if (last_ && reading.at <= last_->at) return ReadingQuality::good;
    last_ = reading;
    if (!same_ || std::abs(reading.value - same_->value) > limits.same_within) same_ = reading;
    if (stands_out(reading, limits)) return ReadingQuality::spike;
    if (limits.change_an_hour && good_) {
        const double hours = static_cast<double>(reading.at.micros - good_->at.micros) / micros_an_hour;
        if (std::abs(reading.value - good_->value) > *limits.change_an_hour * hours) return ReadingQuality::too_fast;
    }
    if (limits.stuck_after_micros && reading.at.micros - same_->at.micros > *limits.stuck_after_micros)
        return ReadingQuality::stuck;
    good_ = reading;
    return ReadingQuality::good;
}

} // namespace shanhai::ecology
