#pragma once

#include "modules/energy/records/known_plant.h"

#include <optional>
#include <vector>

// How clear the sky was said to be, and how clear it was.
namespace shanhai::energy {

struct ForecastDay {
    Date day;
    double forecast = 0;
    std::optional<double> measured;  // nothing where the meters told less than a day
    std::optional<double> last_days; // what the three days before would have let expect
};

struct ForecastErrors {
    std::size_t days = 0; // that were measured
    double mean = 0;      // of what was off, either way
    double bias = 0;      // positive: the sky was duller than forecast
    double last_days = 0; // mean error of expecting the sky of the days before
};

// The forecasts of the days from `from` on, `until` not included, in their order.
Result<std::vector<ForecastDay>> forecast_days(kernel::Kernel& kernel, const kernel::Principal& who,
                                               const KnownPlant& plant, Date from, Date until);
ForecastErrors errors_of(const std::vector<ForecastDay>& days);

struct ExpectedSky {
    double clearness = 1;
    bool forecast = false;       // otherwise as in the three days before
    std::optional<double> error; // of the forecasts of the thirty days before, where some were measured
};
Result<ExpectedSky> expected_sky(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                 Date day);

} // namespace shanhai::energy
