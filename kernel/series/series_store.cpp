#include "kernel/series/series_store.h"

#include "base/check.h"
#include "kernel/series/series_writing.h"

#include <map>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;

std::int64_t hour_of(std::int64_t at) { return at / hour_seconds; }

std::int64_t full_hours(Moment until) {
    return std::max<std::int64_t>(until.micros / micros / hour_seconds, 0) * hour_seconds;
}

std::unexpected<Problem> damaged(std::int64_t hour) {
    return refuse("series.damaged", {}, {{"hour", Moment{hour * hour_seconds * micros}.shown()}});
}

Done check_reading(const Reading& reading, const std::string& field, std::int64_t latest, std::int64_t dropped) {
    if (reading.value < -greatest_value || reading.value > greatest_value ||
        (reading.quality == Quality::missing && reading.value != 0))
        return refuse("series.value", field + "/value", {{"limit", std::to_string(greatest_value)}});
    if (static_cast<std::uint8_t>(reading.quality) > most_quality) return refuse("series.quality", field + "/quality");
    if (reading.at < 0 || reading.at >= latest_second || reading.at > latest)
        return refuse("series.time", field + "/at");
    if (reading.at < dropped)
        return refuse("series.dropped", field + "/at", {{"until", Moment{dropped * micros}.shown()}});
    return {};
}

// By station and time; of two at the same second the earlier in the batch stands first.
std::vector<StationReading> in_order(std::span<const StationReading> batch) {
    std::vector<std::tuple<std::int64_t, std::int64_t, std::size_t>> order;
    order.reserve(batch.size());
    for (const auto& one : batch) order.emplace_back(one.station, one.reading.at, order.size());
    if (!std::ranges::is_sorted(order)) std::ranges::sort(order);
    std::vector<StationReading> sorted;
    sorted.reserve(batch.size());
    for (const auto& [station, at, place] : order) sorted.push_back(batch[place]);
    return sorted;
}

// One hour of one station in a batch, and what is stored of it.
struct Chunk {
    std::int64_t line = 0, hour = 0;
    std::vector<Reading> added, stored;
    bool in_block = false;
};

std::vector<Reading> merged(const Chunk& chunk) {
    std::vector<Reading> all(chunk.added.size() + chunk.stored.size());
    std::ranges::merge(chunk.added, chunk.stored, all.begin(), {}, &Reading::at, &Reading::at);
    return all;
}

} // namespace

Result<SeriesStore::Fixed> SeriesStore::fixed() {
    auto& row = store_.prepared("SELECT decimals, dropped FROM sys_series WHERE name = ?");
    row.bind(series_.name);
    const Resetting done(row);
    if (!row.step()) return Fixed{};
    if (row.integer(0) != series_.decimals)
        return refuse("series.decimals", {}, {{"name", series_.name}, {"stored", std::to_string(row.integer(0))}});
    return Fixed{true, row.integer(1)};
}

SeriesStore::Line SeriesStore::line_of(std::int64_t station) {
    auto& row = store_.prepared("SELECT id, sealed FROM sys_series_station WHERE series = ? AND station = ?");
    row.bind(series_.name).bind(station);
    const Resetting done(row);
    if (!row.step()) return {};
    return {row.integer(0), row.integer(1)};
}

std::vector<Reading> SeriesStore::rows(std::int64_t line, std::int64_t from, std::int64_t until) {
    auto& row = store_.prepared(
        "SELECT at, value, quality FROM sys_series_recent WHERE line = ? AND at >= ? AND at < ? ORDER BY at");
    row.bind(line).bind(from).bind(until);
    std::vector<Reading> all;
    while (row.step()) all.push_back({row.integer(0), row.integer(1), static_cast<Quality>(row.integer(2))});
    return all;
}

