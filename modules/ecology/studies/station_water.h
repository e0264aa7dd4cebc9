#pragma once

#include "kernel/kernel.h"
#include "kernel/series/step.h"
#include "modules/ecology/water/water_class.h"

#include <array>
#include <map>
#include <string_view>

namespace shanhai::ecology {

// What of a station's series takes part in the class of its water.
struct ClassedSeries {
    std::string_view name; // "ph"
    WaterFactor factor;
};
inline constexpr std::array classed_series = {
    ClassedSeries{"ph", WaterFactor::pH}, ClassedSeries{"oxygen", WaterFactor::dissolved_oxygen},
    ClassedSeries{"permanganate", WaterFactor::permanganate}, ClassedSeries{"ammonia", WaterFactor::ammonia},
    ClassedSeries{"phosphorus", WaterFactor::phosphorus}};

// "I", "II" … "beyond_V": as records and answers name it.
std::string_view key_of(WaterClass value);

// Stations of reservoirs and lakes stand at water that stands.
WaterBody body_at(const json::object& station);

struct ClassedWater {
    WaterVerdict verdict;
    std::map<std::string_view, double> means; // by series
};
// Of each step that begins in [from, until) and has means, by its first second.
Result<std::map<std::int64_t, ClassedWater>> classed_water(kernel::Kernel& kernel, const kernel::Principal& who,
                                                           const std::string& station, WaterBody body,
                                                           kernel::SeriesStep step, std::int64_t from,
                                                           std::int64_t until);

} // namespace shanhai::ecology
