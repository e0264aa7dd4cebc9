#include "kernel/cube/cube.h"

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "kernel/store/one_number.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace shanhai::kernel {

namespace {

constexpr std::uint32_t outside = 0xFFFFFFFF;
// Below this a linear look at the new cells costs less than sorting them in.
constexpr std::size_t least_merge = 16'384;
// Numbers of coordinates between two that were kept.
constexpr CoordinateId widest_gap = 1U << 22;
// Up to here sums are kept in a plain array; beyond, in a hash table.
constexpr std::uint64_t most_dense_sums = 1U << 22;

std::string coordinate_key(std::span<const Value> values) {
    json::array key;
    for (const auto& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value))
            key.emplace_back(*number);
        else if (const auto* text = std::get_if<std::string>(&value))
            key.emplace_back(*text);
        else
            key.emplace_back(nullptr);
    }
    return json::serialize(key);
}

Value value_of(const json::value& item) {
    if (item.is_int64()) return item.get_int64();
    if (item.is_string()) return std::string(item.get_string());
    return std::monostate{};
}

struct Cell {
    std::uint32_t row;
    std::int32_t day;
    std::int64_t value;
};

} // namespace

std::int64_t coordinate_seal(CoordinateId id, std::string_view key) {
    const auto hash = sha256(std::to_string(id) + " " + std::string(key));
    std::uint64_t seal = 0;
    for (std::size_t i = 0; i < sizeof seal; ++i) seal = seal << 8 | hash[i];
    return static_cast<std::int64_t>(seal >> 1);
}

// The values of one domain and their codes.
struct Cube::Domain {
    std::string name;
    std::vector<Value> values{std::monostate{}};
    std::unordered_map<std::int64_t, Code> numbers;
    std::unordered_map<std::string, Code> texts;

    std::optional<Code> find(const Value& value) const {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            const auto found = numbers.find(*number);
            return found == numbers.end() ? std::nullopt : std::optional(found->second);
        }
        if (const auto* text = std::get_if<std::string>(&value)) {
            const auto found = texts.find(*text);
            return found == texts.end() ? std::nullopt : std::optional(found->second);
        }
        return Code{0};
    }
};

// The coordinates of measures with equal dimensions: one column of codes a dimension.
struct Cube::Space {
    std::vector<std::size_t> domains;
    std::vector<std::vector<Code>> columns;
    std::vector<CoordinateId> ids;
    std::unordered_map<std::string, CoordinateId> by_codes;
};

// The cells of one measure: a sorted body, cut into runs of one coordinate, and the movements since it was sorted.
struct Cube::Balances {
    struct Run {
        std::uint32_t row, begin, end;
        std::int32_t first_day, last_day;
        std::int64_t total;
    };
    std::vector<Run> runs;
    std::vector<std::int32_t> days;   // ascending inside a run
    std::vector<std::int64_t> so_far; // the run's sum up to and with this cell: any stretch of days is one subtraction
    std::vector<Cell> fresh;
    std::int32_t first_day = INT32_MAX;
    std::int32_t last_day = INT32_MIN;

    void note_day(std::int32_t day) {
        first_day = std::min(first_day, day);
        last_day = std::max(last_day, day);
    }

    // Cells come in the order of rows and days. What 64 bits cannot hold goes on in another cell of the same day, or in
    // another run of the same row.
    void append_sorted(const Cell& cell) {
        std::int64_t total = cell.value;
        if (runs.empty() || runs.back().row != cell.row ||
            __builtin_add_overflow(runs.back().total, cell.value, &total)) {
            const auto at = static_cast<std::uint32_t>(days.size());
            runs.push_back({cell.row, at, at, cell.day, cell.day, 0});
            total = cell.value;
        }
        auto& run = runs.back();
        const auto before = run.end - run.begin < 2 ? 0 : so_far[run.end - 2];
        std::int64_t merged = 0;
        if (run.end > run.begin && days.back() == cell.day && !__builtin_sub_overflow(total, before, &merged)) {
            so_far.back() = total;
        } else {
            days.push_back(cell.day);
            so_far.push_back(total);
            ++run.end;
        }
        run.total = total;
        run.last_day = cell.day;
        note_day(cell.day);
    }

