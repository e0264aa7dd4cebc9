#include "kernel/store/entry_time.h"

#include "base/check.h"
#include "kernel/store/one_number.h"

namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros_a_day = std::int64_t{86'400} * 1'000'000;
constexpr std::int64_t shanghai_micros = std::int64_t{8} * 3600 * 1'000'000; // ahead of UTC

// The last microsecond before a day begins in Asia/Shanghai.
Moment before(Date day) { return {day.days() * micros_a_day - shanghai_micros - 1}; }

std::optional<Moment> first_entry(Connection& reader) {
    auto& statement = reader.prepared("SELECT at FROM sys_entry WHERE seq = 1");
    const Resetting done(statement);
    if (!statement.step()) return std::nullopt;
    return Moment{statement.integer(0)};
}

std::int64_t last_entry(Connection& reader) { return one_number(reader.prepared("SELECT max(seq) FROM sys_entry")); }

} // namespace

std::int64_t entry_at(Connection& reader, Moment moment) {
    std::int64_t low = 0, high = last_entry(reader);
    while (low < high) { // entries are in the order of time
        const auto middle = low + (high - low + 1) / 2;
        auto& at = reader.prepared("SELECT at FROM sys_entry WHERE seq = ?");
        at.bind(middle);
        const Resetting done(at);
        if (at.step() && at.integer(0) <= moment.micros)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

std::vector<StepsOfEntries::Beginning> StepsOfEntries::beginnings(Step step) {
    std::vector<Beginning> steps;
    const auto first = first_entry(reader_);
    if (!first) return steps;
    const auto last = last_entry(reader_);
    auto period = step_around(first->day_in_shanghai(), step);
    steps.push_back({0, period.from->days()});
    for (;;) {
        const auto next = *period.until;
        const auto behind = entry_at(reader_, before(next));
        if (behind >= last) return steps;
        steps.push_back({behind, next.days()});
        period = step_around(next, step);
    }
}

// Halved again and again, so that a store of many years asks few questions a posting.
std::string StepsOfEntries::choice(const std::vector<Beginning>& steps, std::size_t from, std::size_t until) const {
    if (until - from == 1) return std::to_string(steps[from].first_day);
    const auto middle = from + (until - from) / 2;
    return "CASE WHEN " + entry_column_ + " > " + std::to_string(steps[middle].after_entry) + " THEN " +
           choice(steps, middle, until) + " ELSE " + choice(steps, from, middle) + " END";
}

std::string StepsOfEntries::late_sql(const RecordType& type, const std::string& day_column) {
    if (!type.late_after) return "0";
    const auto steps = beginnings(*type.late_after);
    if (steps.empty()) return "0";
    return "CASE WHEN " + day_column + " < (" + choice(steps, 0, steps.size()) + ") THEN 1 ELSE 0 END";
}

int days_late(const RecordType& type, Date day, Moment entered) {
    const auto entered_on = entered.day_in_shanghai();
    if (!type.late_after || day >= *step_around(entered_on, *type.late_after).from) return 0;
    return entered_on - day;
}

} // namespace shanhai::kernel
