#include "kernel/series/series_store.h"

#include "kernel/series/recent.h"
#include "kernel/series/series_seal.h"
#include "kernel/series/series_writing.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;

std::int64_t hour_of(std::int64_t at) { return at / hour_seconds; }

std::int64_t full_hours(Moment until) {
    return std::max<std::int64_t>(until.micros / micros / hour_seconds, 0) * hour_seconds;
}

// The field is relative to the reading.
Done check_reading(const Reading& reading, std::int64_t latest, std::int64_t dropped) {
    if (reading.value < -greatest_value || reading.value > greatest_value ||
        (reading.quality == Quality::missing && reading.value != 0))
        return refuse("series.value", "/value", {{"limit", std::to_string(greatest_value)}});
    if (static_cast<std::uint8_t>(reading.quality) > most_quality) return refuse("series.quality", "/quality");
    if (reading.at < 0 || reading.at >= latest_second || reading.at > latest) return refuse("series.time", "/at");
    if (reading.at < dropped) return refuse("series.dropped", "/at", {{"until", Moment{dropped * micros}.shown()}});
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

std::vector<Reading> merged(std::span<const Reading> some, std::span<const Reading> others) {
    std::vector<Reading> all(some.size() + others.size());
    std::ranges::merge(some, others, all.begin(), {}, &Reading::at, &Reading::at);
    return all;
}

std::string as_json_array(std::span<const std::int64_t> numbers) {
    std::string text = "[";
    for (const auto number : numbers) {
        if (text.size() > 1) text += ',';
        text += std::to_string(number);
    }
    return text + "]";
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

// In one question, of stations by id; the answer stands at their places. Stations that came in together have ids close to
// each other, and a run through all of them is cheaper than to look each up.
std::vector<SeriesStore::Line> SeriesStore::lines_of(std::span<const std::int64_t> stations) {
    std::vector<Line> lines(stations.size());
    const auto spread = stations.back() - stations.front();
    const bool dense = spread < static_cast<std::int64_t>(4 * stations.size());
    const auto wanted = dense ? std::string() : as_json_array(stations);
    auto& row =
        store_.prepared(std::string("SELECT station, id, sealed FROM sys_series_station WHERE series = ? AND ") +
                        (dense ? "station >= ? AND station <= ?" : "station IN (SELECT value FROM json_each(?))") +
                        " ORDER BY station");
    row.bind(series_.name);
    if (dense)
        row.bind(stations.front()).bind(stations.back());
    else
        row.bind(wanted);
    for (std::size_t place = 0; row.step();) {
        while (place < stations.size() && stations[place] < row.integer(0)) ++place;
        if (place < stations.size() && stations[place] == row.integer(0))
            lines[place] = {row.integer(1), row.integer(2)};
    }
    return lines;
}

struct SeriesStore::Taking {
    SeriesWriting writing;
    RecentReadings recent;
    AppendReport report;

    explicit Taking(Connection& store) : writing(store), recent(store) {}

    // Whether the reading is new; the report is told when it is not.
    bool is_new(const StationReading& one, const std::optional<Reading>& there) {
        if (!there) return true;
        if (*there == one.reading) {
            ++report.repeated;
            return false;
        }
        ++report.differing;
        if (report.examples.size() < most_examples) report.examples.push_back(one);
        return false;
    }
};

// The readings of one station's hour, in the order of time.
Done SeriesStore::take_hour(std::span<const StationReading> run, Line& line, Taking& taking) {
    const auto hour = hour_of(run.front().reading.at);
    std::vector<Reading> stored, added;
    bool in_block = false;
    if (hour < line.sealed) {
        if (const auto block = SeriesWriting::block(store_, line.id, hour)) {
            auto readings = decode_block(hour, *block);
            if (!readings) return damaged_readings(hour * hour_seconds);
            stored = *std::move(readings);
            in_block = true;
        }
    }
    if (!in_block && run.size() < from_block_on) {
        for (const auto& one : run) {
            const auto* told = TRY(taking.recent.find(line.id, one.reading.at));
            const auto there = told ? std::optional(Reading{one.reading.at, told->value, told->quality}) : std::nullopt;
            if (!taking.is_new(one, there)) continue;
            TRY_DO(taking.recent.put(line.id, one.reading));
            ++taking.report.added;
        }
        return {};
    }
    if (!in_block) stored = TRY(taking.recent.hour(line.id, hour));
    auto next = stored.begin();
    for (const auto& one : run) {
        while (next != stored.end() && next->at < one.reading.at) ++next;
        std::optional<Reading> there;
        if (next != stored.end() && next->at == one.reading.at) there = *next;
        if (!added.empty() && added.back().at == one.reading.at) there = added.back();
        if (taking.is_new(one, there)) added.push_back(one.reading);
    }
    if (added.empty()) return {};
    taking.report.added += added.size();
    if (!in_block && added.size() < from_block_on) {
        for (const auto& reading : added) TRY_DO(taking.recent.put(line.id, reading));
        return {};
    }
    for (const auto& reading : stored)
        if (!in_block) TRY_DO(taking.recent.remove(line.id, reading.at));
    const auto all = merged(added, stored);
    taking.writing.block(line.id, hour, all);
    taking.writing.add(line.id, hour, RollUp::of(in_block ? added : all));
    line.sealed = std::max(line.sealed, hour + 1);
    return {};
}

Result<AppendReport> SeriesStore::append(std::span<const StationReading> batch, Moment now) {
    if (batch.size() > most_at_once) return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}});
    const auto known = TRY(fixed());
    const auto latest = now.micros / micros + ahead_seconds;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (auto checked = check_reading(batch[i].reading, latest, known.dropped); !checked) {
            checked.error().field = "/" + std::to_string(i) + checked.error().field;
            return std::unexpected(std::move(checked.error()));
        }
    }
    if (batch.empty()) return AppendReport{};
    const auto sorted = in_order(batch);
    std::vector<std::int64_t> stations, fresh;
    for (const auto& one : sorted)
        if (stations.empty() || stations.back() != one.station) stations.push_back(one.station);
    auto lines = lines_of(stations);

    Taking taking(store_);
    if (!known.known) taking.writing.declare(series_.name, series_.decimals);
    for (std::size_t i = 0; i < stations.size(); ++i)
        if (lines[i].id == 0) fresh.push_back(stations[i]);
    const auto made = taking.writing.new_lines(series_.name, fresh);
    for (std::size_t i = 0, next = 0; i < stations.size(); ++i)
        if (lines[i].id == 0) lines[i].id = made[next++];

    std::size_t place = 0;
    for (std::size_t i = 0, end = 0; i < sorted.size(); i = end) {
        while (stations[place] != sorted[i].station) ++place;
        const auto until = (hour_of(sorted[i].reading.at) + 1) * hour_seconds;
        while (end < sorted.size() && sorted[end].station == sorted[i].station && sorted[end].reading.at < until) ++end;
        const auto sealed = lines[place].sealed;
        const auto added = taking.report.added;
        TRY_DO(take_hour(std::span(sorted).subspan(i, end - i), lines[place], taking));
        if (series_.notes_days && taking.report.added != added)
            taking.writing.note_day(lines[place].id, sorted[i].reading.at);
        if (lines[place].sealed != sealed) taking.writing.seal(lines[place].id, lines[place].sealed);
    }
    taking.recent.finish();
    taking.writing.finish();
    return std::move(taking.report);
}

