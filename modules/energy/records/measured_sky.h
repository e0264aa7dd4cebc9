#pragma once

#include "modules/energy/records/known_plant.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// How clear the sky was, by the readings of a plant's power and of what was curtailed.
namespace shanhai::energy {

constexpr int days_looked_back = 3; // for what the next day will be like

struct MeasuredDay {
    std::int64_t power = 0;   // made and curtailed: the sum of the readings that count, thousandths of a MW
    std::size_t readings = 0; // of what was made
    double possible = 0;      // MWh under a clear sky
};

// Day by day from `from` on, `until` not included.
Result<std::vector<MeasuredDay>> measured_days(kernel::Kernel& kernel, const kernel::Principal& who,
                                               const KnownPlant& plant, Date from, Date until);

// Of some days together. Nothing where they are readings of less than a day.
std::optional<double> clearness_of(std::span<const MeasuredDay> days);

// Of the last three days before `day`; a usual sky where there are no readings.
Result<double> recent_clearness(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                Date day);

} // namespace shanhai::energy
