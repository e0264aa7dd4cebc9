#include "kernel/jobs/audience.h"

#include "kernel/schema/access_model.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>

namespace shanhai::kernel {

Audience::Audience(Connection& reader, const Schema& schema, const Notices::People& people)
    : reader_(reader), schema_(schema) {
    for (auto& person : people.everybody(reader)) {
        Listener listener;
        listener.rights = people.rights(person, reader);
        listener.gate = std::make_unique<RecordGate>(*listener.rights, schema, reader);
        listener.who = std::move(person);
        listeners_.push_back(std::move(listener));
    }
}

bool Audience::may_read(const std::string& person, const std::string& type_name, std::int64_t record) {
    const auto* type = schema_.type(type_name);
    const auto found = std::ranges::find(listeners_, person, [](const Listener& one) { return one.who.user(); });
    return type != nullptr && found != listeners_.end() && found->gate->reads(*type, record).has_value();
}

std::vector<Notice> Audience::of(const Entry& entry) {
    const auto* type = schema_.type(entry.type);
    if (type == nullptr || type->states.empty() || listeners_.empty()) return {};
    const auto row = read_row(reader_, *type, entry.record);
    if (!row || row->voided || row->deadline.empty()) return {};
    const bool escalates = entry.action == "escalate";
    // A later entry may have taken the record further: then it is that one which concerns people.
    if (escalates ? row->escalated != entry.escalated : row->state != entry.state) return {};
    const auto people = escalates ? escalated_to(*type, *row) : who_may_step(*type, *row, entry.actor);
    std::vector<Notice> notices;
    for (const auto& person : people) {
        Notice notice;
        notice.person = person;
        notice.kind = escalates ? "overdue" : "todo";
        notice.key = notice.kind + ":" + std::to_string(entry.seq);
        notice.type = type->name;
        notice.record = row->id;
        notice.entry = entry.seq;
        notice.at = entry.at;
        notices.push_back(std::move(notice));
    }
    return notices;
}

// Those who may take a step from there, but not who brought the record there.
std::vector<std::string> Audience::who_may_step(const RecordType& type, const RecordRow& row, const std::string& but) {
    std::vector<std::string> people;
    for (auto& listener : listeners_) {
        if (listener.who.user() == but || !listener.gate->reads(type, row.id)) continue;
        const bool may = std::ranges::any_of(type.transitions, [&](const Transition& step) {
            return std::ranges::find(step.from, row.state) != step.from.end() &&
                   listener.gate->open(type, row.id, step.name).has_value();
        });
        if (may) people.push_back(listener.who.user());
    }
    return people;
}

// A field names a user or an office, whose users are meant; any other word is a role. With nobody there to hear of it, those
// who have let it lie do.
std::vector<std::string> Audience::escalated_to(const RecordType& type, const RecordRow& row) {
    const auto* state = type.state(row.state);
    if (state == nullptr) return {};
    const auto& to = state->limit.escalate_to;
    const int index = type.field_index(to);
    std::set<std::string> users;
    if (index >= 0) {
        const auto& value = row.values[static_cast<std::size_t>(index)];
        if (const auto* record = std::get_if<std::int64_t>(&value))
            users = users_behind(type.fields[static_cast<std::size_t>(index)], *record);
    } else {
        for (const auto& listener : listeners_)
            if (std::ranges::any_of(listener.who.grants(), [&](const Grant& grant) { return grant.role == to; }))
                users.insert(listener.who.user());
    }
    std::vector<std::string> people;
    for (auto& listener : listeners_)
        if (users.contains(listener.who.user()) && listener.gate->reads(type, row.id))
            people.push_back(listener.who.user());
    return people.empty() ? who_may_step(type, row, {}) : people;
}

std::set<std::string> Audience::users_behind(const Field& field, std::int64_t record) {
    std::set<std::string> users;
    const auto& access = *schema_.access;
    const auto* user_type = access.users ? schema_.type(access.users->type) : nullptr;
    if (user_type == nullptr || field.kind != FieldKind::ref) return users;
    std::string condition = field.ref == user_type->name ? "id = ?" : "";
    for (const auto& own : user_type->fields)
        if (field.ref != user_type->name && own.kind == FieldKind::ref && own.ref == field.ref)
            condition += (condition.empty() ? "" : " OR ") + sql_name(own.name) + " = ?";
    if (condition.empty()) return users;
    const auto statement = reader_.prepare("SELECT " + sql_name(access.users->login) + " FROM " +
                                           sql_name(user_type->name) + " WHERE void = 0 AND (" + condition + ")");
    for (const auto c : condition)
        if (c == '?') statement->bind(record);
    while (statement->step()) users.emplace(statement->text(0));
    return users;
}

} // namespace shanhai::kernel
