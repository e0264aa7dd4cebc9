#include "kernel/series/series_seal.h"

#include "kernel/series/packing.h"
#include "kernel/series/series_writing.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::array sealed_tables = {"sys_series", "sys_series_station", "sys_series_hour", "sys_series_moved",
                                      "sys_series_correction"};

enum class Row : std::uint8_t { series = 1, line, hour, moved, correction };

// Every number takes eight bytes, so that one changed byte of a row is one of what is summed up, which CRC-32 always tells.
class RowBytes {
public:
    RowBytes& add(std::int64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes_ += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xFF);
        return *this;
    }
    RowBytes& add(std::string_view text) {
        add(static_cast<std::int64_t>(text.size()));
        bytes_ += text;
        return *this;
    }
    std::int64_t seal(Row of) const {
        const auto sum = checksum_of(static_cast<std::int64_t>(of), bytes_);
        std::uint32_t number = 0;
        for (const char byte : sum) number = number << 8 | static_cast<std::uint8_t>(byte);
        return static_cast<std::int32_t>(number); // four bytes in an SQLite file
    }

private:
    std::string bytes_;
};

void fill_series(Connection& writer) {
    std::vector<std::pair<std::string, std::int64_t>> found;
    auto& row = writer.prepared("SELECT name, decimals, dropped FROM sys_series WHERE seal IS NULL");
    while (row.step()) found.emplace_back(row.text(0), seal_of_series(row.text(0), row.integer(1), row.integer(2)));
    for (const auto& [name, seal] : found)
        writer.prepared("UPDATE sys_series SET seal = ? WHERE name = ?").bind(seal).bind(name).run();
}

void fill_hours(Connection& writer, std::int64_t line) {
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    auto& row = writer.prepared("SELECT hour, count, flagged, sum, low, high, last_at, last FROM sys_series_hour "
                                "WHERE line = ? AND seal IS NULL");
    row.bind(line);
    while (row.step())
        found.emplace_back(row.integer(0), seal_of_hour(line, row.integer(0), SeriesWriting::roll_up_of(row, 1)));
    for (const auto& [hour, seal] : found)
        writer.prepared("UPDATE sys_series_hour SET seal = ? WHERE line = ? AND hour = ?")
            .bind(seal)
            .bind(line)
            .bind(hour)
            .run();
}

// An earlier program moved `sealed` of lines that had no block in the hour, too.
void fill_lines(Connection& writer) {
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    auto& row = writer.prepared("SELECT id, series, station FROM sys_series_station WHERE seal IS NULL");
    while (row.step()) found.emplace_back(row.integer(0), seal_of_line(row.integer(0), row.text(1), row.integer(2)));
    for (const auto& [line, seal] : found) {
        writer
            .prepared("UPDATE sys_series_station SET seal = ?, sealed = "
                      "coalesce((SELECT max(hour) + 1 FROM sys_series_hour WHERE line = ?), 0) WHERE id = ?")
            .bind(seal)
            .bind(line)
            .bind(line)
            .run();
        fill_hours(writer, line);
    }
}

void fill_moved(Connection& writer) {
    std::vector<std::array<std::int64_t, 3>> found;
    auto& row = writer.prepared("SELECT band, day, times FROM sys_series_moved WHERE seal IS NULL");
    while (row.step()) found.push_back({row.integer(0), row.integer(1), row.integer(2)});
    for (const auto& [band, day, times] : found)
        writer.prepared("UPDATE sys_series_moved SET seal = ? WHERE band = ? AND day = ?")
            .bind(seal_of_moved(band, day, times))
            .bind(band)
            .bind(day)
            .run();
}

void fill_corrections(Connection& writer) {
    std::vector<std::array<std::int64_t, 4>> found;
    auto& row = writer.prepared("SELECT line, at, nth, old_value, old_quality, value, quality, who, made, why "
                                "FROM sys_series_correction WHERE seal IS NULL");
    while (row.step()) {
        const CorrectionRow made{row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                                 row.integer(5), row.integer(6), row.text(7),    row.integer(8), row.text(9)};
        found.push_back({made.line, made.at, made.nth, seal_of_correction(made)});
    }
    for (const auto& [line, at, nth, seal] : found)
        writer.prepared("UPDATE sys_series_correction SET seal = ? WHERE line = ? AND at = ? AND nth = ?")
            .bind(seal)
            .bind(line)
            .bind(at)
            .bind(nth)
            .run();
}

} // namespace

std::int64_t seal_of_series(std::string_view name, std::int64_t decimals, std::int64_t dropped) {
    return RowBytes().add(name).add(decimals).add(dropped).seal(Row::series);
}

std::int64_t seal_of_line(std::int64_t line, std::string_view series, std::int64_t station) {
    return RowBytes().add(line).add(series).add(station).seal(Row::line);
}

std::int64_t seal_of_hour(std::int64_t line, std::int64_t hour, const RollUp& numbers) {
    return RowBytes()
        .add(line)
        .add(hour)
        .add(numbers.count)
        .add(numbers.flagged)
        .add(numbers.sum)
        .add(numbers.low)
        .add(numbers.high)
        .add(numbers.last_at)
        .add(numbers.last)
        .seal(Row::hour);
}

std::int64_t seal_of_moved(std::int64_t band, std::int64_t day, std::int64_t times) {
    return RowBytes().add(band).add(day).seal(Row::moved) + times;
}

std::int64_t seal_of_correction(const CorrectionRow& row) {
    return RowBytes()
        .add(row.line)
        .add(row.at)
        .add(row.nth)
        .add(row.old_value)
        .add(row.old_quality)
        .add(row.value)
        .add(row.quality)
        .add(row.who)
        .add(row.made)
        .add(row.why)
        .seal(Row::correction);
}

bool has_series_seals(Connection& store) {
    for (const auto* table : sealed_tables)
        if (store.columns_of(table).contains("seal")) return true;
    return false;
}

void bring_series_seals(Connection& writer) {
    bool brought = false;
    for (const auto* table : sealed_tables) {
        if (writer.columns_of(table).contains("seal")) continue;
        writer.execute(std::string("ALTER TABLE ") + table + " ADD COLUMN seal BIGINT");
        brought = true;
    }
    if (brought) fill_series_seals(writer);
}

void fill_series_seals(Connection& writer) {
    fill_series(writer);
    fill_lines(writer);
    fill_moved(writer);
    fill_corrections(writer);
}

} // namespace shanhai::kernel
