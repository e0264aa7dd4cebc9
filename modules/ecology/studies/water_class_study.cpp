#include "modules/ecology/studies/water_class_study.h"

#include "modules/ecology/studies/asked_station.h"
#include "modules/ecology/studies/station_water.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

namespace shanhai::ecology {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::SeriesStep;

constexpr int usual_days = 365, most_days = 3660;

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"station", "step", "from", "until"}));
    const auto station = TRY(asked_station(kernel, who, asked));
    const auto step = TRY(kernel::asked_text(asked, "step")).value_or("day");
    if (step != "day" && step != "month") return kernel::bad_member("step", "day, month");
    const auto days = TRY(asked_days(kernel, asked, usual_days, most_days));
    const auto body = body_at(station.record);
    const auto classed =
        TRY(classed_water(kernel, who, station.id, body, step == "day" ? SeriesStep::day : SeriesStep::month,
                          days.first_second(), days.end_second()));
    json::array items;
    for (const auto& [begin, water] : classed) {
        const auto day = Date::from_days(static_cast<int>(kernel::day_number(begin))).iso();
        json::object values;
        for (const auto& [name, mean] : water.means) values[name] = rounded(mean, 4);
        items.push_back({{"begin", step == "day" ? day : day.substr(0, 7)},
                         {"class", key_of(water.verdict.value)},
                         {"decided_by", name_of(water.verdict.decided_by)},
                         {"values", std::move(values)}});
    }
    return json::object{{"station", station.shown()},
                        {"body", body == WaterBody::lake ? "lake" : "river"},
                        {"step", step},
                        {"from", days.from.iso()},
                        {"until", (days.behind + -1).iso()},
                        {"items", std::move(items)}};
}

void tell(const json::object& answer, std::ostream& out) {
    for (const auto& one : answer.at("items").as_array())
        fmt::print(out, "{:<10}  {:<8}  {}\n", one.at("begin").as_string().c_str(), one.at("class").as_string().c_str(),
                   one.at("decided_by").as_string().c_str());
}

} // namespace

kernel::Study water_class_study() { return {{"水质类别日历", "Class of water by day or month"}, answer, tell}; }

} // namespace shanhai::ecology
