#pragma once

#include "kernel/kernel.h"
#include "modules/energy/plan/tariff_day.h"
#include "modules/energy/records/known_plant.h"

namespace shanhai::energy {

// The tariff that is valid on the day in the smallest place around the plant. "energy.no_tariff"; "energy.tariff_gap" when its
// periods leave a part of the day without a price, "energy.tariff_twice" when two share one.
Result<TariffDay> prices_on(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant, Date day);

} // namespace shanhai::energy
