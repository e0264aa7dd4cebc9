#include "kernel/engine/stored_readings.h"

#include "kernel/engine/guarded.h"
#include "kernel/records/record_rows.h"

#include <charconv>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t hour_micros = hour_seconds * 1'000'000, day_micros = 24 * hour_micros;
// After so long an hour is compacted: hardly a reading comes later.
constexpr std::int64_t young_micros = 2 * hour_micros;

SeriesDeclaration declaration_of(const DeclaredSeries& series) {
    return {series.name, series.decimals, series.into.has_value()};
}

std::optional<std::int64_t> id_in(std::string_view name) {
    std::int64_t id = 0;
    if (!name.starts_with('#')) return std::nullopt;
    const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), id);
    return error == std::errc{} && end == name.data() + name.size() ? std::optional(id) : std::nullopt;
}

bool is_void(Connection& reader, const RecordType& type, std::int64_t id) {
    auto& row = reader.prepared("SELECT void FROM \"" + type.name + "\" WHERE id = ?");
    row.bind(id);
    const Resetting done(row);
    return row.step() && row.integer(0) != 0;
}

// Those of the records that may be amended and are not void: one question for all.
std::set<std::int64_t> writable_among(const std::set<std::int64_t>& ids, const Rights& rights, Connection& reader,
                                      const RecordType& type) {
    std::string wanted = "[";
    for (const auto id : ids) wanted.append(wanted.size() > 1 ? "," : "").append(std::to_string(id));
    wanted += "]";
    const auto open = rights.condition(type, "", "amend");
    const auto row = reader.prepare("SELECT id FROM \"" + type.name +
                                    "\" WHERE void = 0 AND id IN (SELECT value FROM json_each(?))" +
                                    (open.empty() ? "" : " AND " + open));
    row->bind(wanted);
    std::set<std::int64_t> found;
    while (row->step()) found.insert(row->integer(0));
    return found;
}

} // namespace

Result<std::int64_t> StoredReadings::find_station(const Principal& who, RecordGate& gate, Connection& reader,
                                                  const RecordType& type, const std::string& name) {
    const auto id = TRY(find_record(reader, type, name, false));
    if (gate.reads(type, id)) return id;
    doors_.refused(who, {.operation = "read", .type = type.name, .record = id, .code = "record.not_found"});
    return refuse("record.not_found", {}, {{"name", name}, {"type", type.name}});
}

Done StoredReadings::check_writable(const Principal& who, RecordGate& gate, Connection& reader, const RecordType& type,
                                    std::int64_t id) {
    if (!gate.open(type, id, "amend")) {
        doors_.refused(who, {.operation = "amend", .type = type.name, .record = id, .code = "access.denied"});
        return refuse("access.denied", {}, {{"operation", "amend"}, {"type", type.name}});
    }
    if (is_void(reader, type, id)) return refuse("record.void");
    return {};
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

Result<StoredReadings::Ids> StoredReadings::writable_stations(const Principal& who, const RecordType& type,
                                                              std::span<const ReadingGiven> batch) {
    const auto reader = readers_.lend();
    const auto rights = doors_.rights(who, *reader);
    RecordGate gate(*rights, schema_, *reader);
    Ids ids;
    std::unordered_map<std::string, std::size_t> first; // where in the batch a name stands first
    std::set<std::int64_t> wanted;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& name = batch[i].station;
        if (!first.emplace(name, i).second) continue;
        auto id = id_in(name);
        if (!id) {
            if (auto found = find_record(*reader, type, name, false))
                id = *found;
            else if (found.error().code != "record.not_found")
                return std::unexpected(std::move(found.error()));
        }
        ids.emplace(name, id.value_or(0));
        if (id) wanted.insert(*id);
    }
    const auto writable = writable_among(wanted, *rights, *reader, type);
    for (const auto& [name, place] : first) {
        if (writable.contains(ids.at(name))) continue;
        const auto id = find_station(who, gate, *reader, type, name);
        const auto why = id ? check_writable(who, gate, *reader, type, *id) : Done(std::unexpected(id.error()));
        if (why) continue;
        auto problem = why.error();
        problem.field = "/" + std::to_string(place) + "/station";
        return std::unexpected(std::move(problem));
    }
    return ids;
}

Result<AppendReport> StoredReadings::append(const Principal& who, const std::string& name,
                                            std::span<const ReadingGiven> batch) {
    return guarded([&]() -> Result<AppendReport> {
        const auto& series = *TRY(find_series(schema_, name));
        if (batch.size() > SeriesStore::most_at_once)
            return refuse("series.too_many", {}, {{"limit", std::to_string(SeriesStore::most_at_once)}});
        const auto ids = TRY(writable_stations(who, *schema_.type(series.station), batch));
        std::vector<StationReading> readings;
        readings.reserve(batch.size());
        for (const auto& one : batch) readings.push_back({ids.at(one.station), one.reading});
        AppendReport report;
        TRY_DO(doors_.write([&](Connection& writer) -> Done {
            report = TRY(SeriesStore(writer, declaration_of(series)).append(readings, clock_()));
            return {};
        }));
        if (report.added > 0) ++version_;
        return report;
    });
}

