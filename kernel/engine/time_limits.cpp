#include "kernel/engine/time_limits.h"

namespace shanhai::kernel {

namespace {

// What the limit's own field says; empty when it says nothing.
std::string named_day(const RecordType& type, const RecordRow& row, const TimeLimit& limit) {
    const int index = type.field_index(limit.until);
    const auto* day = index < 0 ? nullptr : std::get_if<std::string>(&row.values[static_cast<std::size_t>(index)]);
    return day == nullptr ? std::string{} : *day;
}

} // namespace

std::string deadline_in(const RecordType& type, const RecordRow& row, Moment since) {
    const auto* state = type.state(row.state);
    if (state == nullptr || state->limit.empty()) return {};
    auto named = named_day(type, row, state->limit);
    if (!named.empty() || !state->limit.within_days) return named;
    return (since.day_in_shanghai() + *state->limit.within_days).iso();
}

std::string next_deadline(const RecordType& type, const RecordRow& before, const RecordRow& after, Moment at) {
    const auto* state = type.state(after.state);
    if (state == nullptr || state->limit.empty()) return {};
    const bool same_limit = after.state == before.state && !before.deadline.empty() &&
                            named_day(type, before, state->limit) == named_day(type, after, state->limit);
    return same_limit ? before.deadline : deadline_in(type, after, at);
}

void add_moved_columns(const RecordRow& before, const RecordRow& after, std::set<std::string>& changed) {
    if (after.state != before.state) changed.insert("state");
    if (after.deadline != before.deadline) changed.insert("deadline");
    if (after.escalated != before.escalated) changed.insert("escalated");
}

bool is_overdue(const RecordRow& row, Moment at) {
    return !row.deadline.empty() && row.deadline < at.day_in_shanghai().iso() && row.escalated != row.deadline;
}

} // namespace shanhai::kernel
