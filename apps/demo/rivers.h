#pragma once

#include "apps/demo/parties.h"

namespace shanhai::demo {

// 12 rivers with 23 gauges around Shigatse, their sensors, sections, gaugings and rating curves; a flood that raised an alarm and
// was answered, a gauge that was struck by lightning and repaired; the planted bank of the Yarlung Zangbo.
void write_rivers(Script& script, Parties& parties, Date last_day);

// What the gauges told: water levels and quality of the last year and a half, every quarter of an hour in the last days; the
// flows derived of them, and whether the sections kept their ecological flow. The store's clock must stand behind.
Done write_river_readings(kernel::Kernel& kernel, Date last_day);

// When the gauge at Gyantse was silent, and when the Xianghe stood above its limit: seconds since 1970.
struct Episode {
    std::int64_t from, until;
};
Episode silence_of_gyantse();
constexpr double flood_limit = 3.30; // m at Namling

} // namespace shanhai::demo
