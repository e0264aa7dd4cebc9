// Readings into SQLite on one core, at rest, and back: beside plain rows, (station, second, value, quality) under a primary key,
// written in the same batches in the same run. Two ways in which readings come:
//   hours    each batch holds whole hours of some stations, as loggers send them
//   sweep    each batch holds one reading of every station, as a telemetry centre polls them; compacted hour by hour
//   series_bench [stations [hours]]

#include "bench/measure.h"
#include "kernel/series/series_store.h"
#include "kernel/store/tables.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::int64_t begin = 1'709'136'000;
constexpr std::int64_t interval = 300;
constexpr std::int64_t per_hour = hour_seconds / interval;

using bench::cpu_seconds;
using bench::must;
using bench::Stopwatch;

// A level that drifts, a few units in five minutes.
class Levels {
public:
    explicit Levels(int stations) : levels_(static_cast<std::size_t>(stations), 23'500) {}
    StationReading next(int station, std::int64_t at) {
        auto& level = levels_[static_cast<std::size_t>(station)];
        level += static_cast<std::int64_t>(random_() % 9) - 4;
        return {1000 + station, {at, level, random_() % 200 == 0 ? Quality::suspect : Quality::good}};
    }

private:
    std::vector<std::int64_t> levels_;
    std::mt19937_64 random_{1};
};

using Batches = std::vector<std::vector<StationReading>>;

Batches by_hours(int stations, int hours) {
    Batches batches(1);
    Levels levels(stations);
    for (int hour = 0; hour < hours; ++hour) {
        for (int station = 0; station < stations; ++station) {
            if (batches.back().size() + per_hour > 10'000) batches.emplace_back();
            for (int i = 0; i < per_hour; ++i)
                batches.back().push_back(levels.next(station, begin + hour * hour_seconds + i * interval));
        }
    }
    return batches;
}

Batches by_sweeps(int stations, int hours) {
    Batches batches;
    Levels levels(stations);
    for (int i = 0; i < hours * per_hour; ++i) {
        auto& batch = batches.emplace_back();
        for (int station = 0; station < stations; ++station)
            batch.push_back(levels.next(station, begin + i * interval));
    }
    return batches;
}

struct Outcome {
    double seconds = 0, cpu = 0, bytes_each = 0, p50_ms = 0, p99_ms = 0;
    std::size_t readings = 0;
    double rate() const { return static_cast<double>(readings) / seconds; }
    double core_rate() const { return static_cast<double>(readings) / cpu; }
};

class Database {
public:
    explicit Database(const char* name)
        : folder_(std::filesystem::temp_directory_path() /
                  ("shanhai-series-bench-" + std::to_string(::getpid()) + name)) {
        std::filesystem::create_directories(folder_);
        store_ = open_sqlite(file());
        writer_ = store_->connect_writer();
        create_system_tables(*writer_);
        writer_->execute("CREATE TABLE plain (station INTEGER NOT NULL, at INTEGER NOT NULL, value INTEGER NOT NULL, "
                         "quality INTEGER NOT NULL, PRIMARY KEY (station, at)) WITHOUT ROWID");
        empty_ = settled();
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() {
        writer_.reset();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    template <class Write>
    void transaction(Write write) {
        writer_->execute("BEGIN IMMEDIATE");
        write(*writer_);
        writer_->execute("COMMIT");
    }
    double grown() { return static_cast<double>(settled() - empty_); }
    template <class Read>
    void ask(Outcome& outcome, Read read) {
        const auto reader = store_->connect_reader();
        std::vector<double> times;
        for (int i = 0; i < 2000; ++i) {
            const Stopwatch watch;
            reader->execute("BEGIN");
            const std::size_t found = read(*reader, i);
            reader->execute("COMMIT");
            times.push_back(watch.seconds() * 1000);
            if (found == 0) std::exit(2);
        }
        std::ranges::sort(times);
        outcome.p50_ms = times[times.size() / 2];
        outcome.p99_ms = times[times.size() * 99 / 100];
    }

private:
    std::filesystem::path file() const { return folder_ / "store.db"; }
    // The file without its log and without free pages, which the next readings would fill.
    std::int64_t settled() {
        writer_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        const auto pages = writer_->prepare("SELECT (c.page_count - f.freelist_count) * s.page_size FROM "
                                            "pragma_page_count c, pragma_freelist_count f, pragma_page_size s");
        pages->step();
        return pages->integer(0);
    }

    std::filesystem::path folder_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> writer_;
    std::int64_t empty_ = 0;
};

Outcome into_series(const Batches& batches, int stations, int hours) {
    Database database("series");
    Outcome outcome;
    auto compacted = begin;
    const auto compact = [&](std::int64_t until) {
        for (std::size_t gone = 1; gone > 0;)
            database.transaction([&](Connection& writer) {
                gone = must(SeriesStore(writer, {"bench.level", 2}).compact(Moment{until * micros}));
            });
    };
    const auto end = begin + hours * hour_seconds;
    const Stopwatch watch;
    const auto cpu_start = cpu_seconds();
    for (const auto& batch : batches) {
        // The hour is over: its rows become blocks, within the time that is measured.
        if (const auto hour = batch.front().reading.at / hour_seconds * hour_seconds; hour > compacted)
            compact(compacted = hour);
        database.transaction([&](Connection& writer) {
            outcome.readings += must(SeriesStore(writer, {"bench.level", 2}).append(batch, Moment{end * micros})).added;
        });
    }
    // The last hour stays rows, if it came as such: it is asked for below as it is found in use.
    outcome.seconds = watch.seconds();
    outcome.cpu = cpu_seconds() - cpu_start;
    database.ask(outcome, [&](Connection& reader, int i) {
        return must(SeriesStore(reader, {"bench.level", 2})
                        .readings(1000 + (i * 7919) % stations, end - hour_seconds, end))
            .size();
    });
    compact(end);
    outcome.bytes_each = database.grown() / static_cast<double>(outcome.readings);
    return outcome;
}

Outcome into_rows(const Batches& batches, int stations, int hours) {
    Database database("rows");
    Outcome outcome;
    const auto end = begin + hours * hour_seconds;
    const Stopwatch watch;
    const auto cpu_start = cpu_seconds();
    for (const auto& batch : batches) {
        database.transaction([&](Connection& writer) {
            auto& row = writer.prepared("INSERT INTO plain (station, at, value, quality) VALUES (?, ?, ?, ?) "
                                        "ON CONFLICT DO NOTHING");
            for (const auto& [station, reading] : batch)
                row.bind(station)
                    .bind(reading.at)
                    .bind(reading.value)
                    .bind(static_cast<std::int64_t>(reading.quality))
                    .run();
        });
        outcome.readings += batch.size();
    }
    outcome.seconds = watch.seconds();
    outcome.cpu = cpu_seconds() - cpu_start;
    database.ask(outcome, [&](Connection& reader, int i) {
        auto& row = reader.prepared("SELECT at, value, quality FROM plain WHERE station = ? AND at >= ? AND at < ?");
        row.bind(std::int64_t{1000 + (i * 7919) % stations}).bind(end - hour_seconds).bind(end);
        std::size_t found = 0;
        while (row.step()) ++found;
        return found;
    });
    outcome.bytes_each = database.grown() / static_cast<double>(outcome.readings);
    return outcome;
}

void compare(const char* what, const Batches& batches, int stations, int hours) {
    const auto series = into_series(batches, stations, hours), rows = into_rows(batches, stations, hours);
    std::printf("%s: %zu readings of %d stations in %zu batches\n", what, series.readings, stations, batches.size());
    std::printf("  readings/s      %10.0f   plain rows %10.0f   ratio %.2f (wanted >= 500000)\n", series.rate(),
                rows.rate(), series.rate() / rows.rate());
    std::printf(
        "  by CPU seconds  %10.0f   plain rows %10.0f   ratio %.2f (waiting for the disk and for others left out)\n",
        series.core_rate(), rows.core_rate(), series.core_rate() / rows.core_rate());
    std::printf("  bytes at rest   %10.2f   plain rows %10.2f   ratio %.2f (wanted <= 12)\n", series.bytes_each,
                rows.bytes_each, series.bytes_each / rows.bytes_each);
    std::printf("  last hour p50   %7.3f ms   plain rows %7.3f ms   ratio %.2f\n", series.p50_ms, rows.p50_ms,
                series.p50_ms / rows.p50_ms);
    std::printf("  last hour p99   %7.3f ms   plain rows %7.3f ms   ratio %.2f (wanted < 5 ms)\n", series.p99_ms,
                rows.p99_ms, series.p99_ms / rows.p99_ms);
}

} // namespace
} // namespace shanhai::kernel

int main(int argc, char** argv) {
    const int stations = argc > 1 ? std::atoi(argv[1]) : 20'000, hours = argc > 2 ? std::atoi(argv[2]) : 24;
    using namespace shanhai::kernel;
    compare("hours", by_hours(stations, hours), stations, hours);
    compare("sweep", by_sweeps(stations, hours), stations, hours);
}
