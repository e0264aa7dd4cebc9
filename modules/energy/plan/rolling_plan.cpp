#include "modules/energy/plan/rolling_plan.h"

#include "modules/energy/plan/lp_planner.h"
#include "modules/energy/sun/solar_yield.h"
#include "modules/energy/sun/weather.h"

#include <algorithm>

namespace shanhai::energy {

Forecast perfect_forecast(const std::vector<double>& actual) {
    return [&actual](std::size_t at, std::span<double> sun) {
        for (std::size_t i = 0; i < sun.size(); ++i) sun[i] = at + i < actual.size() ? actual[at + i] : 0;
    };
}

Forecast erring_forecast(const std::vector<double>& actual, const std::vector<double>& clear,
                         const ForecastError& error) {
    return [&actual, &clear, error](std::size_t at, std::span<double> sun) {
        for (std::size_t i = 0; i < sun.size(); ++i) {
            const auto then = at + i;
            if (then >= actual.size()) {
                sun[i] = 0;
                continue;
            }
            const double far = std::min(static_cast<double>(i) / quarters_a_day, 1.0);
            const auto day = then / quarters_a_day;
            const double way = 2 * scattered(error.seed + day, at) - 1;
            const double off = way * (error.near + (error.far - error.near) * far);
            sun[i] = std::clamp(actual[then] * (1 + off), 0.0, clear[then]);
        }
    };
}

Result<Schedule> roll(const Plant& plant, const Outlook& actual, const Forecast& forecast, const Rolling& rolling,
                      double held) {
    const auto quarters = actual.sun.size();
    LpPlanner planner(plant, rolling.horizon);
    std::vector<double> sun(rolling.horizon), price(rolling.horizon), line(rolling.horizon);
    Plant then = plant;
    Schedule done;
    done.reserve(quarters);
    for (std::size_t at = 0; at < quarters; at += rolling.every) {
        forecast(at, sun);
        for (std::size_t i = 0; i < price.size(); ++i) {
            const bool is_known = at + i < quarters;
            price[i] = is_known ? actual.price[at + i] : 0;
            line[i] = is_known ? line_at(plant, actual, at + i) : plant.grid_limit;
        }
        const auto plan = TRY(planner.plan(sun, price, held, line));
        const auto steps = std::min(rolling.every, quarters - at);
        for (std::size_t i = 0; i < steps; ++i) {
            then.grid_limit = line_at(plant, actual, at + i);
            carry_out(then, plan.stored[i], actual.sun[at + i], held, done);
        }
        held = std::clamp(held, plant.battery.reserve, plant.battery.capacity);
    }
    return done;
}

} // namespace shanhai::energy