Result<AppendReport> SeriesStore::append(std::span<const StationReading> batch, Moment now) {
    if (batch.size() > most_at_once) return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}});
    const auto known = TRY(fixed());
    const auto latest = now.micros / micros + ahead_seconds;
    for (std::size_t i = 0; i < batch.size(); ++i)
        TRY_DO(check_reading(batch[i].reading, "/" + std::to_string(i), latest, known.dropped));
    const auto sorted = in_order(batch);

    AppendReport report;
    const auto differs = [&](const StationReading& one) {
        ++report.differing;
        if (report.examples.size() < most_examples) report.examples.push_back(one);
    };
    std::vector<Chunk> chunks;
    std::map<std::int64_t, Line> lines;
    for (std::size_t i = 0; i < sorted.size();) {
        const auto station = sorted[i].station;
        const auto hour = hour_of(sorted[i].reading.at);
        const auto found = lines.try_emplace(lines.end(), station, Line{-1, 0});
        if (found->second.id < 0) found->second = line_of(station);
        const auto line = found->second;
        Chunk chunk{station, hour, {}, {}, false}; // of the station for now: its line may have to be made
        if (line.id != 0 && hour < line.sealed) {
            if (auto block = SeriesWriting::block(store_, line.id, hour)) {
                auto readings = decode_block(hour, *block);
                if (!readings) return damaged(hour);
                chunk.stored = *std::move(readings);
                chunk.in_block = true;
            }
        }
        if (line.id != 0 && !chunk.in_block)
            chunk.stored = rows(line.id, hour * hour_seconds, (hour + 1) * hour_seconds);
        auto stored = chunk.stored.begin();
        for (; i < sorted.size() && sorted[i].station == station && hour_of(sorted[i].reading.at) == hour; ++i) {
            const auto& reading = sorted[i].reading;
            while (stored != chunk.stored.end() && stored->at < reading.at) ++stored;
            const Reading* there = stored != chunk.stored.end() && stored->at == reading.at ? &*stored : nullptr;
            if (!chunk.added.empty() && chunk.added.back().at == reading.at) there = &chunk.added.back();
            if (there == nullptr)
                chunk.added.push_back(reading);
            else if (*there == reading)
                ++report.repeated;
            else
                differs(sorted[i]);
        }
        report.added += chunk.added.size();
        if (!chunk.added.empty()) chunks.push_back(std::move(chunk));
    }

    SeriesWriting writing(store_);
    if (!known.known && !chunks.empty()) writing.declare(series_.name, series_.decimals);
    for (auto& chunk : chunks) {
        auto& line = lines[chunk.line];
        if (line.id == 0) line.id = writing.new_line(series_.name, chunk.line);
        chunk.line = line.id;
        if (!chunk.in_block && chunk.added.size() < rows_until_block) {
            for (const auto& reading : chunk.added) writing.row(line.id, reading);
            continue;
        }
        if (!chunk.in_block && !chunk.stored.empty()) writing.remove_rows(line.id, chunk.hour);
        const auto all = merged(chunk);
        writing.block(line.id, chunk.hour, all);
        writing.add(line.id, chunk.hour, RollUp::of(chunk.in_block ? chunk.added : all));
        if (chunk.hour >= line.sealed) {
            line.sealed = chunk.hour + 1;
            line.moved = true;
        }
    }
    for (const auto& [station, line] : lines)
        if (line.moved) writing.seal(line.id, line.sealed);
    writing.finish();
    return report;
}

Done SeriesStore::correct(const SeriesCorrection& correction) {
    const auto known = TRY(fixed());
    TRY_DO(check_reading(correction.to, {}, latest_second, known.dropped));
    if (correction.why.empty() || correction.why.size() > longest_reason || correction.who.empty())
        return refuse("series.reason", "/why", {{"limit", std::to_string(longest_reason)}});
    const auto absent = [] { return refuse("series.no_reading", "/at"); };
    const auto line = line_of(correction.station).id;
    if (line == 0) return absent();
    const auto at = correction.to.at, hour = hour_of(at);
    auto block = SeriesWriting::block(store_, line, hour);
    auto decoded = block ? decode_block(hour, *block) : rows(line, at, at + 1);
    if (!decoded) return damaged(hour);
    auto& readings = *decoded;
    const auto found = std::ranges::find(readings, at, &Reading::at);
    if (found == readings.end()) return absent();
    if (*found == correction.to) return {};
    SeriesWriting writing(store_);
    writing.correction(line, *found, correction.to, correction.who, correction.made.micros, correction.why);
    *found = correction.to;
    if (!block) {
        writing.change_row(line, correction.to);
        return {};
    }
    writing.block(line, hour, readings);
    writing.recompute_around(line, hour);
    return {};
}

Result<std::size_t> SeriesStore::compact(Moment until) {
    const auto end = full_hours(until);
    auto row = store_.prepare("SELECT r.line, r.at, r.value, r.quality, s.sealed FROM sys_series_recent r "
                              "JOIN sys_series_station s ON s.id = r.line WHERE s.series = ? AND r.at < ? "
                              "ORDER BY r.line, r.at LIMIT ?");
    // An hour more than wanted, so that the last hour is whole or left for the next call.
    constexpr auto limit = most_at_once + hour_seconds;
    row->bind(series_.name).bind(end).bind(static_cast<std::int64_t>(limit));
    struct Old {
        Chunk chunk;
        std::int64_t sealed = 0;
    };
    std::vector<Old> hours;
    std::size_t read = 0;
    for (; row->step(); ++read) {
        const auto line = row->integer(0), hour = hour_of(row->integer(1));
        if (hours.empty() || hours.back().chunk.line != line || hours.back().chunk.hour != hour)
            hours.push_back({{line, hour, {}, {}, false}, row->integer(4)});
        hours.back().chunk.added.push_back({row->integer(1), row->integer(2), static_cast<Quality>(row->integer(3))});
    }
    row.reset();
    if (read == limit) hours.pop_back();
    SeriesWriting writing(store_);
    std::size_t gone = 0;
    std::map<std::int64_t, std::int64_t> sealed;
    for (const auto& [chunk, was_sealed] : hours) {
        writing.block(chunk.line, chunk.hour, chunk.added);
        writing.add(chunk.line, chunk.hour, RollUp::of(chunk.added));
        writing.remove_rows(chunk.line, chunk.hour);
        if (chunk.hour >= was_sealed) sealed[chunk.line] = chunk.hour + 1;
        gone += chunk.added.size();
    }
    for (const auto& [line, hour] : sealed) writing.seal(line, hour);
    writing.finish();
    return gone;
}

