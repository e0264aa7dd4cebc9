#include "modules/ecology/reception/station_book.h"

#include "kernel/module/every_record.h"
#include "kernel/series/reading.h"
#include "kernel/series/step.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/reception/usual_series.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace shanhai::ecology {

namespace {

using kernel::text_of;

constexpr double greatest = kernel::greatest_value;

std::int64_t id_in(std::string_view text) {
    std::int64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

// The midnight in Shanghai with which the day begins.
std::optional<std::int64_t> day_of(const json::object& record, std::string_view field) {
    const auto day = Date::parse(text_of(record, field));
    if (!day) return {};
    return kernel::begin_of_day(day->days());
}

QualityLimits limits_of(const json::object& record) {
    QualityLimits limits;
    limits.least = decimal_in(record, "least");
    limits.most = decimal_in(record, "most");
    limits.spike = decimal_in(record, "spike");
    limits.change_an_hour = decimal_in(record, "change_an_hour");
    if (const auto minutes = integer_in(record, "stuck_after_minutes"))
        limits.stuck_after_micros = *minutes * 60'000'000;
    return limits;
}

} // namespace

std::optional<std::int64_t> SensorInBook::scaled(double sent, int decimals) const {
    const double value = value_of(sent) * std::pow(10.0, decimals);
    if (!std::isfinite(value) || std::abs(value) >= greatest) return {};
    return std::llround(value);
}

const SensorInBook* StationInBook::sensor(std::string_view wanted, std::int64_t at) const {
    const auto found = std::ranges::find_if(
        sensors, [&](const SensorInBook& one) { return one.code == wanted && at >= one.from && at < one.until; });
    return found == sensors.end() ? nullptr : &*found;
}

const StationInBook* StationBook::station(std::string_view code) const {
    const auto found = stations_.find(code);
    return found == stations_.end() ? nullptr : &found->second;
}

void StationBook::add(StationInBook station) {
    std::string code = station.code;
    stations_.insert_or_assign(std::move(code), std::move(station));
}

Done StationBook::read_stations(kernel::Kernel& kernel) {
    return kernel::for_each_record(kernel, kernel::Principal::system(), "station", {},
                                   [&](const json::object& record) -> Done {
                                       StationInBook station;
                                       station.id = id_in(text_of(record, "id"));
                                       station.code = text_of(record, "code");
                                       station.password = text_of(record, "password");
                                       const auto lengths = text_of(record, "lengths");
                                       station.lengths = lengths == "standard" ? Lengths::standard
                                                         : lengths == "any"    ? Lengths::any
                                                                               : Lengths::longer;
                                       station.sets_clock = flag_in(record, "sets_clock");
                                       station.stays_connected = flag_in(record, "stays_connected");
                                       station.in_maintenance = flag_in(record, "in_maintenance");
                                       if (!station.code.empty()) add(std::move(station));
                                       return {};
                                   });
}

Done StationBook::read_sensors(kernel::Kernel& kernel) {
    std::unordered_map<std::int64_t, StationInBook*> by_id;
    for (auto& [code, station] : stations_) by_id[station.id] = &station;
    return kernel::for_each_record(
        kernel, kernel::Principal::system(), "sensor", {}, [&](const json::object& record) -> Done {
            const auto station = by_id.find(id_in(kernel::reference_text(record, "station", "id")));
            if (station == by_id.end()) return {};
            SensorInBook sensor;
            sensor.id = id_in(text_of(record, "id"));
            sensor.code = text_of(record, "code");
            const auto found = std::ranges::find(series, "ecology." + series_of_sensor(record), &SeriesInBook::name);
            if (found == series.end()) return {};
            sensor.series = static_cast<std::size_t>(found - series.begin());
            const auto takes = text_of(record, "takes");
            sensor.taken = takes == "mean" ? Taken::mean : takes == "present" ? Taken::present : Taken::either;
            sensor.multiply_by = decimal_in(record, "multiply_by").value_or(1);
            sensor.add = decimal_in(record, "add").value_or(0);
            sensor.from = day_of(record, "installed_on").value_or(0);
            const auto removed = day_of(record, "removed_on");
            sensor.until = removed ? *removed + kernel::day_seconds : std::numeric_limits<std::int64_t>::max();
            sensor.limits = limits_of(record);
            sensor.agrees_with = id_in(kernel::reference_text(record, "agrees_with", "id"));
            sensor.agrees_within = decimal_in(record, "agrees_within").value_or(0);
            station->second->sensors.push_back(std::move(sensor));
            return {};
        });
}

Result<std::shared_ptr<const StationBook>> StationBook::read(kernel::Kernel& kernel) {
    auto book = std::make_shared<StationBook>();
    for (const auto& one : kernel.schema().series)
        if (one.station == "station") book->series.push_back({one.name, one.decimals, one.keep_days});
    TRY_DO(book->read_stations(kernel));
    TRY_DO(book->read_sensors(kernel));
    return std::shared_ptr<const StationBook>(std::move(book));
}

// ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Result<std::shared_ptr<const StationBook>> KeptBook::now() {
    if (book_ != nullptr && !TRY(moved_.look())) return book_;
    const auto entry = kernel_.last_entry();
    book_ = TRY(StationBook::read(kernel_));
    moved_.settle(entry);
    return book_;
}

} // namespace shanhai::ecology
