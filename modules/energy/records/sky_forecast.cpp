#include "modules/energy/records/sky_forecast.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/energy/records/measured_sky.h"
#include "modules/energy/records/record_number.h"

#include <cmath>
#include <span>

namespace shanhai::energy {

namespace {

constexpr int days_of_errors = 30;

Result<std::vector<ForecastDay>> forecasts(kernel::Kernel& kernel, const kernel::Principal& who,
                                           const KnownPlant& plant, Date from, Date until) {
    std::vector<ForecastDay> days;
    kernel::ListQuery query;
    query.filters = {{"plant", "eq", plant.id}, {"day", "gte", from.iso()}, {"day", "lt", until.iso()}};
    query.order = {"day"};
    TRY_DO(kernel::for_each_record(kernel, who, "weather_forecast", query, [&](const json::object& record) -> Done {
        const auto clearness = number_of(record, "clearness");
        if (clearness) days.push_back({TRY(Date::parse(kernel::text_of(record, "day"))), *clearness, {}, {}});
        return {};
    }));
    return days;
}

} // namespace

Result<std::vector<ForecastDay>> forecast_days(kernel::Kernel& kernel, const kernel::Principal& who,
                                               const KnownPlant& plant, Date from, Date until) {
    auto days = TRY(forecasts(kernel, who, plant, from, until));
    if (days.empty()) return days;
    const auto measured = TRY(measured_days(kernel, who, plant, from + -days_looked_back, until));
    const std::span all(measured);
    for (auto& one : days) {
        const auto before = static_cast<std::size_t>(one.day - from); // of the days that are looked back upon
        one.measured = clearness_of(all.subspan(before + days_looked_back, 1));
        one.last_days = clearness_of(all.subspan(before, days_looked_back));
    }
    return days;
}

ForecastErrors errors_of(const std::vector<ForecastDay>& days) {
    ForecastErrors errors;
    std::size_t compared = 0;
    for (const auto& one : days) {
        if (!one.measured) continue;
        ++errors.days;
        errors.mean += std::abs(one.forecast - *one.measured);
        errors.bias += one.forecast - *one.measured;
        if (!one.last_days) continue;
        ++compared;
        errors.last_days += std::abs(*one.last_days - *one.measured);
    }
    if (errors.days > 0) {
        errors.mean /= static_cast<double>(errors.days);
        errors.bias /= static_cast<double>(errors.days);
    }
    if (compared > 0) errors.last_days /= static_cast<double>(compared);
    return errors;
}

Result<ExpectedSky> expected_sky(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                                 Date day) {
    const auto today = TRY(forecasts(kernel, who, plant, day, day + 1));
    if (today.empty()) return ExpectedSky{TRY(recent_clearness(kernel, who, plant, day)), false, {}};
    const auto errors = errors_of(TRY(forecast_days(kernel, who, plant, day + -days_of_errors, day)));
    return ExpectedSky{today.back().forecast, true, errors.days > 0 ? std::optional(errors.mean) : std::nullopt};
}

} // namespace shanhai::energy