Result<CorrectionsShown> StoredReadings::correct(const Principal& who, const CorrectionGiven& given) {
    return guarded([&]() -> Result<CorrectionsShown> {
        const auto& series = *TRY(find_series(schema_, given.series));
        SeriesCorrection correction{0, given.to, who.user(), given.reason, clock_()};
        {
            const auto reader = readers_.lend();
            const auto rights = doors_.rights(who, *reader);
            RecordGate gate(*rights, schema_, *reader);
            const auto& type = *schema_.type(series.station);
            correction.station = TRY(find_station(who, gate, *reader, type, given.station));
            TRY_DO(check_writable(who, gate, *reader, type, correction.station));
        }
        TRY_DO(doors_.write([&](Connection& writer) -> Done {
            return SeriesStore(writer, declaration_of(series)).correct(correction);
        }));
        ++version_;
        return corrections(who, {given.series, given.station, given.to.at, given.to.at + 1});
    });
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

template <class Answer, class Ask>
Result<Answer> StoredReadings::ask(const Principal& who, const ReadingsQuery& query, Ask put) {
    return guarded([&]() -> Result<Answer> {
        const auto& declared = *TRY(find_series(schema_, query.series));
        const auto& type = *schema_.type(declared.station);
        const auto reader = readers_.lend();
        const auto rights = doors_.rights(who, *reader);
        RecordGate gate(*rights, schema_, *reader);
        const auto id = TRY(find_station(who, gate, *reader, type, query.station));
        SeriesStore store(*reader, declaration_of(declared));
        Answer answer;
        answer.station = ReferenceLabels(*reader, schema_, gate).of(type.name, id);
        answer.kept_from = TRY(store.kept_from());
        TRY_DO(put(store, id, *gate.reads(type, id), answer));
        return answer;
    });
}

Result<ReadingsShown> StoredReadings::readings(const Principal& who, const ReadingsQuery& query) {
    return ask<ReadingsShown>(
        who, query, [&](SeriesStore& store, std::int64_t station, Sensitivity, ReadingsShown& answer) -> Done {
            answer.readings = TRY(store.readings(station, query.from, query.until));
            return {};
        });
}

Result<RollUpsShown> StoredReadings::roll_ups(const Principal& who, const ReadingsQuery& query, SeriesStep step) {
    return ask<RollUpsShown>(who, query,
                             [&](SeriesStore& store, std::int64_t station, Sensitivity, RollUpsShown& answer) -> Done {
                                 answer.steps = TRY(store.roll_ups(station, step, query.from, query.until));
                                 return {};
                             });
}

Result<CorrectionsShown> StoredReadings::corrections(const Principal& who, const ReadingsQuery& query) {
    return ask<CorrectionsShown>(
        who, query, [&](SeriesStore& store, std::int64_t station, Sensitivity level, CorrectionsShown& answer) -> Done {
            answer.corrections = TRY(store.corrections(station, query.from, query.until));
            if (level >= Sensitivity::internal) return {};
            for (auto& one : answer.corrections) { // who works here is nobody else's affair
                one.who.clear();
                one.why.clear();
            }
            return {};
        });
}

// ── upkeep ───────────────────────────────────────────────────────────────────────────────────────────────────────

Result<std::size_t> StoredReadings::compact(const DeclaredSeries& series, Moment until,
                                            const std::atomic<bool>& stopping) {
    std::size_t all = 0;
    for (std::size_t gone = 1; gone > 0 && !stopping; all += gone) {
        TRY_DO(doors_.write([&](Connection& writer) -> Done {
            gone = TRY(SeriesStore(writer, declaration_of(series)).compact(until));
            return {};
        }));
    }
    return all;
}

Result<TendedReadings> StoredReadings::tend(const std::atomic<bool>& stopping) {
    return guarded([&]() -> Result<TendedReadings> {
        TendedReadings tended;
        for (const auto& series : schema_.series) {
            const auto now = clock_();
            tended.compacted += TRY(compact(series, Moment{now.micros - young_micros}, stopping));
            if (stopping || !series.keep_days) continue;
            const Moment until{now.micros - *series.keep_days * day_micros};
            bool moved = false;
            const auto dropped = doors_.write([&](Connection& writer) -> Done {
                SeriesStore store(writer, declaration_of(series));
                const auto before = TRY(store.kept_from());
                TRY_DO(store.drop(until));
                moved = TRY(store.kept_from()) != before;
                return {};
            });
            // A late reading may have come just now: the next time, then.
            if (!dropped && dropped.error().code != "series.uncompacted") return std::unexpected(dropped.error());
            tended.let_go += moved ? 1 : 0;
        }
        return tended;
    });
}

} // namespace shanhai::kernel
