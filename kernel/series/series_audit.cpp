#include "kernel/series/series_audit.h"

#include "base/clock.h"
#include "kernel/series/block.h"
#include "kernel/series/series_seal.h"
#include "kernel/series/series_writing.h"
#include "kernel/series/step.h"
#include "kernel/series/sweep.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::int64_t day_seconds = 24 * hour_seconds;

class SeriesAudit {
public:
    SeriesAudit(Connection& reader, const std::function<void(std::string)>& finding)
        : reader_(reader), finding_(finding), sealed_(has_series_seals(reader)) {}

    void run() {
        load_lines();
        check_hours();
        check_ends();
        check_sweeps();
        check_corrections();
        check_moved();
    }

private:
    struct Line {
        std::string series;
        std::int64_t station = 0, sealed = 0, dropped = 0;
        std::int64_t end = 0; // the hour after the last one that is there
    };

    // The column is asked for as nothing where an earlier program made none.
    std::string seal_column() const { return sealed_ ? "seal" : "NULL"; }
    bool is_sealed(const Statement& row, int column, std::int64_t seal) const {
        return !sealed_ || (!row.is_null(column) && row.integer(column) == seal);
    }

    void load_lines() {
        std::map<std::string, std::int64_t, std::less<>> dropped;
        auto& series = reader_.prepared("SELECT name, decimals, dropped, " + seal_column() + " FROM sys_series");
        while (series.step()) {
            dropped.emplace(series.text(0), series.integer(2));
            if (!is_sealed(series, 3, seal_of_series(series.text(0), series.integer(1), series.integer(2))))
                finding_("series " + std::string(series.text(0)) +
                         ": its decimals, or until when its readings were let go, are not what was written");
        }
        auto& row =
            reader_.prepared("SELECT id, series, station, sealed, " + seal_column() + " FROM sys_series_station");
        while (row.step()) {
            Line line{std::string(row.text(1)), row.integer(2), row.integer(3), 0, 0};
            if (!is_sealed(row, 4, seal_of_line(row.integer(0), line.series, line.station)))
                finding_("series " + line.series + ": line " + std::to_string(row.integer(0)) +
                         " is not of the station that was written");
            const auto known = dropped.find(line.series);
            if (known == dropped.end())
                finding_("series " + line.series + ": it has readings and no decimals");
            else
                line.dropped = known->second;
            lines_.emplace(row.integer(0), std::move(line));
        }
    }

    Line* line(std::int64_t id, const char* table) {
        const auto found = lines_.find(id);
        if (found != lines_.end()) return &found->second;
        finding_(std::string(table) + ": it tells of line " + std::to_string(id) + ", which is none");
        return nullptr;
    }

    void wrong(const Line& line, std::int64_t at, const std::string& what) {
        finding_("readings of " + line.series + " of station #" + std::to_string(line.station) + " at " + shown(at) +
                 ": " + what);
    }

    // What was changed may be no time at all.
    static std::string shown(std::int64_t at) {
        return at >= 0 && at < latest_second ? Moment{at * micros}.iso() : "second " + std::to_string(at);
    }

    // In the order of lines and hours, so that a day is complete when the next one begins.
    void check_hours() {
        auto row = reader_.prepare_long("SELECT line, hour, count, flagged, sum, low, high, last_at, last, block, " +
                                        seal_column() + " FROM sys_series_hour ORDER BY line, hour");
        std::int64_t of_line = 0, begin = -1, days = 0;
        RollUp day;
        const auto end_day = [&] {
            if (begin < 0) return;
            ++days;
            check_day(of_line, begin, day);
            day = {};
        };
        while (row->step()) {
            auto* known = line(row->integer(0), "sys_series_hour");
            if (row->integer(1) < 0 || row->integer(1) >= latest_second / hour_seconds) {
                finding_("sys_series_hour: hour " + std::to_string(row->integer(1)) + " cannot be");
                continue;
            }
            const auto at = row->integer(1) * hour_seconds;
            if (const auto next = begin_of(SeriesStep::day, at); row->integer(0) != of_line || next != begin) {
                end_day();
                of_line = row->integer(0);
                begin = next;
            }
            auto numbers = SeriesWriting::roll_up_of(*row, 2);
            if (known != nullptr) {
                known->end = row->integer(1) + 1;
                check_hour(*known, at, numbers, row->bytes(9));
                if (!is_sealed(*row, 10, seal_of_hour(row->integer(0), row->integer(1), numbers)))
                    wrong(*known, at, "the numbers of the hour are not those that were written");
            }
            if (numbers.count > 0) numbers.last_at += at;
            day.add(numbers);
        }
        end_day();
        auto& all = reader_.prepared("SELECT count(*) FROM sys_series_day");
        all.step();
        if (all.integer(0) != days) finding_("sys_series_day: there are days that no hour belongs to");
        all.reset();
    }

    void check_hour(const Line& line, std::int64_t at, const RollUp& kept, std::string_view block) {
        if (at >= line.sealed * hour_seconds) wrong(line, at, "a block stands where none is looked for");
        if (block.empty()) {
            if (at >= line.dropped) wrong(line, at, "the block is missing");
            return;
        }
        const auto readings = decode_block(at / hour_seconds, block);
        if (!readings) return wrong(line, at, "the block is damaged; restore it from a backup");
        auto numbers = RollUp::of(*readings);
        if (numbers.count > 0) numbers.last_at -= at;
        if (numbers != kept) wrong(line, at, "the hour is not the sum of its readings");
    }

