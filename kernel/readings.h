#pragma once

#include "kernel/kernel.h"
#include "kernel/series/series_store.h"

#include <atomic>

// Readings at a high rate (docs/series.md), with rights applied: who may see a station's record may see its readings, who may
// amend it may add and correct them. Stations are named as references are: "#12", a key or a number; one that may not be
// seen answers like one that does not exist.
namespace shanhai::kernel {

struct ReadingGiven {
    std::string station;
    Reading reading;
};

// What is asked of one station.
struct ReadingsQuery {
    std::string series;
    std::string station;
    std::int64_t from = 0, until = 0; // seconds since 1970 in UTC: [from, until)
};

// What is the same in every answer about a station.
struct StationShown {
    json::object station;       // as a reference: {"id","type","number","label"}
    std::int64_t kept_from = 0; // readings from before this second were let go; 0: none were
};
struct ReadingsShown : StationShown {
    std::vector<Reading> readings;
};
struct RollUpsShown : StationShown {
    std::vector<SeriesRollUp> steps;
};
struct CorrectionsShown : StationShown {
    std::vector<CorrectionMade> corrections; // without who and why for those who see public fields only
};

struct CorrectionGiven {
    std::string series;
    std::string station;
    Reading to;
    std::string reason;
};

struct ClosedDays {
    std::size_t made = 0, amended = 0, voided = 0; // records
    std::vector<EntrySeq> entries;
};

struct TendedReadings {
    std::size_t compacted = 0; // readings that went into blocks
    std::size_t let_go = 0;    // series of which older readings were let go
};

// "series.unknown", "record.not_found" and what SeriesStore refuses.
class Readings {
public:
    virtual ~Readings() = default;

    // All or nothing. "access.denied", "record.void"; fields as in "/17/station".
    virtual Result<AppendReport> append(const Principal& who, const std::string& series,
                                        std::span<const ReadingGiven> batch) = 0;
    // What has been corrected at that second since the first report. "access.denied", "record.void".
    virtual Result<CorrectionsShown> correct(const Principal& who, const CorrectionGiven& correction) = 0;

    virtual Result<ReadingsShown> readings(const Principal& who, const ReadingsQuery& query) = 0;
    virtual Result<RollUpsShown> roll_ups(const Principal& who, const ReadingsQuery& query, SeriesStep step) = 0;
    virtual Result<CorrectionsShown> corrections(const Principal& who, const ReadingsQuery& query) = 0;

    // Grows when readings came or were corrected.
    virtual std::uint64_t version() const = 0;

    // Turns the readings of hours that are over into blocks, and lets those go that are older than their series keeps
    // them; a transaction after the other, so that others write in between. Ends early when `stopping`.
    virtual Result<TendedReadings> tend(const std::atomic<bool>& stopping) = 0;
    // Makes records of the days that are closed and moved, amends those whose numbers are others now, and voids those of
    // which nothing counts any more. What one day's record is refused for is told when all others are done.
    virtual Result<ClosedDays> close_days(const std::atomic<bool>& stopping) = 0;
};

} // namespace shanhai::kernel