    // The sum of the cells [begin, end) of a run.
    __int128 between(const Run& run, std::uint32_t begin, std::uint32_t end) const {
        return __int128{so_far[end - 1]} - (begin > run.begin ? so_far[begin - 1] : 0);
    }
    std::int64_t value(const Run& run, std::uint32_t cell) const {
        return static_cast<std::int64_t>(between(run, cell, cell + 1));
    }

    // The first cell of a run at or after a day, looked for from `begin` on.
    std::uint32_t first_at(const Run& run, std::uint32_t begin, std::int64_t day) const {
        const auto start = days.begin();
        return static_cast<std::uint32_t>(std::lower_bound(start + begin, start + run.end, day) - start);
    }
};

Cube::Cube(const Schema& schema) : schema_(schema) {
    for (const auto& dimensions : schema.spaces) {
        auto space = std::make_unique<Space>();
        for (const auto& dimension : dimensions) {
            const auto found = std::find_if(domains_.begin(), domains_.end(),
                                            [&](const auto& domain) { return domain->name == dimension.domain; });
            space->domains.push_back(static_cast<std::size_t>(found - domains_.begin()));
            if (found == domains_.end()) {
                domains_.push_back(std::make_unique<Domain>());
                domains_.back()->name = dimension.domain;
            }
        }
        space->columns.resize(dimensions.size());
        spaces_.push_back(std::move(space));
    }
    for (std::size_t i = 0; i < schema.measures.size(); ++i) balances_.push_back(std::make_unique<Balances>());
    places_.emplace_back(outside, 0); // ids begin at 1
}

Cube::~Cube() = default;

Code Cube::code_of(std::size_t domain_index, const Value& value) {
    auto& domain = *domains_[domain_index];
    if (const auto known = domain.find(value)) return *known;
    const auto code = static_cast<Code>(domain.values.size());
    domain.values.push_back(value);
    if (const auto* number = std::get_if<std::int64_t>(&value))
        domain.numbers.emplace(*number, code);
    else
        domain.texts.emplace(std::get<std::string>(value), code);
    return code;
}

std::string Cube::packed(std::span<const Code> codes) const {
    std::string bytes(codes.size_bytes(), '\0');
    std::memcpy(bytes.data(), codes.data(), codes.size_bytes());
    return bytes;
}

void Cube::add_coordinate(std::size_t space_index, std::span<const Code> codes, CoordinateId id) {
    auto& space = *spaces_[space_index];
    if (places_.size() <= id) places_.resize(id + 1, {outside, 0});
    places_[id] = {static_cast<std::uint32_t>(space_index), static_cast<std::uint32_t>(space.ids.size())};
    for (std::size_t i = 0; i < codes.size(); ++i) space.columns[i].push_back(codes[i]);
    space.ids.push_back(id);
    space.by_codes.emplace(packed(codes), id);
    next_coordinate_ = std::max(next_coordinate_, id + 1);
}

// How a space is named in the store.
std::string Cube::space_name(std::size_t space) const {
    std::string name;
    for (const auto& dimension : schema_.spaces[space]) name += dimension.name + "=" + dimension.domain + ";";
    return name;
}

