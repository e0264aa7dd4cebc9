#pragma once

#include "modules/energy/plan/schedule.h"
#include "modules/energy/records/day_prices.h"

#include <optional>

namespace shanhai::energy {

struct PlanAsked {
    double clearness = 1; // expected of the sun, as a share of a clear sky
    double held = -1;     // MWh stored at midnight; negative: the reserve
};

struct Planned {
    Date day = Date::from_days(0);
    Outlook outlook;
    Schedule schedule;
    double revenue = 0; // yuan, less the wear of the storage
};

// The second at which a day of Shanghai begins.
std::int64_t midnight_of(Date day);

// What the sun and the prices of so many days look like.
Outlook outlook_of(const KnownPlant& plant, const TariffDay& prices, Date day, std::span<const double> clearness);

// The best schedule of the day, planned together with the day behind it, whose evening wants something, too. "energy.no_plan".
Result<Planned> plan_days(const KnownPlant& plant, const TariffDay& prices, Date day, const PlanAsked& asked);

// How clear the days from `from` on were (`until` not included) by the readings of the plant's power and of what was curtailed. Nothing
// where they are readings of less than a day.
Result<std::optional<double>> measured_clearness(kernel::Kernel& kernel, const kernel::Principal& who,
                                                 const KnownPlant& plant, Date from, Date until);

// How clear the last three days before `day` were by the readings of the plant's power and of what was curtailed; a usual sky where
// there are none.
Result<double> recent_clearness(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                Date day);

// {"sun":[…],"charge":[…],"discharge":[…],"stored":[…],"delivered":[…],"curtailed":[…]}: numbers in MW, "stored" in MWh, to three
// digits behind the point.
json::object quarters_as_json(const Planned& planned);

// To three digits behind the point.
double rounded(double value);
json::array rounded(std::span<const double> values);

} // namespace shanhai::energy
