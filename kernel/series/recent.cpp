#include "kernel/series/recent.h"

#include "base/clock.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;

const Told* find_line(const std::vector<Told>& told, std::int64_t line) {
    const auto found = std::ranges::lower_bound(told, line, {}, &Told::line);
    return found != told.end() && found->line == line ? &*found : nullptr;
}

} // namespace

std::unexpected<Problem> damaged_readings(std::int64_t at) {
    return refuse("series.damaged", {}, {{"hour", Moment{at / hour_seconds * hour_seconds * micros}.shown()}});
}

Result<RecentReadings::Kept*> RecentReadings::sweep(std::int64_t line, std::int64_t at) {
    const auto band = band_of(line);
    const auto [place, fresh] = sweeps_.try_emplace({band, at});
    auto& kept = place->second;
    if (!fresh || hours_.contains({band, at / hour_seconds})) return &kept;
    auto& row = store_.prepared("SELECT readings FROM sys_series_recent WHERE band = ? AND at = ?");
    row.bind(band).bind(at);
    const Resetting done(row);
    if (!row.step()) return &kept;
    auto told = decode_sweep(band, at, row.bytes(0));
    if (!told) return damaged_readings(at);
    kept.told = *std::move(told);
    kept.stored = true;
    return &kept;
}

Done RecentReadings::load_hour(std::int64_t band, std::int64_t hour) {
    if (!hours_.emplace(band, hour).second) return {};
    auto& row = store_.prepared("SELECT at, readings FROM sys_series_recent WHERE band = ? AND at >= ? AND at < ?");
    row.bind(band).bind(hour * hour_seconds).bind((hour + 1) * hour_seconds);
    const Resetting done(row);
    while (row.step()) {
        const auto at = row.integer(0);
        const auto [place, fresh] = sweeps_.try_emplace({band, at});
        if (!fresh) continue;
        auto told = decode_sweep(band, at, row.bytes(1));
        if (!told) return damaged_readings(at);
        place->second = {*std::move(told), true, false};
    }
    return {};
}

Result<const Told*> RecentReadings::find(std::int64_t line, std::int64_t at) {
    return find_line(TRY(sweep(line, at))->told, line);
}

Result<std::vector<Reading>> RecentReadings::hour(std::int64_t line, std::int64_t hour) {
    const auto band = band_of(line);
    TRY_DO(load_hour(band, hour));
    std::vector<Reading> all;
    const auto end = sweeps_.lower_bound({band, (hour + 1) * hour_seconds});
    for (auto one = sweeps_.lower_bound({band, hour * hour_seconds}); one != end; ++one)
        if (const auto* told = find_line(one->second.told, line))
            all.push_back({one->first.second, told->value, told->quality});
    return all;
}

Done RecentReadings::put(std::int64_t line, const Reading& reading) {
    auto& kept = *TRY(sweep(line, reading.at));
    kept.changed = true;
    const Told told{line, reading.value, reading.quality};
    if (kept.told.empty() || kept.told.back().line < line) {
        kept.told.push_back(told);
        return {};
    }
    const auto place = std::ranges::lower_bound(kept.told, line, {}, &Told::line);
    if (place->line == line)
        *place = told;
    else
        kept.told.insert(place, told);
    return {};
}

Done RecentReadings::remove(std::int64_t line, std::int64_t at) {
    auto& kept = *TRY(sweep(line, at));
    kept.changed = std::erase_if(kept.told, [&](const Told& told) { return told.line == line; }) > 0 || kept.changed;
    return {};
}

void RecentReadings::finish() {
    for (auto& [place, kept] : sweeps_) {
        if (!kept.changed) continue;
        const auto& [band, at] = place;
        const auto bytes = kept.told.empty() ? std::string() : encode_sweep(band, at, kept.told);
        if (kept.told.empty() && kept.stored)
            store_.prepared("DELETE FROM sys_series_recent WHERE band = ? AND at = ?").bind(band).bind(at).run();
        else if (!kept.told.empty() && kept.stored)
            store_.prepared("UPDATE sys_series_recent SET readings = ? WHERE band = ? AND at = ?")
                .bind_bytes(bytes)
                .bind(band)
                .bind(at)
                .run();
        else if (!kept.told.empty())
            store_.prepared("INSERT INTO sys_series_recent (band, at, readings) VALUES (?, ?, ?)")
                .bind(band)
                .bind(at)
                .bind_bytes(bytes)
                .run();
    }
    sweeps_.clear();
    hours_.clear();
}

Result<std::vector<Reading>> RecentReadings::of_line(Connection& store, std::int64_t line, std::int64_t from,
                                                     std::int64_t until) {
    const auto band = band_of(line);
    auto& row =
        store.prepared("SELECT at, readings FROM sys_series_recent WHERE band = ? AND at >= ? AND at < ? ORDER BY at");
    row.bind(band).bind(from).bind(until);
    const Resetting done(row);
    std::vector<Reading> all;
    while (row.step()) {
        const auto at = row.integer(0);
        const auto sweep = decode_sweep(band, at, row.bytes(1));
        if (!sweep) return damaged_readings(at);
        if (const auto* told = find_line(*sweep, line)) all.push_back({at, told->value, told->quality});
    }
    return all;
}

} // namespace shanhai::kernel