void Cube::load(Connection& reader) {
    std::map<std::int64_t, std::size_t> spaces; // id in the store → index
    auto& named = reader.prepared("SELECT id, dimensions FROM sys_space");
    while (named.step()) {
        for (std::size_t i = 0; i < schema_.spaces.size(); ++i) {
            if (space_name(i) == named.text(1)) spaces[named.integer(0)] = i;
        }
    }
    auto& coordinates = reader.prepared("SELECT id, space, key FROM sys_coordinate ORDER BY id");
    std::vector<Code> codes;
    while (coordinates.step()) {
        const auto space = spaces.find(coordinates.integer(1));
        const std::int64_t number = coordinates.integer(0);
        // What was refused leaves gaps of this size at the most; beyond them the store is damaged, and a table of the
        // places up to there would take all memory there is.
        check(number > 0 && number < next_coordinate_ + widest_gap, "coordinates are numbered one after the other");
        const auto id = static_cast<CoordinateId>(number);
        next_coordinate_ = std::max(next_coordinate_, id + 1);
        if (space == spaces.end()) continue; // of a module that is not here now
        const auto key = parse_own_json(coordinates.text(2));
        codes.clear();
        for (std::size_t i = 0; i < key.as_array().size(); ++i)
            codes.push_back(code_of(spaces_[space->second]->domains[i], value_of(key.as_array()[i])));
        add_coordinate(space->second, codes, id);
    }
    auto& postings = reader.prepared(
        "SELECT coordinate, day, value FROM sys_posting WHERE measure = (SELECT id FROM sys_measure WHERE name = ?) "
        "ORDER BY measure, coordinate, day");
    for (const auto& measure : schema_.measures) {
        auto& balances = *balances_[static_cast<std::size_t>(measure.number)];
        postings.reset();
        postings.bind(measure.name);
        while (postings.step()) {
            const auto& place = places_.at(static_cast<std::size_t>(postings.integer(0)));
            balances.append_sorted({place.second, static_cast<std::int32_t>(postings.integer(1)), postings.integer(2)});
        }
    }
    last_entry_ = one_number(reader.prepared("SELECT max(seq) FROM sys_entry"));
}

CoordinateId Cube::coordinate(Connection& writer, const Measure& measure, std::span<const Value> values) {
    const auto space_index = static_cast<std::size_t>(measure.space);
    auto& space = *spaces_[space_index];
    std::array<Code, 32> codes{};
    check(values.size() <= codes.size(), "a measure has at most 32 dimensions");
    bool known = true; // the writer alone changes the dictionaries, so it may read them without the guard
    for (std::size_t i = 0; i < values.size() && known; ++i) {
        const auto code = domains_[space.domains[i]]->find(values[i]);
        known = code.has_value();
        codes[i] = code.value_or(0);
    }
    const std::span<const Code> used(codes.data(), values.size());
    if (known) {
        const auto found = space.by_codes.find(packed(used));
        if (found != space.by_codes.end()) {
            if (unsaved_.contains(found->second)) save_coordinate(writer, measure, values, found->second);
            return found->second;
        }
    }
    const auto id = next_coordinate_;
    save_coordinate(writer, measure, values, id);
    unsaved_.insert(id);
    const std::scoped_lock turn(turnstile_);
    const std::unique_lock alone(guard_);
    for (std::size_t i = 0; i < values.size(); ++i) codes[i] = code_of(space.domains[i], values[i]);
    add_coordinate(space_index, used, id);
    return id;
}

void Cube::save_coordinate(Connection& writer, const Measure& measure, std::span<const Value> values, CoordinateId id) {
    const auto name = space_name(static_cast<std::size_t>(measure.space));
    const auto key = coordinate_key(values);
    writer
        .prepared(
            "INSERT INTO sys_space (id, dimensions) SELECT coalesce(max(id), 0) + 1, ? FROM sys_space WHERE 1 = 1 "
            "ON CONFLICT (dimensions) DO NOTHING")
        .bind(name)
        .run();
    writer
        .prepared(
            "INSERT INTO sys_coordinate (id, space, key, seal) SELECT ?, id, ?, ? FROM sys_space WHERE dimensions = ? "
            "ON CONFLICT DO NOTHING")
        .bind(id)
        .bind(key)
        .bind(coordinate_seal(id, key))
        .bind(name)
        .run();
}

void Cube::apply(std::span<const Movement> movements, std::int64_t last_entry) {
    {
        const std::scoped_lock turn(turnstile_);
        const std::unique_lock alone(guard_);
        last_entry_ = last_entry;
        for (const auto& movement : movements) {
            unsaved_.erase(movement.coordinate);
            auto& balances = *balances_[static_cast<std::size_t>(movement.measure)];
            balances.fresh.push_back({places_[movement.coordinate].second, movement.day, movement.value});
            balances.note_day(movement.day);
        }
    }
    for (auto& balances : balances_) merge_if_large(*balances);
}

