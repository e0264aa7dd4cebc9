#pragma once

#include "modules/energy/plan/rolling_plan.h"
#include "modules/energy/records/day_prices.h"

namespace shanhai::energy {

struct PlanAsked {
    double clearness = 1; // expected of the sun, as a share of a clear sky
    double held = -1;     // MWh stored at midnight; negative: the reserve
    std::size_t days = 1;
};

struct Planned {
    Date day = Date::from_days(0); // the first
    Outlook outlook;
    Schedule schedule;
    double held = 0;
    double revenue = 0; // yuan, less the wear of the storage
};

// The second at which a day of Shanghai begins.
std::int64_t midnight_of(Date day);

// What the sun and the prices of so many days look like.
Outlook outlook_of(const KnownPlant& plant, const TariffDay& prices, Date day, std::span<const double> clearness);

// The best schedule, planned together with the day behind it, whose evening wants something, too. "energy.no_plan".
Result<Planned> plan_days(const KnownPlant& plant, const TariffDay& prices, Date day, const PlanAsked& asked);

// How clear the last three days before `day` were by the readings of the plant's power and of what was curtailed; a usual sky where
// there are none.
Result<double> recent_clearness(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                Date day);

// {"sun":[…],"charge":[…],"discharge":[…],"stored":[…],"delivered":[…],"curtailed":[…]}: numbers in MW, "stored" in MWh, to three
// digits behind the point.
json::object quarters_as_json(const Planned& planned);

// To three digits behind the point.
double rounded(double value);

} // namespace shanhai::energy
