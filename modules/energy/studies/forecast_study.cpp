#include "modules/energy/studies/forecast_study.h"

#include "kernel/module/asked.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/sky_forecast.h"
#include "modules/energy/studies/asked_plant.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>
#include <utility>

namespace shanhai::energy {

namespace {

constexpr int usual_days = 30, most_days = 400;

json::value shown(const std::optional<double>& value) {
    return value ? json::value(rounded(*value)) : json::value(nullptr);
}

Result<json::object> answer(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                            const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"plant", "from", "until"}));
    const auto plant = TRY(asked_plant(kernel, who, asked));
    const auto until = TRY(kernel::asked_day(asked, "until")).value_or(kernel.now().day_in_shanghai());
    const auto from = TRY(kernel::asked_day(asked, "from")).value_or(until + (1 - usual_days));
    if (from > until || until - from >= most_days)
        return kernel::bad_member("from", fmt::format("{} … {}", (until + (1 - most_days)).iso(), until.iso()));
    const auto days = TRY(forecast_days(kernel, who, plant, from, until + 1));
    json::array rows;
    for (const auto& one : days)
        rows.push_back({{"day", one.day.iso()},
                        {"forecast", rounded(one.forecast)},
                        {"measured", shown(one.measured)},
                        {"last_days", shown(one.last_days)}});
    const auto errors = errors_of(days);
    // Of no day that was measured there is no error, not even none.
    const auto told = [&](double error) { return errors.days > 0 ? json::value(rounded(error)) : json::value(); };
    return json::object{{"plant", plant_shown(plant)},  {"from", from.iso()},
                        {"until", until.iso()},         {"days", std::move(rows)},
                        {"measured_days", errors.days}, {"mean_error", told(errors.mean)},
                        {"bias", told(errors.bias)},    {"last_days_error", told(errors.last_days)}};
}

std::string text_of_share(const json::value& value) {
    return value.is_null() ? "—" : fmt::format("{:.3f}", value.to_number<double>());
}

void tell(const json::object& answer, std::ostream& out) {
    fmt::print(out, "{}  {} – {}\n{:<10} {:>9} {:>9} {:>9}\n", answer.at("plant").at("label").as_string().c_str(),
               answer.at("from").as_string().c_str(), answer.at("until").as_string().c_str(), "", "forecast",
               "measured", "last days");
    for (const auto& row : answer.at("days").as_array()) {
        const auto& one = row.as_object();
        fmt::print(out, "{:<10} {:>9} {:>9} {:>9}\n", one.at("day").as_string().c_str(),
                   text_of_share(one.at("forecast")), text_of_share(one.at("measured")),
                   text_of_share(one.at("last_days")));
    }
    fmt::print(out, "{} d: mean error {}, bias {}; as the three days before: {}\n",
               answer.at("measured_days").to_number<int>(), text_of_share(answer.at("mean_error")),
               text_of_share(answer.at("bias")), text_of_share(answer.at("last_days_error")));
}

} // namespace

kernel::Study forecast_study() { return {{"天气预报准不准", "What forecasts of the sky were worth"}, answer, tell}; }

} // namespace shanhai::energy