void Cube::merge_if_large(Balances& balances) {
    if (balances.fresh.size() < std::max(least_merge, balances.days.size() / 8)) return;
    // Built beside the old body, which readers go on using; only the exchange needs the guard.
    auto added = balances.fresh;
    const auto earlier = [](const Cell& a, const Cell& b) { return std::pair(a.row, a.day) < std::pair(b.row, b.day); };
    std::sort(added.begin(), added.end(), earlier);
    Balances merged;
    merged.days.reserve(balances.days.size() + added.size());
    merged.so_far.reserve(balances.days.size() + added.size());
    auto next = added.begin();
    for (const auto& run : balances.runs) {
        for (auto i = run.begin; i < run.end; ++i) {
            const Cell cell{run.row, balances.days[i], balances.value(run, i)};
            while (next != added.end() && earlier(*next, cell)) merged.append_sorted(*next++);
            merged.append_sorted(cell);
        }
    }
    while (next != added.end()) merged.append_sorted(*next++);
    const std::scoped_lock turn(turnstile_);
    const std::unique_lock alone(guard_);
    balances = std::move(merged);
}

std::size_t Cube::cells() const {
    const auto still = view();
    std::size_t count = 0;
    for (const auto& balances : balances_) count += balances->days.size() + balances->fresh.size();
    return count;
}

CubeView Cube::view() const { return CubeView(*this); }

CubeView::CubeView(const Cube& cube) : cube_(cube) {
    const std::scoped_lock turn(cube.turnstile_);
    lock_ = std::shared_lock(cube.guard_);
}

namespace {

// Where each coordinate of a space goes: its place among the groups, or outside.
struct Places {
    std::vector<std::uint32_t> slot; // by row
    std::uint64_t slots = 1;
    // Slot → its groups one after another, when slots are numbered as they appear; else a slot is a mixed-radix number.
    std::vector<std::uint32_t> groups_of;
};

void number_as_they_appear(Places& places, const std::vector<std::vector<Code>>& columns,
                           std::span<const SliceGroup> groups) {
    for (const auto& group : groups) {
        const auto& column = columns[static_cast<std::size_t>(group.dimension)];
        std::unordered_map<std::uint64_t, std::uint32_t> known; // slot so far and group → slot
        for (std::size_t row = 0; row < places.slot.size(); ++row) {
            if (places.slot[row] == outside) continue;
            const auto number = std::uint64_t{places.slot[row]} * group.groups + group.group_of[column[row]];
            places.slot[row] = known.emplace(number, static_cast<std::uint32_t>(known.size())).first->second;
        }
        places.slots = known.size();
    }
    places.groups_of.resize(places.slots * groups.size());
    for (std::size_t row = 0; row < places.slot.size(); ++row) {
        for (std::size_t i = 0; places.slot[row] != outside && i < groups.size(); ++i)
            places.groups_of[places.slot[row] * groups.size() + i] =
                groups[i].group_of[columns[static_cast<std::size_t>(groups[i].dimension)][row]];
    }
}

// `per_slot`: how many sums each slot will have.
Places place_rows(const std::vector<std::vector<Code>>& columns, std::size_t rows, std::span<const SliceFilter> filters,
                  std::span<const SliceGroup> groups, std::size_t per_slot) {
    Places places;
    places.slot.assign(rows, 0);
    const auto lets = [&](const SliceFilter& filter, std::size_t row) {
        const auto code = columns[static_cast<std::size_t>(filter.dimension)][row];
        return code < filter.allowed.size() && filter.allowed[code] != 0;
    };
    for (const auto& filter : filters) {
        for (std::size_t row = 0; row < rows; ++row) {
            const bool passes = lets(filter, row) || std::ranges::any_of(filter.or_else, [&](const SliceFilter& other) {
                                    return lets(other, row);
                                });
            if (!passes) places.slot[row] = outside;
        }
    }
    std::uint64_t sums = per_slot;
    for (const auto& group : groups) sums = sums > most_dense_sums ? sums : sums * std::max(1U, group.groups);
    if (sums > most_dense_sums && !groups.empty()) {
        number_as_they_appear(places, columns, groups);
        return places;
    }
    for (const auto& group : groups) {
        places.slots *= std::max(1U, group.groups);
        const auto& column = columns[static_cast<std::size_t>(group.dimension)];
        for (std::size_t row = 0; row < rows; ++row) {
            if (places.slot[row] != outside)
                places.slot[row] = places.slot[row] * group.groups + group.group_of[column[row]];
        }
    }
    return places;
}

std::vector<std::uint32_t> groups_of_slot(const Places& places, std::uint64_t slot,
                                          std::span<const SliceGroup> groups) {
    std::vector<std::uint32_t> result(groups.size());
    for (auto i = groups.size(); i-- > 0;) {
        if (!places.groups_of.empty()) {
            result[i] = places.groups_of[slot * groups.size() + i];
        } else {
            result[i] = static_cast<std::uint32_t>(slot % groups[i].groups);
            slot /= groups[i].groups;
        }
    }
    return result;
}

// Day → number of its calendar step, for a run of days.
struct Steps {
    std::int32_t first_day = 0;
    std::vector<std::uint32_t> number;
    std::vector<std::int32_t> day_of; // step → a day inside it