Done SeriesStore::correct(const SeriesCorrection& correction) {
    const auto known = TRY(fixed());
    TRY_DO(check_reading(correction.to, latest_second, known.dropped));
    if (correction.why.empty() || correction.why.size() > longest_reason || correction.who.empty())
        return refuse("series.reason", "/why", {{"limit", std::to_string(longest_reason)}});
    const auto absent = [] { return refuse("series.no_reading", "/at"); };
    const auto line = line_of(correction.station).id;
    if (line == 0) return absent();
    const auto at = correction.to.at, hour = hour_of(at);
    auto block = SeriesWriting::block(store_, line, hour);
    RecentReadings recent(store_);
    std::vector<Reading> readings;
    if (block) {
        auto decoded = decode_block(hour, *block);
        if (!decoded) return damaged_readings(at);
        readings = *std::move(decoded);
    } else if (const auto* told = TRY(recent.find(line, at))) {
        readings.push_back({at, told->value, told->quality});
    }
    const auto found = std::ranges::find(readings, at, &Reading::at);
    if (found == readings.end()) return absent();
    if (*found == correction.to) return {};
    SeriesWriting writing(store_);
    writing.correction(line, *found, correction.to, correction.who, correction.made.micros, correction.why);
    *found = correction.to;
    if (series_.notes_days) writing.note_day(line, at);
    writing.finish();
    if (!block) {
        TRY_DO(recent.put(line, correction.to));
        recent.finish();
        return {};
    }
    writing.block(line, hour, readings);
    writing.recompute_around(line, hour);
    return {};
}

