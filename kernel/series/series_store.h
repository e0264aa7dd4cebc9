#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "kernel/series/block.h"
#include "kernel/series/step.h"
#include "kernel/store/connection.h"

#include <span>
#include <string>
#include <vector>

// High-rate readings, which would drown the journal: kept beside it, each station of each series by itself.
namespace shanhai::kernel {

struct SeriesDeclaration {
    std::string name;
    int decimals = 0;        // 0–9; fixed once there are readings
    bool notes_days = false; // whether somebody asks for moved_days()
};

struct StationReading {
    std::int64_t station = 0; // the record's id
    Reading reading;
};

struct AppendReport {
    std::size_t added = 0, repeated = 0;  // repeated: were there already, the same
    std::size_t differing = 0;            // another value or quality was there and stays: correct() changes it
    std::vector<StationReading> examples; // of the differing ones, the first few
};

struct SeriesCorrection {
    std::int64_t station = 0;
    Reading to; // at the second of a reading that is there
    std::string who, why;
    Moment made;
};
struct CorrectionMade {
    Reading from, to;
    std::string who, why;
    Moment made;
};

// A day of the stations of a band whose numbers moved.
struct MovedDay {
    std::int64_t band = 0, begin = 0, times = 0;
};

struct SeriesRollUp {
    std::int64_t begin = 0; // second in UTC at which the hour, day or month of Asia/Shanghai begins
    RollUp of;
    bool operator==(const SeriesRollUp&) const = default;
};

// One series over one connection, inside of the caller's transaction, which is taken back when a call was refused.
// The readings of a station's hour lie in sweeps while few have come and the hour is young, and in one block from then on.
// Hours and days of blocks are kept; months and the readings in sweeps are added when they are asked for, so that all are
// exact at any time.
class SeriesStore {
public:
    static constexpr std::size_t most_at_once = 100'000;
    static constexpr std::size_t most_examples = 20;
    static constexpr std::size_t from_block_on = 6;
    static constexpr std::int64_t ahead_seconds = 3600; // clocks of stations go wrong
    static constexpr std::size_t longest_reason = 500;

    SeriesStore(Connection& connection, SeriesDeclaration series) : store_(connection), series_(std::move(series)) {}

    // Readings in any order, also late ones and ones that are there already. "series.too_many", "series.value",
    // "series.time", "series.dropped", "series.decimals", "series.damaged"; the field names the first bad one: "/17/value".
    Result<AppendReport> append(std::span<const StationReading> batch, Moment now);
    // The old value stays readable: corrections(). Also "series.no_reading", "series.reason".
    Done correct(const SeriesCorrection& correction);
    // Turns sweeps from before `until` (cut to a full hour) into blocks, those of about `most_at_once` readings; how many
    // readings it were, 0 when all is done.
    Result<std::size_t> compact(Moment until);
    // Lets the readings from before `until` (cut to a full hour) go for ever; their hours, days and months stay. Also
    // keeps late ones out. "series.uncompacted" while there are sweeps from before.
    Done drop(Moment until);

    // Of [from, until), in the order of time. "series.too_many" beyond `most_at_once`: ask for less, or for roll-ups.
    Result<std::vector<Reading>> readings(std::int64_t station, std::int64_t from, std::int64_t until);
    // The steps that begin in [from, until) and have readings.
    Result<std::vector<SeriesRollUp>> roll_ups(std::int64_t station, SeriesStep step, std::int64_t from,
                                               std::int64_t until);
    // Of readings of [from, until), in their order, and of one reading the first first. "series.too_many".
    Result<std::vector<CorrectionMade>> corrections(std::int64_t station, std::int64_t from, std::int64_t until);
    // Days that begin before `until` and moved since they were settled, the first ones; while the declaration says so.
    std::vector<MovedDay> moved_days(std::int64_t until, std::size_t most);
    std::vector<std::int64_t> stations_of(std::int64_t band);
    // Unless it moved again since it was asked for.
    void settle(const MovedDay& day);
    // From when on readings are kept: those from before were let go. 0: all are there.
    Result<std::int64_t> kept_from();

private:
    struct Line {
        std::int64_t id = 0;     // 0: the station has no readings yet
        std::int64_t sealed = 0; // the hour after its last block
    };
    struct Fixed {
        bool known = false;
        std::int64_t dropped = 0;
    };
    struct Taking; // what one append works with
    Result<Fixed> fixed();
    Line line_of(std::int64_t station);
    std::vector<Line> lines_of(std::span<const std::int64_t> stations);
    Done take_hour(std::span<const StationReading> run, Line& line, Taking& taking);
    Result<std::size_t> compact_hour(std::int64_t band, std::int64_t hour, class SeriesWriting& writing);

    Connection& store_;
    SeriesDeclaration series_;
};

} // namespace shanhai::kernel
