#include "modules/ecology/studies/now_study.h"

#include "base/money.h"
#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/health/station_health.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/reception/usual_series.h"
#include "modules/ecology/studies/listed_stations.h"
#include "modules/ecology/studies/station_water.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <map>
#include <set>

namespace shanhai::ecology {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

struct Standing {
    json::object record;
    std::set<std::string> series; // "level"
    json::array alarms;
    std::int64_t last = 0; // second of its last reading
};
using Stations = std::map<std::string, Standing>; // by id

// Sensors and alarms are read as a whole: they are few beside the readings. Who may not read them sees the stations without.
void add_sensors(Kernel& kernel, const Principal& who, Stations& stations) {
    kernel::ListQuery query;
    query.filters = {{"removed_on", "null", ""}};
    (void)kernel::for_each_record(kernel, who, "sensor", query, [&](const json::object& record) -> Done {
        const auto found = stations.find(reference_text(record, "station", "id"));
        if (found == stations.end()) return {};
        const auto series = series_of_sensor(record);
        if (!series.empty()) found->second.series.insert(series);
        if (series == "level") found->second.series.insert("rated_flow");
        return {};
    });
}

void add_alarms(Kernel& kernel, const Principal& who, Stations& stations) {
    kernel::ListQuery query;
    query.filters = {{"ended", "null", ""}};
    (void)kernel::for_each_record(kernel, who, "alarm", query, [&](const json::object& record) -> Done {
        const auto found = stations.find(reference_text(record, "station", "id"));
        if (found == stations.end() || text_of(record, "state") == "closed") return {};
        found->second.alarms.push_back({{"id", text_of(record, "id")},
                                        {"number", text_of(record, "number")},
                                        {"level", text_of(record, "level")},
                                        {"began", text_of(record, "began")}});
        return {};
    });
}

// The last reading before `at` of one series, flagged or not; nullopt when there is none in two days.
Result<std::optional<kernel::Reading>> last_reading(Kernel& kernel, const Principal& who, const std::string& series,
                                                    const std::string& station, std::int64_t at) {
    for (const std::int64_t back : {silent_after, two_days}) {
        const auto shown = TRY(kernel.readings().readings(who, {series, station, at - back, at + 1}));
        if (!shown.readings.empty()) return shown.readings.back();
    }
    return std::nullopt;
}

Result<std::int64_t> last_told(Kernel& kernel, const Principal& who, const Stations& stations, std::int64_t now) {
    std::int64_t last = 0;
    for (const auto& [id, own] : stations)
        for (const auto& name : own.series) {
            const auto shown = TRY(kernel.readings().roll_ups(
                who, {"ecology." + name, "#" + id, now - five_years, now + 1}, kernel::SeriesStep::month));
            if (!shown.steps.empty()) last = std::max(last, shown.steps.back().of.last_at);
        }
    return last;
}

Result<json::array> quantities_of(Kernel& kernel, const Principal& who, const std::string& id, Standing& own,
                                  std::int64_t at) {
    json::array quantities;
    for (const auto& name : own.series) {
        const auto* series = TRY(kernel::find_series(kernel.schema(), "ecology." + name));
        const auto reading = TRY(last_reading(kernel, who, series->name, "#" + id, at));
        if (!reading) continue;
        own.last = std::max(own.last, reading->at);
        quantities.push_back({{"series", name},
                              {"unit", series->unit},
                              {"decimals", series->decimals},
                              {"value", kernel::value_json(*reading, series->decimals)},
                              {"at", kernel::second_text(reading->at)},
                              {"quality", kernel::name_of(reading->quality)}});
    }
    return quantities;
}

Result<json::object> shown(Kernel& kernel, const Principal& who, const std::string& id, Standing& own,
                           std::int64_t at) {
    auto quantities = TRY(quantities_of(kernel, who, id, own, at));
    const auto today = kernel::begin_of(kernel::SeriesStep::day, at);
    const auto classed = TRY(classed_water(kernel, who, "#" + id, body_at(own.record), kernel::SeriesStep::day,
                                           today - kernel::day_seconds, at + 1));
    const char* state = !own.alarms.empty()                     ? "alarm"
                        : flag_in(own.record, "in_maintenance") ? "maintenance"
                        : own.last + silent_after < at          ? "silent"
                                                                : "normal";
    json::object object{{"id", id}, {"state", state}};
    for (const char* name : {"code", "name", "kind", "river", "longitude", "latitude"})
        object[name] = own.record.contains(name) ? own.record.at(name) : json::value(nullptr);
    object["class"] = object["decided_by"] = nullptr;
    if (!classed.empty()) {
        object["class"] = key_of(classed.rbegin()->second.verdict.value);
        object["decided_by"] = name_of(classed.rbegin()->second.verdict.decided_by);
    }
    object["alarms"] = std::move(own.alarms);
    object["quantities"] = std::move(quantities);
    return object;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"river", "at"}));
    const auto given = TRY(kernel::asked_text(asked, "at"));
    auto listed = TRY(listed_stations(kernel, who, asked));
    Stations all;
    for (auto& [id, record] : listed.records) all[id].record = std::move(record);
    add_sensors(kernel, who, all);
    add_alarms(kernel, who, all);
    const auto now = second_now(kernel);
    const auto told_until = TRY(last_told(kernel, who, all, now));
    const auto at = given ? TRY(kernel::second_of(*given)) : usual_moment(now, told_until);
    json::array stations;
    for (auto& [id, own] : all) stations.push_back(TRY(shown(kernel, who, id, own, at)));
    return json::object{
        {"at", kernel::second_text(at)},
        {"told_until", told_until == 0 ? json::value(nullptr) : json::value(kernel::second_text(told_until))},
        {"stations", std::move(stations)},
        {"more", listed.more}};
}

void tell(const json::object& answer, std::ostream& out) {
    for (const auto& one : answer.at("stations").as_array()) {
        const auto& station = one.as_object();
        std::string told;
        for (const auto& quantity : station.at("quantities").as_array())
            if (quantity.at("value").is_string())
                told += fmt::format("  {} {} {}", quantity.at("series").as_string().c_str(),
                                    quantity.at("value").as_string().c_str(), quantity.at("unit").as_string().c_str());
        fmt::print(out, "{}  {}  {}{}\n", station.at("code").as_string().c_str(), text_of(station, "name"),
                   station.at("state").as_string().c_str(), told);
    }
}

} // namespace

kernel::Study now_study() { return {{"河流实况", "How rivers stand"}, answer, tell}; }

} // namespace shanhai::ecology
