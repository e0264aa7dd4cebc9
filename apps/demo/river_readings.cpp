#include "apps/demo/river_tables.h"
#include "apps/demo/river_weather.h"
#include "apps/demo/rivers.h"
#include "apps/demo/workdays.h"
#include "kernel/readings.h"
#include "modules/ecology/flow/flow_days.h"
#include "modules/ecology/rating/derived_flow.h"
#include "modules/ecology/rating/known_curves.h"

#include <cmath>
#include <map>

namespace shanhai::demo {

namespace {

using namespace river_tables;
using kernel::Quality;
using kernel::Reading;

constexpr std::int64_t quarter = 900, hour = 3600;
constexpr int days_of_quarters = 10;
constexpr std::int64_t late_start_days = 365; // from when on the flow of sections is closed by day

struct Told {
    std::map<std::string, std::vector<kernel::ReadingGiven>> by_series; // "level"
    std::map<std::string, std::string> ids;                             // code → "#12"

    void add(std::string_view series, const Gauge& gauge, std::int64_t at, double value, int decimals,
             Quality quality = Quality::good) {
        const auto scaled = std::llround(value * std::pow(10.0, decimals));
        by_series[std::string(series)].push_back({ids.at(gauge.code), {at, scaled, quality}});
    }
};

bool is_silent(const Gauge& gauge, std::int64_t at, std::int64_t end) {
    const auto silence = silence_of_gyantse();
    const std::string_view code = gauge.code;
    if (code == "5400120001") return at >= silence.from && at < silence.until;
    return code == "5400160001" && at >= end - 9 * hour; // Xaitongmoin's line was cut this morning
}

void tell_level(Told& told, const Gauge& gauge, std::int64_t at, std::int64_t last_day_begins) {
    double level = river_level(gauge, at);
    auto quality = Quality::good;
    const std::string_view code = gauge.code;
    // One echo off a floating tree, and a gauge that is being mended.
    if (code == "5400110003" && at == last_day_begins - 4 * kernel::day_seconds + 14 * hour + quarter) {
        level += 3.2;
        quality = Quality::suspect;
    }
    if (code == "5400190001" && at >= last_day_begins - 3 * kernel::day_seconds + 10 * hour) quality = Quality::suspect;
    told.add("level", gauge, at, level, 3, quality);
}

void tell_water(Told& told, const Gauge& gauge, std::int64_t at) {
    for (const auto& quantity : water_quantities)
        told.add(quantity.series, gauge, at, std::max(0.0, water_value(gauge, quantity.series, at)), quantity.decimals);
}

// Showers of the afternoon, from June on.
void tell_rain(Told& told, const Gauge& gauge, std::int64_t at) {
    const auto number = static_cast<std::uint64_t>(at / hour);
    const bool falls = (at + 8 * hour) % kernel::day_seconds >= 14 * hour && chance_of(gauge, number) < 0.22;
    told.add("rain", gauge, at, falls ? 9 * chance_of(gauge, number + 1) * chance_of(gauge, number + 2) : 0, 1);
}

// `end`: the demo's last quarter of an hour.
Told tell_all(std::map<std::string, std::string> ids, std::int64_t begin, std::int64_t recent, std::int64_t end) {
    Told told;
    told.ids = std::move(ids);
    const auto last_day_begins = kernel::begin_of(kernel::SeriesStep::day, end);
    for (const auto& gauge : gauges) {
        if (gauge.gauged)
            for (auto at = begin + 2 * hour; at < recent; at += 6 * hour) tell_level(told, gauge, at, last_day_begins);
        for (auto at = recent; gauge.has_level() && at <= end; at += quarter) {
            if (is_silent(gauge, at, end)) continue;
            tell_level(told, gauge, at, last_day_begins);
            if (std::string_view(gauge.kind) == "barrage") told.add("flow", gauge, at, river_flow(gauge, at), 3);
            if (at % (6 * hour) == 0) told.add("battery", gauge, at, 12.4 + 0.5 * chance_of(gauge, at / hour), 2);
            if (gauge.gauged && at % hour == 0) tell_rain(told, gauge, at);
        }
        if (gauge.dirt <= 0) continue;
        for (auto at = begin + 8 * hour; at < recent; at += kernel::day_seconds) tell_water(told, gauge, at);
        for (auto at = recent; at <= end; at += 4 * hour) tell_water(told, gauge, at);
    }
    return told;
}

Result<std::map<std::string, std::string>> gauge_ids(kernel::Kernel& kernel) {
    kernel::ListQuery query;
    query.limit = 500;
    std::map<std::string, std::string> ids;
    for (const auto& item : TRY(kernel.list(kernel::Principal::administrator(), "station", query)).items)
        ids[std::string(item.at("code").as_string())] = "#" + std::string(item.at("id").as_string());
    return ids;
}

// As the job would have done while the readings came.
Done derive(kernel::Kernel& kernel, const std::vector<kernel::ReadingGiven>& levels) {
    std::map<std::string, std::vector<Reading>> by_station;
    for (const auto& one : levels) by_station[one.station].push_back(one.reading);
    std::vector<kernel::ReadingGiven> flows;
    for (const auto& [station, own] :
         TRY(ecology::known_curves(kernel, kernel::Principal::administrator(), kernel.now())))
        for (const auto& flow : ecology::derived_flow(by_station[station], own.curves))
            flows.push_back({station, flow});
    TRY_DO(kernel.readings().append(kernel::Principal::administrator(), "ecology.rated_flow", flows));
    return {};
}

} // namespace

Done write_river_readings(kernel::Kernel& kernel, Date last_day) {
    const auto midnight = kernel::begin_of_day(last_day.days());
    const auto told = tell_all(TRY(gauge_ids(kernel)), kernel::begin_of_day(day(2024, 1, 1).days()),
                               midnight - days_of_quarters * kernel::day_seconds, midnight + 17 * hour + 3 * quarter);
    for (const auto& [series, batch] : told.by_series)
        TRY_DO(kernel.readings().append(kernel::Principal::administrator(), "ecology." + series, batch));
    TRY_DO(derive(kernel, told.by_series.at("level")));
    const std::atomic<bool> stopping = false;
    TRY_DO(
        ecology::close_flow_days_of(kernel, last_day + -static_cast<int>(late_start_days), last_day, "demo", stopping));
    return {};
}

} // namespace shanhai::demo
