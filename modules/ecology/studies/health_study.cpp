#include "modules/ecology/studies/health_study.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/health/station_health.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/reception/usual_series.h"
#include "modules/ecology/studies/asked_station.h"
#include "modules/ecology/studies/listed_stations.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace shanhai::ecology {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int days_looked_back = 30;

struct Device {
    std::string series; // "level"
    std::int64_t every = 0;
    std::optional<double> least;
    Date since = Date::from_days(0);
    std::int64_t heard = 0; // second of its last reading; 0 where there was none
};

struct Gauge {
    json::object record;
    std::vector<Device> devices;
    json::array orders;
    StationHealth health;
    std::int64_t came = 0, due = 0;
    bool is_by_record = false;
    std::int64_t volts_at = 0;
    std::optional<double> lowest_volts;
};
using Gauges = std::map<std::string, Gauge>; // by id

// Who may not read sensors or repair orders sees the stations without.
void add_devices(Kernel& kernel, const Principal& who, Gauges& gauges) {
    kernel::ListQuery query;
    query.filters = {{"removed_on", "null", ""}};
    (void)kernel::for_each_record(kernel, who, "sensor", query, [&](const json::object& record) -> Done {
        const auto found = gauges.find(reference_text(record, "station", "id"));
        const auto series = series_of_sensor(record);
        if (found == gauges.end() || series.empty()) return {};
        Device device{.series = series,
                      .every = integer_in(record, "every_minutes").value_or(0) * 60,
                      .least = decimal_in(record, "least")};
        if (const auto day = Date::parse(text_of(record, "installed_on"))) device.since = *day;
        found->second.devices.push_back(std::move(device));
        return {};
    });
}

void add_orders(Kernel& kernel, const Principal& who, Gauges& gauges) {
    kernel::ListQuery query;
    query.filters = {{"state", "ne", "closed"}};
    (void)kernel::for_each_record(kernel, who, "repair_order", query, [&](const json::object& record) -> Done {
        const auto found = gauges.find(reference_text(record, "station", "id"));
        if (found == gauges.end()) return {};
        json::object order;
        for (const char* name : {"id", "number", "state", "reported_on", "fault"}) order[name] = text_of(record, name);
        found->second.orders.push_back(std::move(order));
        found->second.health.open_orders = found->second.orders.size();
        return {};
    });
}

Result<std::vector<kernel::SeriesRollUp>> steps_of(Kernel& kernel, const Principal& who, const std::string& id,
                                                   const Device& device, std::int64_t from, std::int64_t until,
                                                   kernel::SeriesStep step) {
    return TRY(kernel.readings().roll_ups(who, {"ecology." + device.series, "#" + id, from, until}, step)).steps;
}

// The last reading of a device, believed or not, as all prove that it is heard.
Result<std::int64_t> last_heard(Kernel& kernel, const Principal& who, const std::string& id, const Device& device,
                                std::int64_t at) {
    const auto lately =
        TRY(kernel.readings().readings(who, {"ecology." + device.series, "#" + id, at - two_days, at + 1}));
    for (auto one = lately.readings.rbegin(); one != lately.readings.rend(); ++one)
        if (one->quality != kernel::Quality::missing) return one->at;
    std::int64_t last = 0;
    for (const auto& step : TRY(steps_of(kernel, who, id, device, at - five_years, at + 1, kernel::SeriesStep::month)))
        last = std::max(last, step.of.last_at);
    return last;
}

// Asks of every device when it was heard last; the latest of these, 0 where none ever was.
Result<std::int64_t> listen(Kernel& kernel, const Principal& who, std::int64_t at, Gauges& gauges) {
    std::int64_t last = 0;
    for (auto& [id, gauge] : gauges)
        for (auto& device : gauge.devices) {
            device.heard = TRY(last_heard(kernel, who, id, device, at));
            last = std::max(last, device.heard);
        }
    return last;
}

// The moment that is looked at, at which all devices have been listened to.
Result<std::int64_t> listened_at(Kernel& kernel, const Principal& who, const json::object& asked, Gauges& gauges) {
    const auto given = TRY(kernel::asked_text(asked, "at"));
    const auto now = given ? TRY(kernel::second_of(*given)) : second_now(kernel);
    const auto last = TRY(listen(kernel, who, now, gauges));
    const auto at = given ? now : usual_moment(now, last);
    if (at != now) TRY(listen(kernel, who, at, gauges));
    return at;
}

void add_volts(const std::vector<kernel::SeriesRollUp>& days, std::int64_t week, const Device& device, double scale,
               Gauge& gauge) {
    std::int64_t sum = 0, count = 0, last_at = 0;
    for (const auto& day : days) {
        if (day.of.count == 0) continue;
        sum += day.of.sum;
        count += day.of.count;
        if (day.begin >= week)
            gauge.lowest_volts =
                std::min(gauge.lowest_volts.value_or(INFINITY), static_cast<double>(day.of.low) * scale);
        if (day.of.last_at < last_at) continue;
        last_at = day.of.last_at;
        gauge.health.volts = static_cast<double>(day.of.last) * scale;
    }
    if (count == 0) return;
    gauge.volts_at = last_at;
    gauge.health.usual_volts = static_cast<double>(sum) * scale / static_cast<double>(count);
    gauge.health.least_volts = device.least;
}

