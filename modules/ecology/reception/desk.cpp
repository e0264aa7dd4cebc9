#include "modules/ecology/reception/desk.h"

#include "kernel/series/series_store.h"

#include <fmt/format.h>

namespace shanhai::ecology {

namespace {

constexpr std::int64_t micros = 1'000'000;

} // namespace

std::string_view name_of(Complaint complaint) {
    static constexpr std::string_view names[complaints] = {
        "a frame that cannot be read",          "an unknown station",       "a wrong password",
        "values of a time that cannot be",      "a value without a sensor", "a reading that is not believed",
        "another protocol than its record says"};
    return names[static_cast<std::size_t>(complaint)];
}

std::optional<TakenReading> taken_reading(Desk& desk, const StationInBook& station, const SensorInBook& sensor,
                                          std::int64_t at, double sent, bool doubtful) {
    const auto scaled = sensor.scaled(sent, desk.book().series[sensor.series].decimals);
    if (!scaled) return {};
    const auto verdict = desk.judge(sensor, at, sensor.value_of(sent));
    if (verdict != ReadingQuality::good)
        desk.complain(Complaint::not_believed, station.code,
                      fmt::format("{} {} {}", sensor.code, sent, name_of(verdict)));
    const bool suspect = doubtful || station.in_maintenance || verdict != ReadingQuality::good;
    const auto quality = suspect ? kernel::Quality::suspect : kernel::Quality::good;
    return TakenReading{.series = sensor.series, .station = station.id, .reading = {at, *scaled, quality}};
}

TakenReading missing_reading(const StationInBook& station, const SensorInBook& sensor, std::int64_t at) {
    return {.series = sensor.series, .station = station.id, .reading = {at, 0, kernel::Quality::missing}};
}

bool is_keepable(const Desk& desk, std::int64_t at) {
    const auto now = desk.now().micros / micros;
    // An hour and a day on the safe side of what the store refuses: time goes on until it is there.
    if (at <= 0 || at > now + kernel::SeriesStore::ahead_seconds) return false;
    for (const auto& series : desk.book().series)
        if (series.keep_days && at < now - (*series.keep_days - 1) * kernel::day_seconds) return false;
    return true;
}

} // namespace shanhai::ecology
