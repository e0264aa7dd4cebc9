#include "apps/demo/rivers.h"

#include "apps/demo/drawn_section.h"
#include "apps/demo/planting.h"
#include "apps/demo/river_tables.h"
#include "apps/demo/river_weather.h"
#include "apps/demo/workdays.h"
#include "kernel/series/step.h"
#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/rating/rating_fit.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace shanhai::demo {

namespace {

using namespace river_tables;
using ecology::shown_minute;
using ecology::shown_second;

constexpr std::int64_t quarter = 900;
constexpr const char* giver = "370000";

struct Made {
    std::map<std::string, Handle> rivers, gauges, sections;
    std::map<std::string, Handle> level_sensors; // by gauge
};

json::object placed(json::object fields, double longitude, double latitude) {
    fields["longitude"] = fmt::format("{:.5f}", longitude);
    fields["latitude"] = fmt::format("{:.5f}", latitude);
    return fields;
}

void write_waters(Script& script, Made& made) {
    for (const auto& river : rivers) {
        std::vector<Reference> references;
        if (*river.flows_into != 0) references.push_back({"flows_into", made.rivers.at(river.flows_into)});
        made.rivers[river.code] = script.create(day(2022, 1, 10), Stage::party, "river",
                                                {{"code", river.code},
                                                 {"name", river.name},
                                                 {"kind", "river"},
                                                 {"watched_since", "2023-06-01"},
                                                 {"giver", giver},
                                                 {"region", river.region}},
                                                std::move(references));
    }
}

void write_sensors(Script& script, Made& made, const Gauge& gauge, Date on) {
    const auto sensor = [&](json::object fields) {
        fields["installed_on"] = on.iso();
        fields["maker"] = "演示仪器厂";
        return script.create(on, Stage::design, "sensor", std::move(fields), {{"station", made.gauges.at(gauge.code)}});
    };
    if (gauge.has_level()) {
        json::object level{{"code", "Z"},          {"series", "level"}, {"quantity", "水位"}, {"reading_unit", "米"},
                           {"least", "0"},         {"most", "12"},      {"spike", "1"},       {"change_an_hour", "1.5"},
                           {"model", "雷达水位计"}};
        // One that is looked after for gaps is enough to show it: in a demo that is served later, all are silent.
        if (std::string_view(gauge.code) == "5400110003") level["every_minutes"] = 15;
        made.level_sensors[gauge.code] = sensor(std::move(level));
        sensor({{"code", "VT"}, {"series", "battery"}, {"quantity", "电源电压"}, {"reading_unit", "伏"}});
    }
    if (std::string_view(gauge.kind) == "barrage")
        sensor({{"code", "Q"}, {"series", "flow"}, {"quantity", "流量"}, {"reading_unit", "立方米每秒"}});
    if (gauge.gauged) sensor({{"code", "PJ"}, {"series", "rain"}, {"quantity", "降水量"}, {"reading_unit", "毫米"}});
    if (gauge.dirt > 0)
        for (const auto& quantity : water_quantities)
            sensor({{"code", quantity.code},
                    {"series", quantity.series},
                    {"quantity", quantity.name},
                    {"reading_unit", quantity.unit}});
}

void write_gauges(Script& script, Made& made) {
    int number = 0;
    for (const auto& gauge : gauges) {
        const auto on = workday_from(day(2023, 6, 5) + 2 * number++);
        json::object fields = placed({{"code", gauge.code},
                                      {"name", gauge.name},
                                      {"kind", gauge.kind},
                                      {"protocol", gauge.protocol},
                                      {"division", gauge.division},
                                      {"giver", giver},
                                      {"started_on", on.iso()}},
                                     gauge.longitude, gauge.latitude);
        made.gauges[gauge.code] =
            script.create(on, Stage::project, "station", std::move(fields), {{"river", made.rivers.at(gauge.river)}});
        write_sensors(script, made, gauge, on);
    }
}

void write_sections(Script& script, Made& made) {
    const auto on = day(2023, 12, 18);
    std::uint64_t number = 0;
    for (const auto& one : sections) {
        std::vector<Reference> references{{"river", made.rivers.at(one.river)}, {"station", made.gauges.at(one.gauge)}};
        if (*one.water != 0) references.push_back({"quality_station", made.gauges.at(one.water)});
        const auto section =
            script.create(on, Stage::approval, "river_section",
                          placed({{"code", one.code}, {"name", one.name}, {"division", one.division}, {"aim", one.aim}},
                                 one.longitude, one.latitude),
                          std::move(references));
        script.attach(section, "photo", fmt::format("{}断面.png", one.code), drawn_section(++number));
        made.sections[one.code] = section;
        const char* required[][4] = {{"flood", "5", "10", one.flood}, {"dry", "11", "4", one.dry}};
        for (const auto& [season, from, until, flow] : required)
            script.create(on, Stage::money_planned, "flow_requirement",
                          {{"season", season},
                           {"from_month", std::stoi(from)},
                           {"until_month", std::stoi(until)},
                           {"flow", flow},
                           {"valid_from", "2024-01-01"},
                           {"source", "演示：按多年平均流量的百分数定的例子，不是批准的生态流量"}},
                          {{"section", section}});
    }
}

// Measured between two days, at about every sixth week; four percent off either way, once wrong and left out.
std::vector<ecology::GaugedFlow> write_gaugings(Script& script, const Made& made, const Gauge& gauge, Date from,
                                                Date until, std::uint64_t seed) {
    std::vector<ecology::GaugedFlow> taken;
    std::uint64_t number = seed;
    for (auto on = workday_from(from); on < until; on = workday_from(on + 34)) {
        const auto at = kernel::begin_of_day(on.days()) + std::int64_t{11} * 3600;
        const double off = 1 + 0.08 * (chance_of(gauge, ++number) - 0.5);
        const bool wrong = number == seed + 5;
        const double level = std::round(river_level(gauge, at) * 100) / 100;
        const double flow = river_flow(gauge, at) * off * (wrong ? 1.35 : 1);
        json::object fields{{"day", on.iso()},
                            {"level", fmt::format("{:.3f}", level)},
                            {"flow", fmt::format("{:.3f}", flow)},
                            {"way", gauge.mean > 200 ? "adcp" : "meter"},
                            {"uncertainty", "5.0"}};
        if (wrong) fields["set_aside"] = "测验断面上有漂浮物，流速仪受阻";
        script.create(on, Stage::works, "gauging", std::move(fields), {{"station", made.gauges.at(gauge.code)}});
        if (!wrong) taken.push_back({level, std::stod(fmt::format("{:.3f}", flow))});
    }
    return taken;
}

void write_curve(Script& script, const Made& made, const Gauge& gauge, Date from, Date entered,
                 const std::vector<ecology::GaugedFlow>& gaugings) {
    const auto fit = ecology::fit_rating(gaugings).value();
    script.create(entered, Stage::appraisal, "rating_curve",
                  {{"valid_from", from.iso()},
                   {"factor", fmt::format("{:.6f}", fit.curve.factor)},
                   {"exponent", fmt::format("{:.4f}", fit.curve.exponent)},
                   {"zero", fmt::format("{:.3f}", fit.curve.zero)},
                   {"lowest", fmt::format("{:.3f}", fit.curve.lowest)},
                   {"highest", fmt::format("{:.3f}", fit.curve.highest)},
                   {"gaugings", fit.gaugings},
                   {"uncertainty", fmt::format("{:.1f}", fit.scatter())},
                   {"source", ecology::rating_method}},
                  {{"station", made.gauges.at(gauge.code)}});
}

// A year of gaugings makes a curve, which holds from the year's beginning; gauging goes on. At Gyantse the bed rose meanwhile.
void write_ratings(Script& script, const Made& made, Date last_day) {
    const auto begun = day(2023, 8, 1), settled = day(2024, 12, 30), change = day(2024, 9, 2);
    for (const auto& gauge : gauges) {
        if (!gauge.gauged) continue;
        const bool moved = std::string_view(gauge.code) == "5400120001";
        const auto until = moved ? change : settled;
        write_curve(script, made, gauge, day(2024, 1, 1), until,
                    write_gaugings(script, made, gauge, begun, until, 100));
        const auto next = write_gaugings(script, made, gauge, until, last_day, 200);
        if (moved) write_curve(script, made, gauge, change, day(2025, 6, 16), next);
    }
}

const Gauge& gauge_named(std::string_view code) {
    for (const auto& gauge : gauges)
        if (code == gauge.code) return gauge;
    return gauges[0];
}

struct Flood {
    std::int64_t from = 0, until = 0;
    double first = 0, worst = 0;
};

Flood flood_of_namling() {
    const auto& gauge = gauge_named("5400130001");
    Flood flood;
    const auto begin = kernel::begin_of_day(day(2025, 6, 26).days());
    for (auto at = begin; at < begin + 4 * kernel::day_seconds; at += quarter) {
        const double level = river_level(gauge, at);
        if (level < flood_limit) {
            if (flood.from > 0 && flood.until == 0 && level < flood_limit - 0.2) flood.until = at;
            continue;
        }
        if (flood.from == 0) flood.from = at, flood.first = level;
        flood.worst = std::max(flood.worst, level);
    }
    return flood;
}

void write_flood(Script& script, const Made& made) {
    const auto station = made.gauges.at("5400130001");
    const auto rule = script.create(day(2024, 5, 20), Stage::review, "alarm_rule",
                                    {{"name", "南木林站警戒水位"},
                                     {"series", "level"},
                                     {"condition", "above"},
                                     {"threshold", fmt::format("{:.2f}", flood_limit)},
                                     {"clears_at", fmt::format("{:.2f}", flood_limit - 0.2)},
                                     {"level", "orange"},
                                     {"pass_on_after", 60}},
                                    {{"station", station}});
    const auto flood = flood_of_namling();
    const auto began = shown_second(flood.from);
    const auto on = Date::parse(began.substr(0, 10)).value();
    const auto alarm = script.create(on, Stage::start, "alarm",
                                     {{"level", "orange"},
                                      {"day", on.iso()},
                                      {"began", began},
                                      {"value", fmt::format("{:.3f}", flood.first)},
                                      {"worst", fmt::format("{:.3f}", flood.worst)}},
                                     {{"raised_by", rule}, {"station", station}});
    script.advance(on + 1, Stage::works, alarm, "acknowledge");
    script.advance(on + 1, Stage::progress, alarm, "act", {{"measure", "通知沿河两乡转移低洼处群众，坝下站加密监测"}});
    script.amend(on + 2, Stage::works, alarm, {{"ended", shown_second(flood.until)}}, "水位回落到解除值以下");
    script.advance(on + 2, Stage::progress, alarm, "close", {{"outcome", "水位回落，无人员伤亡，农田过水 40 亩"}});
}

void write_lightning(Script& script, Parties& parties, const Made& made) {
    const auto station = made.gauges.at("5400120001");
    const auto sensor = made.level_sensors.at("5400120001");
    const auto silence = silence_of_gyantse();
    const auto midnight = kernel::begin_of_day(day(2025, 6, 25).days());
    const auto gap = [&](Date on, std::int64_t from, std::int64_t until) {
        script.create(day(2025, 6, 26), Stage::design, "reading_gap",
                      {{"day", on.iso()},
                       {"from_time", shown_minute(from)},
                       {"until_time", shown_minute(until)},
                       {"minutes", (until - from) / 60},
                       {"cause", "雷击，电源板损坏"}},
                      {{"station", station}, {"sensor", sensor}});
    };
    gap(day(2025, 6, 24), silence.from, midnight);
    gap(day(2025, 6, 25), midnight, silence.until);
    const auto order = script.create(day(2025, 6, 24), Stage::start, "repair_order",
                                     {{"reported_on", "2025-06-24"}, {"fault", "雷击后没有数据，疑为电源板损坏"}},
                                     {{"station", station}, {"sensor", sensor}});
    script.advance(day(2025, 6, 24), Stage::works, order, "order", {},
                   {{"repairer", parties.investor("高原水文仪器维修公司（演示）", "540202").record}});
    script.advance(day(2025, 6, 25), Stage::works, order, "repair",
                   {{"done", "更换电源板，加装浪涌保护"}, {"repaired_on", "2025-06-25"}});
    script.advance(day(2025, 6, 26), Stage::works, order, "accept");
}

} // namespace

Episode silence_of_gyantse() {
    return {kernel::begin_of_day(day(2025, 6, 24).days()) + std::int64_t{4} * 3600,
            kernel::begin_of_day(day(2025, 6, 25).days()) + std::int64_t{9} * 3600 + 1800};
}

void write_rivers(Script& script, Parties& parties, Date last_day) {
    Made made;
    write_waters(script, made);
    write_gauges(script, made);
    write_sections(script, made);
    write_ratings(script, made, last_day);
    write_flood(script, made);
    write_lightning(script, parties, made);
    script.amend(day(2025, 6, 27), Stage::design, made.gauges.at("5400190001"), {{"in_maintenance", true}},
                 "更换水位计");
    write_planting(script, parties, made.rivers.at("XZ-YZ"));
}

} // namespace shanhai::demo
