#include "kernel/rights/principal_index.h"

#include "kernel/schema/sql_expression.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

std::optional<Date> date_or_nothing(std::string_view text) {
    const auto date = Date::parse(text);
    return date ? std::optional(*date) : std::nullopt;
}

std::optional<ScopeKind> kind_named(std::string_view name) {
    for (const auto kind : scope_kinds) {
        if (name == name_of(kind)) return kind;
    }
    return std::nullopt;
}

std::map<std::int64_t, std::vector<Grant>> read_grants(const GrantRecords& grants, Connection& reader) {
    std::map<std::int64_t, std::vector<Grant>> result;
    std::string sql = "SELECT " + sql_name(grants.user) + ", " + sql_name(grants.role) + ", " + sql_name(grants.scope) +
                      ", " + sql_name(grants.since) + ", " + sql_name(grants.until);
    for (const auto& [kind, field] : grants.records) sql += ", " + sql_name(field);
    const auto statement = reader.prepare(sql + " FROM " + sql_name(grants.type) + " WHERE void = 0 ORDER BY id");
    while (statement->step()) {
        const auto kind = kind_named(statement->text(2));
        if (!kind) continue; // a scope that this program does not know gives nothing
        Grant grant;
        grant.role = statement->text(1);
        grant.scope = *kind;
        if (!statement->is_null(3)) grant.from = date_or_nothing(statement->text(3));
        if (!statement->is_null(4)) grant.until = date_or_nothing(statement->text(4));
        int column = 5;
        for (const auto& [of, field] : grants.records) {
            if (of == *kind && !statement->is_null(column)) grant.record = statement->integer(column);
            ++column;
        }
        if (grant.scope != ScopeKind::whole && grant.record == 0) continue;
        result[statement->integer(0)].push_back(std::move(grant));
    }
    return result;
}

} // namespace

PrincipalIndex::PrincipalIndex(const Schema& schema) : schema_(schema) {
    const auto& access = *schema.access;
    if (access.users) types_.insert(access.users->type);
    if (access.grants) types_.insert(access.grants->type);
    for (const auto kind : scope_kinds) {
        if (auto type = access.scope_type(kind, schema); !type.empty()) types_.insert(std::move(type));
    }
}

void PrincipalIndex::changed(const std::set<std::string>& types) {
    if (std::ranges::any_of(types, [&](const std::string& type) { return types_.contains(type); }))
        version_.fetch_add(1, std::memory_order_acq_rel);
}

std::optional<PrincipalIndex::Known> PrincipalIndex::find(const std::string& login, Connection& reader) {
    if (!schema_.access->users) return std::nullopt;
    const std::scoped_lock lock(guard_);
    bring_up_to_date(reader);
    const auto found = people_.find(login);
    return found == people_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Principal> PrincipalIndex::everybody(Connection& reader) {
    std::vector<Principal> result;
    if (!schema_.access->users) return result;
    const std::scoped_lock lock(guard_);
    bring_up_to_date(reader);
    for (const auto& [login, person] : people_) result.push_back(person.who);
    return result;
}

void PrincipalIndex::bring_up_to_date(Connection& reader) {
    // Asked first: a commit that comes in between makes the next call read again.
    const auto now = version();
    if (read_ == now) return;
    read(reader);
    read_ = now;
}

void PrincipalIndex::read(Connection& reader) {
    people_.clear();
    const auto& users = *schema_.access->users;
    auto grants = schema_.access->grants ? read_grants(*schema_.access->grants, reader)
                                         : std::map<std::int64_t, std::vector<Grant>>{};
    const auto statement = reader.prepare("SELECT id, " + sql_name(users.login) + ", " + sql_name(users.name) +
                                          ", state FROM " + sql_name(users.type) + " WHERE void = 0");
    while (statement->step()) {
        const std::string state(statement->text(3));
        const bool active = users.active.empty() || std::ranges::find(users.active, state) != users.active.end();
        if (!active) continue;
        std::string login(statement->text(1));
        const auto record = statement->integer(0);
        auto person = Principal::person(login, std::string(statement->text(2)), std::move(grants[record]));
        people_.emplace(std::move(login), Known{std::move(person), record});
    }
}

} // namespace shanhai::kernel
