#pragma once

#include "base/date.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"
#include "kernel/value.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

// All balances of all measures in memory, columnar and dictionary-encoded. Built from the postings at start, advanced by
// each commit. A coordinate is one combination of dimension values; a cell is a coordinate on a day.
namespace shanhai::kernel {

using Code = std::uint32_t;         // a value within its domain; 0 is "no value"
using CoordinateId = std::uint32_t; // names a coordinate in the store, over all spaces

// One posting as the cube sees it.
struct Movement {
    int measure = 0;
    CoordinateId coordinate = 0;
    std::int32_t day = 0;
    std::int64_t value = 0;
};

struct SliceFilter {
    int dimension = 0;
    std::vector<std::uint8_t> allowed; // by code; codes beyond the end are not allowed
    std::vector<SliceFilter> or_else;  // what this does not let through, one of these may
};

struct SliceGroup {
    int dimension = 0;
    std::vector<std::uint32_t> group_of; // by code: which group it falls into
    std::uint32_t groups = 0;
};

// What to add up.
struct Slice {
    int measure = 0;
    std::vector<SliceFilter> filters;
    std::vector<SliceGroup> groups;
    std::optional<std::int32_t> from;  // days, inclusive
    std::optional<std::int32_t> until; // exclusive
    std::optional<Step> step;          // group by calendar step too
    std::span<const Movement> undo;    // postings to leave out: those after an `as of`
};

struct SliceSum {
    std::vector<std::uint32_t> groups; // one a SliceGroup
    std::int32_t step_day = 0;         // a day inside the step, when the slice has one
    __int128 sum = 0;
};

// A read lock: the cube stands still while one lives. Keep it short.
class CubeView;

// Kept beside a coordinate in the store: a changed key no longer fits it. 63 bits of a hash of both.
std::int64_t coordinate_seal(CoordinateId id, std::string_view key);

class Cube {
public:
    explicit Cube(const Schema& schema);
    ~Cube();

    // Reads dictionary, coordinates and postings. Only before the cube is shared between threads.
    void load(Connection& reader);

    // ── the writer's side: one thread only ──

    // The coordinate of these dimension values (in the order of the measure's dimensions), entered in the store when new.
    CoordinateId coordinate(Connection& writer, const Measure& measure, std::span<const Value> values);
    // Makes committed movements visible, all at once. `last_entry`: the last entry that they come from.
    void apply(std::span<const Movement> movements, std::int64_t last_entry);

    // ── readers ──

    CubeView view() const;
    std::size_t cells() const;

private:
    friend class CubeView;
    struct Space;
    struct Domain;
    struct Balances;

    void add_coordinate(std::size_t space, std::span<const Code> codes, CoordinateId id);
    Code code_of(std::size_t domain, const Value& value);
    std::string space_name(std::size_t space) const;
    void save_coordinate(Connection& writer, const Measure& measure, std::span<const Value> values, CoordinateId id);
    std::string packed(std::span<const Code> codes) const;
    void merge_if_large(Balances& balances);

    const Schema& schema_;
    std::vector<std::unique_ptr<Domain>> domains_;
    std::vector<std::unique_ptr<Space>> spaces_;                  // as Schema::spaces
    std::vector<std::unique_ptr<Balances>> balances_;             // as Schema::measures
    std::vector<std::pair<std::uint32_t, std::uint32_t>> places_; // coordinate id → space, row
    CoordinateId next_coordinate_ = 1;
    std::int64_t last_entry_ = 0;
    // Coordinates that no committed movement has used yet. A refused command takes its row in the store back while the
    // memory keeps the coordinate; whoever uses it next writes the row again.
    std::unordered_set<CoordinateId> unsaved_;

    // Readers pass the turnstile and share the guard; the writer holds the turnstile while it waits for them, so that a
    // stream of readers cannot keep it out.
    mutable std::mutex turnstile_;
    mutable std::shared_mutex guard_;
};

class CubeView {
public:
    // In no particular order. Groups and steps without a posting are left out.
    std::vector<SliceSum> sums(const Slice& slice) const;
    // Coordinates of the measure that pass the filters.
    std::vector<CoordinateId> coordinates(int measure, std::span<const SliceFilter> filters) const;
    // The values of a dimension, by code: [0] is "no value".
    std::span<const Value> values(int measure, int dimension) const;
    std::optional<Code> code(int measure, int dimension, const Value& value) const;
    // The values of one coordinate, in the order of the measure's dimensions.
    std::vector<Value> coordinate_values(int measure, CoordinateId id) const;
    std::optional<std::pair<std::int32_t, std::int32_t>> days(int measure) const; // first and last day with a posting
    std::int64_t last_entry() const; // all postings up to this entry are in, and none after it

private:
    friend class Cube;
    explicit CubeView(const Cube& cube);
    const Cube& cube_;
    std::shared_lock<std::shared_mutex> lock_;
};

} // namespace shanhai::kernel