// What a band told in an hour, into blocks; how many readings it were. An hour of a line that has a block has nothing here.
Result<std::size_t> SeriesStore::compact_hour(std::int64_t band, std::int64_t hour, SeriesWriting& writing) {
    const auto begin = hour * hour_seconds, end = begin + hour_seconds;
    auto& row =
        store_.prepared("SELECT at, readings FROM sys_series_recent WHERE band = ? AND at >= ? AND at < ? ORDER BY at");
    row.bind(band).bind(begin).bind(end);
    std::array<std::vector<Reading>, band_lines> of_lines;
    std::size_t count = 0;
    {
        const Resetting done(row);
        while (row.step()) {
            const auto sweep = decode_sweep(band, row.integer(0), row.bytes(1));
            if (!sweep) return damaged_readings(begin);
            for (const auto& told : *sweep)
                of_lines.at(static_cast<std::size_t>(told.line - band * band_lines))
                    .push_back({row.integer(0), told.value, told.quality});
            count += sweep->size();
        }
    }
    for (std::int64_t i = 0; i < band_lines; ++i) {
        const auto& readings = of_lines.at(static_cast<std::size_t>(i));
        if (readings.empty()) continue;
        const auto line = band * band_lines + i;
        writing.block(line, hour, readings);
        writing.add(line, hour, RollUp::of(readings));
    }
    // For all lines in one statement.
    store_
        .prepared("UPDATE sys_series_station SET sealed = ? WHERE id >= ? AND id < ? AND sealed < ? AND EXISTS "
                  "(SELECT 1 FROM sys_series_hour WHERE line = sys_series_station.id AND hour = ?)")
        .bind(hour + 1)
        .bind(band * band_lines)
        .bind((band + 1) * band_lines)
        .bind(hour + 1)
        .bind(hour)
        .run();
    store_.prepared("DELETE FROM sys_series_recent WHERE band = ? AND at >= ? AND at < ?")
        .bind(band)
        .bind(begin)
        .bind(end)
        .run();
    return count;
}

Result<std::size_t> SeriesStore::compact(Moment until) {
    const auto end = full_hours(until);
    std::set<std::int64_t> bands;
    auto& line = store_.prepared("SELECT id FROM sys_series_station WHERE series = ?");
    line.bind(series_.name);
    while (line.step()) bands.insert(band_of(line.integer(0)));
    SeriesWriting writing(store_);
    std::size_t gone = 0;
    for (auto band = bands.begin(); band != bands.end() && gone < most_at_once;) {
        auto& oldest = store_.prepared("SELECT min(at) FROM sys_series_recent WHERE band = ? AND at < ?");
        oldest.bind(*band).bind(end);
        oldest.step();
        const auto at = oldest.is_null(0) ? std::nullopt : std::optional(oldest.integer(0));
        oldest.reset();
        if (at)
            gone += TRY(compact_hour(*band, hour_of(*at), writing));
        else
            ++band;
    }
    writing.finish();
    return gone;
}

