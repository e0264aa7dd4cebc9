#pragma once

#include "base/result.h"
#include "modules/energy/plan/schedule.h"

#include <functional>

namespace shanhai::energy {

// How often a plan is made anew, and how far it looks.
struct Rolling {
    std::size_t every = 96, horizon = 192; // quarter-hours
};

// What is expected at quarter-hour `at` of the sun from then on: fills `sun`. Behind the end of what is known the sun does not shine.
using Forecast = std::function<void(std::size_t at, std::span<double> sun)>;

Forecast perfect_forecast(const std::vector<double>& actual);
// Off by up to `near` of what comes next and up to `far` of what comes a day later or more, one way a day; a new forecast errs
// otherwise. Never more than `clear`, what a clear sky would give. The same for the same seed.
struct ForecastError {
    std::uint64_t seed = 1;
    double near = 0.05, far = 0.35;
};
Forecast erring_forecast(const std::vector<double>& actual, const std::vector<double>& clear,
                         const ForecastError& error);

// Plans by the forecast, does the first part of each plan under the sun of `actual`, and plans anew. "energy.no_plan".
Result<Schedule> roll(const Plant& plant, const Outlook& actual, const Forecast& forecast, const Rolling& rolling,
                      double held);

} // namespace shanhai::energy
