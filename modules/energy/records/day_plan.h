#pragma once

#include "modules/energy/plan/schedule.h"
#include "modules/energy/records/day_prices.h"
#include "modules/energy/records/known_outages.h"

#include <span>
#include <string>

namespace shanhai::energy {

struct PlanAsked {
    double clearness = 1; // expected of the sun, as a share of a clear sky
    double held = -1;     // MWh stored at midnight; negative: the reserve
    Outages outages = {}; // of the day and the one behind it; none: all runs
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

// {"sun":[…],"charge":[…],"discharge":[…],"stored":[…],"delivered":[…],"curtailed":[…]}: numbers in MW, "stored" in MWh, to three
// digits behind the point.
json::object quarters_as_json(const Outlook& outlook, const Schedule& schedule);

// What a record of the plan says, but for how the sky was expected.
json::object plan_fields(const KnownPlant& plant, const TariffDay& prices, const Planned& planned);

// As records have it: "0.812", never below zero.
std::string decimal(double value);

// To three digits behind the point.
double rounded(double value);
json::array rounded(std::span<const double> values);

} // namespace shanhai::energy
