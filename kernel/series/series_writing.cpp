#include "kernel/series/series_writing.h"

#include "kernel/series/series_seal.h"
#include "kernel/series/sweep.h"
#include "kernel/store/one_number.h"

namespace shanhai::kernel {

namespace {

Statement& bind(Statement& statement, const RollUp& of) {
    return statement.bind(of.count)
        .bind(of.flagged)
        .bind(of.sum)
        .bind(of.low)
        .bind(of.high)
        .bind(of.last_at)
        .bind(of.last);
}

} // namespace

void SeriesWriting::declare(const std::string& series, int decimals) {
    store_.prepared("INSERT INTO sys_series (name, decimals, dropped, seal) VALUES (?, ?, 0, ?)")
        .bind(series)
        .bind(static_cast<std::int64_t>(decimals))
        .bind(seal_of_series(series, decimals, 0))
        .run();
}

std::vector<std::int64_t> SeriesWriting::new_lines(const std::string& series, std::span<const std::int64_t> stations) {
    auto& own = store_.prepared("SELECT max(id) FROM sys_series_station WHERE series = ?");
    auto next = one_number(own.bind(series)) + 1;
    std::vector<std::int64_t> lines;
    for (const auto station : stations) {
        if (next == 1 || next % band_lines == 0) {
            const auto highest = one_number(store_.prepared("SELECT max(id) FROM sys_series_station"));
            next = (band_of(highest) + 1) * band_lines;
        }
        store_.prepared("INSERT INTO sys_series_station (id, series, station, sealed, seal) VALUES (?, ?, ?, 0, ?)")
            .bind(next)
            .bind(series)
            .bind(station)
            .bind(seal_of_line(next, series, station))
            .run();
        lines.push_back(next++);
    }
    return lines;
}

void SeriesWriting::seal(std::int64_t line, std::int64_t hour) {
    store_.prepared("UPDATE sys_series_station SET sealed = ? WHERE id = ?").bind(hour).bind(line).run();
}

void SeriesWriting::block(std::int64_t line, std::int64_t hour, std::span<const Reading> readings) {
    const auto bytes = encode_block(hour, readings);
    auto& row = store_.prepared(
        "INSERT INTO sys_series_hour (line, hour, count, flagged, sum, low, high, last_at, last, block, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (line, hour) DO UPDATE SET count = excluded.count, "
        "flagged = excluded.flagged, sum = excluded.sum, low = excluded.low, high = excluded.high, "
        "last_at = excluded.last_at, last = excluded.last, block = excluded.block, "
        "seal = excluded.seal");
    auto numbers = RollUp::of(readings);
    if (numbers.count > 0) numbers.last_at -= hour * hour_seconds; // two bytes instead of four
    bind(row.bind(line).bind(hour), numbers).bind_bytes(bytes).bind(seal_of_hour(line, hour, numbers)).run();
}

void SeriesWriting::add(std::int64_t line, std::int64_t hour, const RollUp& by) {
    const Day day{line, begin_of(SeriesStep::day, hour * hour_seconds)};
    auto found = moved_.find(day);
    if (found == moved_.end()) found = moved_.emplace(day, read(day)).first;
    found->second.add(by);
}

void SeriesWriting::recompute_around(std::int64_t line, std::int64_t hour) {
    const auto begin = begin_of(SeriesStep::day, hour * hour_seconds);
    RollUp all;
    for (const auto& [at, roll_up] : kept(store_, line, SeriesStep::hour, begin, begin + day_seconds)) all.add(roll_up);
    write({line, begin}, all);
}

void SeriesWriting::correction(std::int64_t line, const Reading& from, const Reading& to, std::string_view who,
                               std::int64_t made, std::string_view why) {
    auto& before = store_.prepared("SELECT max(nth) FROM sys_series_correction WHERE line = ? AND at = ?");
    const CorrectionRow row{line,
                            from.at,
                            one_number(before.bind(line).bind(from.at)) + 1,
                            from.value,
                            static_cast<std::int64_t>(from.quality),
                            to.value,
                            static_cast<std::int64_t>(to.quality),
                            who,
                            made,
                            why};
    store_
        .prepared("INSERT INTO sys_series_correction "
                  "(line, at, nth, old_value, old_quality, value, quality, who, made, why, seal) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.line)
        .bind(row.at)
        .bind(row.nth)
        .bind(row.old_value)
        .bind(row.old_quality)
        .bind(row.value)
        .bind(row.quality)
        .bind(row.who)
        .bind(row.made)
        .bind(row.why)
        .bind(seal_of_correction(row))
        .run();
}

void SeriesWriting::note_day(std::int64_t line, std::int64_t at) {
    noted_.emplace(band_of(line), day_number(begin_of(SeriesStep::day, at)));
}

void SeriesWriting::finish() {
    for (const auto& [band, day] : noted_)
        store_
            .prepared(
                "INSERT INTO sys_series_moved (band, day, times, seal) VALUES (?, ?, 1, ?) ON CONFLICT (band, day) DO "
                "UPDATE SET times = sys_series_moved.times + 1, seal = sys_series_moved.seal + 1")
            .bind(band)
            .bind(day)
            .bind(seal_of_moved(band, day, 1))
            .run();
    noted_.clear();
    for (const auto& [day, roll_up] : moved_) write(day, roll_up);
    moved_.clear();
}

RollUp SeriesWriting::read(const Day& day) {
    auto& row = store_.prepared("SELECT count, flagged, sum, low, high, last_at, last FROM sys_series_day "
                                "WHERE line = ? AND day = ?");
    row.bind(day.line).bind(day_number(day.begin));
    const Resetting done(row);
    return row.step() ? roll_up_of(row, 0) : RollUp{};
}

void SeriesWriting::write(const Day& day, const RollUp& roll_up) {
    auto& row = store_.prepared(
        "INSERT INTO sys_series_day (line, day, count, flagged, sum, low, high, last_at, last) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (line, day) DO UPDATE SET count = excluded.count, "
        "flagged = excluded.flagged, sum = excluded.sum, low = excluded.low, high = excluded.high, "
        "last_at = excluded.last_at, last = excluded.last");
    bind(row.bind(day.line).bind(day_number(day.begin)), roll_up).run();
}

RollUp SeriesWriting::roll_up_of(const Statement& row, int first) {
    return {row.integer(first),     row.integer(first + 1), row.integer(first + 2), row.integer(first + 3),
            row.integer(first + 4), row.integer(first + 5), row.integer(first + 6)};
}

std::optional<std::string> SeriesWriting::block(Connection& store, std::int64_t line, std::int64_t hour) {
    auto& row = store.prepared("SELECT block FROM sys_series_hour WHERE line = ? AND hour = ? AND length(block) > 0");
    row.bind(line).bind(hour);
    const Resetting done(row);
    if (!row.step()) return std::nullopt;
    return std::string(row.bytes(0));
}

std::vector<std::pair<std::int64_t, RollUp>> SeriesWriting::kept(Connection& store, std::int64_t line, SeriesStep step,
                                                                 std::int64_t from, std::int64_t until) {
    std::vector<std::pair<std::int64_t, RollUp>> all;
    if (step == SeriesStep::hour) {
        auto& row = store.prepared("SELECT hour, count, flagged, sum, low, high, last_at, last FROM sys_series_hour "
                                   "WHERE line = ? AND hour >= ? AND hour < ? ORDER BY hour");
        row.bind(line).bind((from + hour_seconds - 1) / hour_seconds).bind((until + hour_seconds - 1) / hour_seconds);
        while (row.step()) {
            const auto begin = row.integer(0) * hour_seconds;
            auto& added = all.emplace_back(begin, roll_up_of(row, 1)).second;
            if (added.count > 0) added.last_at += begin;
        }
        return all;
    }
    // The last month reaches up to 31 days beyond.
    const auto end = step == SeriesStep::month ? until + 31 * day_seconds : until;
    auto& row = store.prepared("SELECT day, count, flagged, sum, low, high, last_at, last FROM sys_series_day "
                               "WHERE line = ? AND day >= ? AND day <= ? ORDER BY day");
    row.bind(line).bind(day_number(from)).bind(day_number(end));
    while (row.step()) {
        const auto begin = begin_of(step, begin_of_day(row.integer(0)));
        if (begin < from || begin >= until) continue;
        if (all.empty() || all.back().first != begin) all.emplace_back(begin, RollUp{});
        all.back().second.add(roll_up_of(row, 1));
    }
    return all;
}

} // namespace shanhai::kernel