Done SeriesStore::drop(Moment until) {
    const auto known = TRY(fixed());
    const auto end = full_hours(until);
    if (!known.known || end <= known.dropped) return {};
    auto& row = store_.prepared("SELECT 1 FROM sys_series_recent r JOIN sys_series_station s ON s.id = r.line "
                                "WHERE s.series = ? AND r.at < ? LIMIT 1");
    row.bind(series_.name).bind(end);
    const bool some = row.step();
    row.reset();
    if (some) return refuse("series.uncompacted", {}, {{"name", series_.name}});
    store_.prepared("UPDATE sys_series SET dropped = ? WHERE name = ?").bind(end).bind(series_.name).run();
    store_
        .prepared("UPDATE sys_series_hour SET block = ? WHERE hour < ? AND length(block) > 0 AND line IN "
                  "(SELECT id FROM sys_series_station WHERE series = ?)")
        .bind_bytes(std::string_view(""))
        .bind(end / hour_seconds)
        .bind(series_.name)
        .run();
    return {};
}

Result<std::vector<Reading>> SeriesStore::readings(std::int64_t station, std::int64_t from, std::int64_t until) {
    TRY(fixed());
    from = std::clamp<std::int64_t>(from, 0, latest_second);
    until = std::clamp<std::int64_t>(until, 0, latest_second);
    std::vector<Reading> all;
    const auto line = line_of(station);
    if (line.id == 0 || from >= until) return all;
    auto& row = store_.prepared("SELECT hour, block FROM sys_series_hour WHERE line = ? AND hour >= ? AND hour <= ? "
                                "AND length(block) > 0 ORDER BY hour");
    row.bind(line.id).bind(hour_of(from)).bind(hour_of(until - 1));
    const Resetting done(row);
    const auto too_many = [] { return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}}); };
    while (row.step()) {
        const auto block = decode_block(row.integer(0), row.bytes(1));
        if (!block) return damaged(row.integer(0));
        for (const auto& reading : *block)
            if (reading.at >= from && reading.at < until) all.push_back(reading);
        if (all.size() > most_at_once) return too_many();
    }
    const auto recent = rows(line.id, from, until);
    all.insert(all.end(), recent.begin(), recent.end());
    if (all.size() > most_at_once) return too_many();
    std::ranges::sort(all, {}, &Reading::at); // an hour of rows may lie between two blocks
    return all;
}

Result<std::vector<SeriesRollUp>> SeriesStore::roll_ups(std::int64_t station, SeriesStep step, std::int64_t from,
                                                        std::int64_t until) {
    TRY(fixed());
    from = std::clamp<std::int64_t>(from, 0, latest_second);
    until = std::clamp<std::int64_t>(until, 0, latest_second);
    std::vector<SeriesRollUp> all;
    const auto line = line_of(station);
    if (line.id == 0 || from >= until) return all;
    std::map<std::int64_t, RollUp> found;
    for (const auto& [begin, roll_up] : SeriesWriting::kept(store_, line.id, step, from, until))
        found[begin].add(roll_up);
    // The last month may reach 31 days beyond `until`.
    for (const auto& reading : rows(line.id, from, until + std::int64_t{31} * 24 * hour_seconds)) {
        const auto begin = begin_of(step, reading.at);
        if (begin >= from && begin < until) found[begin].add(reading);
    }
    if (found.size() > most_at_once) return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}});
    for (const auto& [begin, roll_up] : found) all.push_back({begin, roll_up});
    return all;
}

std::vector<CorrectionMade> SeriesStore::corrections(std::int64_t station, std::int64_t at) {
    auto& row = store_.prepared("SELECT old_value, old_quality, value, quality, who, made, why "
                                "FROM sys_series_correction WHERE line = ? AND at = ? ORDER BY nth");
    row.bind(line_of(station).id).bind(at);
    std::vector<CorrectionMade> all;
    while (row.step())
        all.push_back({{at, row.integer(0), static_cast<Quality>(row.integer(1))},
                       {at, row.integer(2), static_cast<Quality>(row.integer(3))},
                       std::string(row.text(4)),
                       std::string(row.text(6)),
                       Moment{row.integer(5)}});
    return all;
}

} // namespace shanhai::kernel
