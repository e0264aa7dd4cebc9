#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// When something that a gauge tells is an alarm, and when it is over. Pure.
namespace shanhai::ecology {

enum class AlarmCondition { above, below, rising, silent };

// Values in the unit of the series.
struct AlarmRule {
    AlarmCondition condition = AlarmCondition::above;
    double threshold = 0;
    double clears_at = 0;             // on the safe side of the threshold, or the same
    std::int64_t lasting_seconds = 0; // how long it must last; of silence, how long there was nothing
};

struct AlarmReading {
    std::int64_t at = 0; // seconds since 1970
    double value = 0;
};

// What is known of a rule's event: nothing, or since when it goes on and how bad it was.
struct AlarmEvent {
    std::int64_t began = 0;
    double value = 0, worst = 0; // at the beginning; of silence 0
    std::optional<std::int64_t> ended;
    bool operator==(const AlarmEvent&) const = default;
};

// Follows one rule through the readings that came since it was looked at last, in the order of time. `running`: the event that
// went on then; it comes first in the answer, perhaps ended or worse. After it come events that began since; of the last
// one only `ended` may be missing. An event begins when the condition has lasted for `lasting_seconds`, and is then said to
// have begun when the condition did; between the threshold and `clears_at` it neither begins nor ends.
// `since`: from when on it is looked at. Silence without any reading is counted from there; readings from before are only what a
// rise is measured against. `now`: for silence.
std::vector<AlarmEvent> follow(const AlarmRule& rule, std::span<const AlarmReading> readings,
                               const std::optional<AlarmEvent>& running, std::int64_t since, std::int64_t now);

// Of two values that of which there is more to fear.
double worse(const AlarmRule& rule, double a, double b);

// By how much the value rose within the hour before each reading; nothing for readings with none before.
std::vector<AlarmReading> hourly_rises(std::span<const AlarmReading> readings);

} // namespace shanhai::ecology
