#pragma once

#include "base/result.h"
#include "kernel/series/sweep.h"
#include "kernel/store/connection.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace shanhai::kernel {

// The readings that are no blocks yet, as one call sees and changes them: each sweep is read once and, when it was changed,
// written once by finish(). What is read may refuse "series.damaged".
class RecentReadings {
public:
    explicit RecentReadings(Connection& store) : store_(store) {}

    // What the line told at that second; nothing when it did not. The pointer holds until the next call.
    Result<const Told*> find(std::int64_t line, std::int64_t at);
    // What the line told in that hour, in the order of time.
    Result<std::vector<Reading>> hour(std::int64_t line, std::int64_t hour);
    // In the place of what the line told at that second.
    Done put(std::int64_t line, const Reading& reading);
    Done remove(std::int64_t line, std::int64_t at);
    void finish();

    // Of [from, until), in the order of time.
    static Result<std::vector<Reading>> of_line(Connection& store, std::int64_t line, std::int64_t from,
                                                std::int64_t until);

private:
    struct Kept {
        std::vector<Told> told; // by line
        bool stored = false, changed = false;
    };
    using Place = std::pair<std::int64_t, std::int64_t>; // band, second
    Result<Kept*> sweep(std::int64_t line, std::int64_t at);
    Done load_hour(std::int64_t band, std::int64_t hour);

    Connection& store_;
    std::map<Place, Kept> sweeps_;
    std::set<Place> hours_; // that were loaded: band, hour
};

// "series.damaged" for the hour that holds the second.
std::unexpected<Problem> damaged_readings(std::int64_t at);

} // namespace shanhai::kernel