    Steps(std::int32_t first, std::int32_t last, Step step) : first_day(first) {
        for (auto day = first; day <= last;) {
            const auto around = step_around(Date::from_days(day), step);
            const auto end = std::min(around.until ? around.until->days() : last + 1, last + 1);
            number.insert(number.end(), static_cast<std::size_t>(end - day), static_cast<std::uint32_t>(day_of.size()));
            day_of.push_back(day);
            day = end;
        }
    }
};

// Sums by number. Remembers which were touched, because a sum of zero is a sum.
class Sums {
public:
    explicit Sums(std::uint64_t numbers) {
        if (numbers > most_dense_sums) return;
        sums_.resize(numbers);
        touched_.resize(numbers);
    }

    void add(std::uint64_t number, __int128 value) {
        if (sums_.empty()) {
            few_[number] += value;
        } else {
            sums_[number] += value;
            touched_[number] = 1;
        }
    }

    template <class Use>
    void each(Use use) const {
        for (std::size_t number = 0; number < sums_.size(); ++number) {
            if (touched_[number] != 0) use(number, sums_[number]);
        }
        for (const auto& [number, sum] : few_) use(number, sum);
    }

private:
    std::vector<__int128> sums_;
    std::vector<std::uint8_t> touched_;
    std::unordered_map<std::uint64_t, __int128> few_; // instead, when there could be too many
};

// The sums of a slice while they are added up: one a place and calendar step.
class Accumulator {
public:
    Accumulator(const Slice& slice, const std::vector<std::vector<Code>>& columns, std::size_t rows, std::int32_t from,
                std::int32_t until)
        : slice_(slice), from_(from), until_(until),
          steps_(slice.step ? std::optional<Steps>(std::in_place, from, until - 1, *slice.step) : std::nullopt),
          per_slot_(steps_ ? steps_->day_of.size() : 1),
          places_(place_rows(columns, rows, slice.filters, slice.groups, per_slot_)), sums_(places_.slots * per_slot_) {
    }

    bool takes(std::uint32_t row) const { return places_.slot[row] != outside; }

    void add(std::uint32_t row, std::int32_t day, __int128 value) {
        if (day >= from_ && day < until_ && takes(row)) add_at(row, day, value);
    }

    // All that a run has inside the period, a calendar step at a time.
    template <class Balances, class Run>
    void add_run(const Balances& balances, const Run& run) {
        if (!takes(run.row) || run.last_day < from_ || run.first_day >= until_) return;
        auto at = run.first_day >= from_ ? run.begin : balances.first_at(run, run.begin, from_);
        const auto end = run.last_day < until_ ? run.end : balances.first_at(run, at, until_);
        while (at < end) {
            const auto day = balances.days[at];
            const auto stop = steps_ ? std::min(end, balances.first_at(run, at, step_end(day))) : end;
            add_at(run.row, day, balances.between(run, at, stop));
            at = stop;
        }
    }