    void check_day(std::int64_t of_line, std::int64_t begin, const RollUp& hours) {
        const auto* known = line(of_line, "sys_series_hour");
        if (known == nullptr) return;
        const auto days = SeriesWriting::kept(reader_, of_line, SeriesStep::day, begin, begin + day_seconds);
        if (days.size() != 1 || days.front().second != hours)
            wrong(*known, begin, "the day is not the sum of its hours");
    }

    void check_ends() {
        for (const auto& [id, line] : lines_)
            if (sealed_ && line.sealed != line.end)
                finding_("series " + line.series + ": line " + std::to_string(id) +
                         " does not end at its last block: one is missing, or it is not what was written");
    }

    void check_sweeps() {
        auto row = reader_.prepare_long("SELECT band, at, readings FROM sys_series_recent ORDER BY band, at");
        while (row->step()) {
            const auto band = row->integer(0), at = row->integer(1);
            const auto sweep = decode_sweep(band, at, row->bytes(2));
            if (!sweep) {
                finding_("readings of lines from " + std::to_string(band * band_lines) + " on at " + shown(at) +
                         ": they are damaged; restore them from a backup");
                continue;
            }
            for (const auto& told : *sweep) {
                const auto* known = line(told.line, "sys_series_recent");
                if (known == nullptr) continue;
                if (at < known->dropped) wrong(*known, at, "it should have been let go");
                if (at < known->sealed * hour_seconds && SeriesWriting::block(reader_, told.line, at / hour_seconds))
                    wrong(*known, at, "it stands beside the block of its hour");
            }
        }
    }

    // What a reading is now; nothing when there is none.
    std::optional<Reading> reading(std::int64_t of_line, std::int64_t at) {
        std::vector<Reading> all;
        if (const auto block = SeriesWriting::block(reader_, of_line, at / hour_seconds)) {
            all = decode_block(at / hour_seconds, *block).value_or(std::vector<Reading>{});
        } else {
            auto& row = reader_.prepared("SELECT readings FROM sys_series_recent WHERE band = ? AND at = ?");
            row.bind(band_of(of_line)).bind(at);
            const Resetting done(row);
            if (!row.step()) return std::nullopt;
            for (const auto& told : decode_sweep(band_of(of_line), at, row.bytes(0)).value_or(std::vector<Told>{}))
                if (told.line == of_line) all.push_back({at, told.value, told.quality});
        }
        const auto found = std::ranges::find(all, at, &Reading::at);
        return found == all.end() ? std::nullopt : std::optional(*found);
    }

    void check_corrections() {
        auto row =
            reader_.prepare_long("SELECT line, at, nth, old_value, old_quality, value, quality, who, made, why, " +
                                 seal_column() + " FROM sys_series_correction ORDER BY line, at, nth");
        std::int64_t of_line = 0, nth = 0;
        std::optional<Reading> last;
        const auto end_chain = [&] {
            const auto known = lines_.find(of_line);
            if (!last || known == lines_.end() || last->at < known->second.dropped) return;
            if (reading(of_line, last->at) != last)
                wrong(known->second, last->at, "it is not what its last correction says");
        };
        while (row->step()) {
            const auto at = row->integer(1);
            const Reading from{at, row->integer(3), static_cast<Quality>(row->integer(4))};
            if (row->integer(0) != of_line || !last || last->at != at) {
                end_chain();
                of_line = row->integer(0);
                nth = 0;
                last.reset();
            }
            const auto* known = line(of_line, "sys_series_correction");
            if (known != nullptr && (row->integer(2) != ++nth || (last && *last != from)))
                wrong(*known, at, "a correction is missing among those before");
            last = Reading{at, row->integer(5), static_cast<Quality>(row->integer(6))};
            if (known != nullptr && !is_sealed(*row, 10, seal_of(*row)))
                wrong(*known, at, "a correction is not what was written");
        }
        end_chain();
    }

    // The numbers as they stand there: a quality that cannot be is not cut to one that can.
    static std::int64_t seal_of(const Statement& row) {
        return seal_of_correction({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                                   row.integer(5), row.integer(6), row.text(7), row.integer(8), row.text(9)});
    }

    void check_moved() {
        auto& row = reader_.prepared("SELECT band, day, times, " + seal_column() + " FROM sys_series_moved");
        while (row.step())
            if (!is_sealed(row, 3, seal_of_moved(row.integer(0), row.integer(1), row.integer(2))))
                finding_("sys_series_moved: day " + std::to_string(row.integer(1)) + " of the lines from " +
                         std::to_string(row.integer(0) * band_lines) + " on is not what was written");
    }

    Connection& reader_;
    const std::function<void(std::string)>& finding_;
    bool sealed_;
    std::unordered_map<std::int64_t, Line> lines_;
};

} // namespace

void audit_series(Connection& reader, const std::function<void(std::string)>& finding) {
    SeriesAudit(reader, finding).run();
}

} // namespace shanhai::kernel
