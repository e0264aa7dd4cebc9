#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace shanhai::energy {

// The mean power of the quarter-hour that begins at a second (since 1970 in UTC), in thousandths of a MW.
struct QuarterReading {
    std::int64_t at = 0, thousandths = 0;
};

struct QuarterReadings {
    std::vector<QuarterReading> power, delivered, battery, curtailed; // battery: positive when it discharges
};

// Energies in kWh, which are thousandths of a MWh.
struct MonthNumbers {
    std::int64_t generated = 0, delivered = 0, evening_peak = 0, charged = 0, discharged = 0, curtailed = 0;
    std::int64_t missing = 0; // quarter-hours that nothing is known of the energy delivered in
};

// `peak`: whether the quarter-hour that begins at the second belongs to the evening peak. Without readings of `power`, what was
// generated follows from the rest. `quarters`: in the month.
MonthNumbers month_numbers(const QuarterReadings& readings, const std::function<bool(std::int64_t at)>& peak,
                           std::int64_t quarters);

} // namespace shanhai::energy
