#include "modules/ecology/quality/reading_quality.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>

namespace shanhai::ecology {

namespace {

using Verdicts = std::vector<ReadingQuality>;
using Readings = std::span<const SensorReading>;

constexpr double micros_an_hour = 3'600e6;

void judge_range(Readings readings, const QualityLimits& limits, Verdicts& verdicts) {
    for (std::size_t i = 0; i < readings.size(); ++i)
        if (!is_within(readings[i].value, limits)) verdicts[i] = ReadingQuality::out_of_range;
}

// Places of the readings that are good so far.
std::vector<std::size_t> good_ones(const Verdicts& verdicts) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < verdicts.size(); ++i)
        if (verdicts[i] == ReadingQuality::good) places.push_back(i);
    return places;
}

void judge_spikes(Readings readings, const QualityLimits& limits, Verdicts& verdicts) {
    if (!limits.spike) return;
    const auto places = good_ones(verdicts);
    for (std::size_t i = 1; i + 1 < places.size(); ++i) {
        const double before = readings[places[i - 1]].value, value = readings[places[i]].value,
                     after = readings[places[i + 1]].value;
        const bool apart = std::abs(value - before) > *limits.spike && std::abs(value - after) > *limits.spike;
        if (apart && std::abs(before - after) <= *limits.spike) verdicts[places[i]] = ReadingQuality::spike;
    }
}

// A reading that changed too fast is compared with none behind it; after a gap the limit has grown with the time.
void judge_changes(Readings readings, const QualityLimits& limits, Verdicts& verdicts) {
    if (!limits.change_an_hour) return;
    std::optional<std::size_t> last;
    for (const std::size_t place : good_ones(verdicts)) {
        if (last) {
            const double hours =
                static_cast<double>(readings[place].at.micros - readings[*last].at.micros) / micros_an_hour;
            if (std::abs(readings[place].value - readings[*last].value) > *limits.change_an_hour * hours) {
                verdicts[place] = ReadingQuality::too_fast;
                continue;
            }
        }
        last = place;
    }
}

void judge_standstill(Readings readings, const QualityLimits& limits, Verdicts& verdicts) {
    if (!limits.stuck_after_micros) return;
    const auto places = good_ones(verdicts);
    for (std::size_t begin = 0; begin < places.size();) {
        std::size_t end = begin + 1;
        while (end < places.size() &&
               std::abs(readings[places[end]].value - readings[places[begin]].value) <= limits.same_within)
            ++end;
        const std::int64_t lasted = readings[places[end - 1]].at.micros - readings[places[begin]].at.micros;
        if (lasted > *limits.stuck_after_micros)
            for (std::size_t i = begin; i < end; ++i) verdicts[places[i]] = ReadingQuality::stuck;
        begin = end;
    }
}

} // namespace

bool is_within(double value, const QualityLimits& limits) {
    return std::isfinite(value) && (!limits.least || value >= *limits.least) && (!limits.most || value <= *limits.most);
}

std::string_view name_of(ReadingQuality quality) {
    static constexpr std::string_view names[] = {"good", "out_of_range", "spike", "too_fast", "stuck", "contradicted"};
    return names[static_cast<int>(quality)];
}

std::vector<ReadingQuality> judge_readings(std::span<const SensorReading> readings, const QualityLimits& limits) {
    check(std::ranges::adjacent_find(readings, std::ranges::greater_equal{}, &SensorReading::at) == readings.end(),
          "readings ascend in time");
    Verdicts verdicts(readings.size(), ReadingQuality::good);
    judge_range(readings, limits, verdicts);
    judge_spikes(readings, limits, verdicts);
    judge_changes(readings, limits, verdicts);
    judge_standstill(readings, limits, verdicts);
    return verdicts;
}

} // namespace shanhai::ecology