    std::vector<SliceSum> result() const {
        std::vector<SliceSum> result;
        sums_.each([&](std::uint64_t number, __int128 sum) {
            result.push_back({groups_of_slot(places_, number / per_slot_, slice_.groups),
                              steps_ ? steps_->day_of[number % per_slot_] : 0, sum});
        });
        return result;
    }

private:
    std::uint32_t step_of(std::int32_t day) const {
        return steps_->number[static_cast<std::size_t>(day - steps_->first_day)];
    }
    std::int32_t step_end(std::int32_t day) const {
        const auto next = step_of(day) + 1;
        return next < steps_->day_of.size() ? steps_->day_of[next] : until_;
    }
    void add_at(std::uint32_t row, std::int32_t day, __int128 value) {
        sums_.add(places_.slot[row] * per_slot_ + (steps_ ? step_of(day) : 0), value);
    }

    const Slice& slice_;
    std::int32_t from_, until_;
    std::optional<Steps> steps_;
    std::size_t per_slot_;
    Places places_;
    Sums sums_;
};

} // namespace

std::vector<SliceSum> CubeView::sums(const Slice& slice) const {
    const auto& measure = cube_.schema_.measures[static_cast<std::size_t>(slice.measure)];
    const auto& space = *cube_.spaces_[static_cast<std::size_t>(measure.space)];
    const auto& balances = *cube_.balances_[static_cast<std::size_t>(slice.measure)];
    if (balances.first_day > balances.last_day) return {};
    const auto from = std::max(slice.from.value_or(INT32_MIN), balances.first_day);
    const auto until = std::min(slice.until.value_or(INT32_MAX), balances.last_day + 1);
    if (from >= until) return {};
    Accumulator sums(slice, space.columns, space.ids.size(), from, until);
    for (const auto& run : balances.runs) sums.add_run(balances, run);
    for (const auto& cell : balances.fresh) sums.add(cell.row, cell.day, cell.value);
    for (const auto& movement : slice.undo) {
        if (movement.measure == slice.measure)
            sums.add(cube_.places_[movement.coordinate].second, movement.day, -__int128{movement.value});
    }
    return sums.result();
}

std::vector<CoordinateId> CubeView::coordinates(int measure_number, std::span<const SliceFilter> filters) const {
    const auto& measure = cube_.schema_.measures[static_cast<std::size_t>(measure_number)];
    const auto& space = *cube_.spaces_[static_cast<std::size_t>(measure.space)];
    const auto places = place_rows(space.columns, space.ids.size(), filters, {}, 1);
    std::vector<CoordinateId> result;
    for (std::size_t row = 0; row < space.ids.size(); ++row) {
        if (places.slot[row] != outside) result.push_back(space.ids[row]);
    }
    return result;
}

std::span<const Value> CubeView::values(int measure, int dimension) const {
    const auto space = cube_.schema_.measures[static_cast<std::size_t>(measure)].space;
    return cube_.domains_[cube_.spaces_[static_cast<std::size_t>(space)]->domains[static_cast<std::size_t>(dimension)]]
        ->values;
}

std::optional<Code> CubeView::code(int measure, int dimension, const Value& value) const {
    const auto space = cube_.schema_.measures[static_cast<std::size_t>(measure)].space;
    return cube_.domains_[cube_.spaces_[static_cast<std::size_t>(space)]->domains[static_cast<std::size_t>(dimension)]]
        ->find(value);
}

std::vector<Value> CubeView::coordinate_values(int measure, CoordinateId id) const {
    const auto [space_index, row] = cube_.places_[id];
    const auto& space = *cube_.spaces_[space_index];
    std::vector<Value> result;
    for (std::size_t i = 0; i < space.columns.size(); ++i)
        result.push_back(values(measure, static_cast<int>(i))[space.columns[i][row]]);
    return result;
}

std::int64_t CubeView::last_entry() const { return cube_.last_entry_; }

std::optional<std::pair<std::int32_t, std::int32_t>> CubeView::days(int measure) const {
    const auto& balances = *cube_.balances_[static_cast<std::size_t>(measure)];
    if (balances.first_day > balances.last_day) return std::nullopt;
    return std::pair(balances.first_day, balances.last_day);
}

} // namespace shanhai::kernel
