#include "modules/energy/plan/month_numbers.h"

#include <cstdlib>
#include <iterator>
#include <span>

namespace shanhai::energy {

namespace {

// Quarter-hours of thousandths of a MW, added up before they are divided, so that nothing is lost by rounding each.
std::int64_t in_kwh(std::int64_t quarters) { return (quarters + (quarters < 0 ? -2 : 2)) / 4; }

std::int64_t sum_of(std::span<const QuarterReading> readings) {
    std::int64_t sum = 0;
    for (const auto& reading : readings) sum += reading.thousandths;
    return sum;
}

} // namespace

MonthNumbers month_numbers(const QuarterReadings& readings, const std::function<bool(std::int64_t at)>& peak,
                           std::int64_t quarters) {
    MonthNumbers numbers;
    numbers.missing = quarters - std::ssize(readings.delivered);
    numbers.delivered = in_kwh(sum_of(readings.delivered));
    numbers.curtailed = in_kwh(sum_of(readings.curtailed));
    std::int64_t evening = 0, charged = 0, discharged = 0;
    for (const auto& reading : readings.delivered)
        if (peak(reading.at)) evening += reading.thousandths;
    for (const auto& reading : readings.battery)
        (reading.thousandths < 0 ? charged : discharged) += std::abs(reading.thousandths);
    numbers.evening_peak = in_kwh(evening);
    numbers.charged = in_kwh(charged);
    numbers.discharged = in_kwh(discharged);
    numbers.generated = readings.power.empty() ? numbers.delivered + numbers.charged - numbers.discharged
                                               : in_kwh(sum_of(readings.power));
    return numbers;
}

} // namespace shanhai::energy