Done SeriesStore::drop(Moment until) {
    const auto known = TRY(fixed());
    const auto end = full_hours(until);
    if (!known.known || end <= known.dropped) return {};
    static_assert(band_lines == 64);
    auto& row = store_.prepared("SELECT 1 FROM sys_series_recent WHERE at < ? AND band IN (SELECT id / 64 FROM "
                                "sys_series_station WHERE series = ?) LIMIT 1");
    row.bind(end).bind(series_.name);
    const bool some = row.step();
    row.reset();
    if (some) return refuse("series.uncompacted", {}, {{"name", series_.name}});
    store_.prepared("UPDATE sys_series SET dropped = ?, seal = ? WHERE name = ?")
        .bind(end)
        .bind(seal_of_series(series_.name, series_.decimals, end))
        .bind(series_.name)
        .run();
    store_
        .prepared("UPDATE sys_series_hour SET block = ? WHERE hour >= ? AND hour < ? AND length(block) > 0 AND line IN "
                  "(SELECT id FROM sys_series_station WHERE series = ?)")
        .bind_bytes(std::string_view(""))
        .bind(known.dropped / hour_seconds)
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
        if (!block) return damaged_readings(row.integer(0) * hour_seconds);
        for (const auto& reading : *block)
            if (reading.at >= from && reading.at < until) all.push_back(reading);
        if (all.size() > most_at_once) return too_many();
    }
    const auto recent = TRY(RecentReadings::of_line(store_, line.id, from, until));
    all.insert(all.end(), recent.begin(), recent.end());
    if (all.size() > most_at_once) return too_many();
    std::ranges::sort(all, {}, &Reading::at); // an hour of sweeps may lie between two blocks
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
    const auto end = until + std::int64_t{31} * 24 * hour_seconds;
    for (const auto& reading : TRY(RecentReadings::of_line(store_, line.id, from, end))) {
        const auto begin = begin_of(step, reading.at);
        if (begin >= from && begin < until) found[begin].add(reading);
    }
    if (found.size() > most_at_once) return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}});
    for (const auto& [begin, roll_up] : found) all.push_back({begin, roll_up});
    return all;
}

Result<std::vector<CorrectionMade>> SeriesStore::corrections(std::int64_t station, std::int64_t from,
                                                             std::int64_t until) {
    auto& row = store_.prepared("SELECT at, old_value, old_quality, value, quality, who, made, why "
                                "FROM sys_series_correction WHERE line = ? AND at >= ? AND at < ? ORDER BY at, nth");
    row.bind(line_of(station).id).bind(from).bind(until);
    const Resetting done(row);
    std::vector<CorrectionMade> all;
    while (row.step()) {
        const auto at = row.integer(0);
        all.push_back({{at, row.integer(1), static_cast<Quality>(row.integer(2))},
                       {at, row.integer(3), static_cast<Quality>(row.integer(4))},
                       std::string(row.text(5)),
                       std::string(row.text(7)),
                       Moment{row.integer(6)}});
        if (all.size() > most_at_once) return refuse("series.too_many", {}, {{"limit", std::to_string(most_at_once)}});
    }
    return all;
}

std::vector<MovedDay> SeriesStore::moved_days(std::int64_t until, std::size_t most) {
    static_assert(band_lines == 64);
    auto& row =
        store_.prepared("SELECT band, day, times FROM sys_series_moved WHERE day < ? AND band IN (SELECT id / 64 "
                        "FROM sys_series_station WHERE series = ?) ORDER BY day, band LIMIT ?");
    row.bind(day_number(until)).bind(series_.name).bind(static_cast<std::int64_t>(most));
    std::vector<MovedDay> days;
    while (row.step()) days.push_back({row.integer(0), begin_of_day(row.integer(1)), row.integer(2)});
    return days;
}

std::vector<std::int64_t> SeriesStore::stations_of(std::int64_t band) {
    auto& row = store_.prepared("SELECT station FROM sys_series_station WHERE id >= ? AND id < ? ORDER BY id");
    row.bind(band * band_lines).bind((band + 1) * band_lines);
    std::vector<std::int64_t> stations;
    while (row.step()) stations.push_back(row.integer(0));
    return stations;
}

void SeriesStore::settle(const MovedDay& day) {
    store_.prepared("DELETE FROM sys_series_moved WHERE band = ? AND day = ? AND times = ?")
        .bind(day.band)
        .bind(day_number(day.begin))
        .bind(day.times)
        .run();
}

Result<std::int64_t> SeriesStore::kept_from() { return TRY(fixed()).dropped; }

} // namespace shanhai::kernel
