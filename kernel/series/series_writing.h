#pragma once

#include "kernel/series/block.h"
#include "kernel/series/step.h"
#include "kernel/store/connection.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::kernel {

// The statements behind SeriesStore, and the days that one call moves: read once, written once, at its end.
class SeriesWriting {
public:
    explicit SeriesWriting(Connection& store) : store_(store) {}

    void declare(const std::string& series, int decimals);
    // One for each of the stations, which have none yet. Lines of a series lie in bands of its own.
    std::vector<std::int64_t> new_lines(const std::string& series, std::span<const std::int64_t> stations);
    void seal(std::int64_t line, std::int64_t hour);
    // Puts a block in the place of the one that may be there, with the hour's numbers.
    void block(std::int64_t line, std::int64_t hour, std::span<const Reading> readings);
    // The day around the hour grows by these.
    void add(std::int64_t line, std::int64_t hour, const RollUp& by);
    // For what was changed and not added: a lowest value that is none any more can only be found among all others.
    void recompute_around(std::int64_t line, std::int64_t hour);
    void correction(std::int64_t line, const Reading& from, const Reading& to, std::string_view who, std::int64_t made,
                    std::string_view why);
    // The numbers of the day around the second are not what they were.
    void note_day(std::int64_t line, std::int64_t at);
    void finish();

    // Nothing when there is none, or its readings were let go.
    static std::optional<std::string> block(Connection& store, std::int64_t line, std::int64_t hour);
    // Of blocks, by the second at which they begin: those that begin in [from, until).
    static std::vector<std::pair<std::int64_t, RollUp>> kept(Connection& store, std::int64_t line, SeriesStep step,
                                                             std::int64_t from, std::int64_t until);
    // From the column `first` on, as they stand there: an hour's last_at counts from its begin.
    static RollUp roll_up_of(const Statement& row, int first);

private:
    struct Day {
        std::int64_t line = 0, begin = 0;
        auto operator<=>(const Day&) const = default;
    };
    RollUp read(const Day& day);
    void write(const Day& day, const RollUp& roll_up);

    Connection& store_;
    std::map<Day, RollUp> moved_;
    std::set<std::pair<std::int64_t, std::int64_t>> noted_; // band, day
};

} // namespace shanhai::kernel