Done look_at(Kernel& kernel, const Principal& who, const std::string& id, const Device& device, std::int64_t at,
             Gauge& gauge) {
    if (device.heard > 0) gauge.health.last_seen = std::max(gauge.health.last_seen.value_or(0), device.heard);
    const auto today = kernel::begin_of(kernel::SeriesStep::day, at);
    const auto first = std::max(today - days_looked_back * kernel::day_seconds,
                                kernel::begin_of_day(device.since.days()) + kernel::day_seconds);
    const auto steps = TRY(steps_of(kernel, who, id, device, std::min(first, today), at + 1, kernel::SeriesStep::day));
    std::vector<std::int64_t> days(
        static_cast<std::size_t>(std::max<std::int64_t>(today - first, 0) / kernel::day_seconds));
    for (const auto& step : steps)
        if (step.begin >= first && step.begin < today)
            days[static_cast<std::size_t>((step.begin - first) / kernel::day_seconds)] =
                step.of.count + step.of.flagged;
    const auto share = share_that_came(days, device.every);
    gauge.came += share.came;
    gauge.due += share.due;
    gauge.is_by_record = gauge.is_by_record || device.every > 0;
    if (device.series != "battery") return {};
    const auto* series = TRY(kernel::find_series(kernel.schema(), "ecology.battery"));
    add_volts(steps, today - days_of_share * kernel::day_seconds, device, std::pow(10.0, -series->decimals), gauge);
    return {};
}

json::value number_or_null(const std::optional<double>& value, int digits) {
    return value ? json::value(rounded(*value, digits)) : json::value(nullptr);
}

json::value moment_or_null(std::int64_t second) {
    return second > 0 ? json::value(kernel::second_text(second)) : json::value(nullptr);
}

json::object shown(const std::string& id, Gauge& gauge, std::int64_t at) {
    static constexpr const char* names[] = {"silent", "low_voltage", "gaps", "repair"};
    json::array troubles;
    for (const auto trouble : troubles_of(gauge.health, at)) troubles.push_back(names[static_cast<int>(trouble)]);
    json::object object{{"id", id},
                        {"in_maintenance", gauge.health.in_maintenance},
                        {"last_seen", moment_or_null(gauge.health.last_seen.value_or(0))},
                        {"share", number_or_null(gauge.health.share, 4)},
                        {"is_by_record", gauge.is_by_record},
                        {"volts", number_or_null(gauge.health.volts, 2)},
                        {"volts_at", moment_or_null(gauge.volts_at)},
                        {"lowest_volts", number_or_null(gauge.lowest_volts, 2)},
                        {"orders", std::move(gauge.orders)},
                        {"troubles", std::move(troubles)}};
    for (const char* name : {"code", "name", "river"})
        object[name] = gauge.record.contains(name) ? gauge.record.at(name) : json::value(nullptr);
    return object;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"river", "at"}));
    auto listed = TRY(listed_stations(kernel, who, asked));
    Gauges gauges;
    for (auto& [id, record] : listed.records) {
        auto& gauge = gauges[id];
        gauge.health.in_maintenance = flag_in(record, "in_maintenance");
        gauge.record = std::move(record);
    }
    add_devices(kernel, who, gauges);
    add_orders(kernel, who, gauges);
    const auto at = TRY(listened_at(kernel, who, asked, gauges));
    std::vector<Gauges::value_type*> sorted;
    for (auto& one : gauges) {
        auto& [id, gauge] = one;
        for (const auto& device : gauge.devices) TRY_DO(look_at(kernel, who, id, device, at, gauge));
        if (gauge.due > 0) gauge.health.share = static_cast<double>(gauge.came) / static_cast<double>(gauge.due);
        sorted.push_back(&one);
    }
    std::ranges::sort(sorted, {}, [&](const auto* one) {
        return std::pair(rank_of(one->second.health, at), text_of(one->second.record, "code"));
    });
    json::array stations;
    for (auto* one : sorted) stations.push_back(shown(one->first, one->second, at));
    return json::object{{"at", kernel::second_text(at)}, {"stations", std::move(stations)}, {"more", listed.more}};
}

void tell(const json::object& answer, std::ostream& out) {
    for (const auto& one : answer.at("stations").as_array()) {
        const auto& station = one.as_object();
        std::string troubles;
        for (const auto& trouble : station.at("troubles").as_array())
            troubles += fmt::format("  {}", trouble.as_string().c_str());
        const auto& share = station.at("share");
        const auto& volts = station.at("volts");
        fmt::print(out, "{}  {}  {}  {}{}\n", text_of(station, "code"), text_of(station, "name"),
                   share.is_number() ? fmt::format("{:.1f} %", 100 * share.to_number<double>()) : "—",
                   volts.is_number() ? fmt::format("{:.2f} V", volts.to_number<double>()) : "—", troubles);
    }
}

} // namespace

kernel::Study health_study() { return {{"设备状况", "Health of the devices"}, answer, tell}; }

} // namespace shanhai::ecology
