#pragma once

#include "apps/demo/parties.h"
#include "kernel/kernel.h"

namespace shanhai::demo {

// Two solar plants of Sangzhuzi, of different years and investors, with their storage, tariff, factors, outages and months. The first
// one's year 2021 adds up to the published 30,600 tonnes of coal and 84,700 of CO₂.
void write_energy(Script& script, Parties& parties, Date last_day);

// The day-ahead plans of the second plant for the last days, and what its meters told of them. The store's clock must stand behind.
Done write_energy_days(kernel::Kernel& kernel, Date last_day);

} // namespace shanhai::demo
