#include "kernel/rights/rights.h"

#include "kernel/schema/sql_expression.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_known = 1000;

bool holds_on(const Grant& grant, Date today) {
    return (!grant.from || *grant.from <= today) && (!grant.until || today <= *grant.until);
}

// The record of a scope and all below it, sorted.
std::vector<std::int64_t> with_below(const RecordType& type, std::int64_t record, Connection& reader) {
    std::vector<std::int64_t> result{record};
    if (!type.tree.empty()) {
        auto& statement =
            reader.prepared("WITH RECURSIVE below(id) AS (SELECT CAST(? AS BIGINT) UNION SELECT t.id FROM \"" +
                            type.name + "\" t JOIN below ON t.\"" + type.tree + "\" = below.id) SELECT id FROM below");
        statement.bind(record);
        const Resetting done(statement);
        result.clear();
        while (statement.step()) result.push_back(statement.integer(0));
    }
    std::ranges::sort(result);
    return result;
}

std::string text_literal(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\0') continue; // in no login, and nothing that SQL can say
        result += c;
        if (c == '\'') result += c;
    }
    return result + "'";
}

std::string list_of(const std::vector<std::int64_t>& ids) {
    std::string result = "(";
    for (const auto id : ids) result.append(result.size() > 1 ? "," : "").append(std::to_string(id));
    return result + ")";
}

std::string either(const std::vector<std::string>& conditions) {
    if (conditions.empty()) return "1 = 0";
    return conditions.size() == 1 ? conditions.front() : "(" + join(conditions, " OR ") + ")";
}

} // namespace

bool Way::contains(std::int64_t record) const {
    return everywhere || (records && std::binary_search(records->begin(), records->end(), record));
}

Rights::Rights(Principal who, const Schema& schema, Date today, Connection& reader)
    : who_(std::move(who)), schema_(schema) {
    std::map<std::pair<ScopeKind, std::int64_t>, std::shared_ptr<const std::vector<std::int64_t>>> scopes;
    for (const auto& grant : who_.grants()) {
        const auto* role = schema.access->role(grant.role);
        if (role == nullptr || !holds_on(grant, today)) continue;
        Given given{role, grant.scope, nullptr};
        if (grant.scope != ScopeKind::whole) {
            const auto* type = schema.type(schema.access->scope_type(grant.scope, schema));
            if (type == nullptr) continue;
            auto& records = scopes[{grant.scope, grant.record}];
            if (!records)
                records = std::make_shared<const std::vector<std::int64_t>>(with_below(*type, grant.record, reader));
            given.records = records;
        }
        given_.push_back(std::move(given));
    }
}

bool Rights::may_see_refusals() const {
    // Refusals name records of every type, which a token for some types leaves out.
    if (who_.token() && !who_.token()->types.empty()) return false;
    return who_.token_allows("read", "") &&
           (who_.is_administrator() || std::ranges::any_of(given_, [](const Given& given) {
                return given.scope == ScopeKind::whole && given.role->sees_refusals;
            }));
}

void Rights::add_ways(std::vector<Way>& ways, const Right& right, const Given& given, const RecordType& type,
                      std::string_view operation) const {
    const std::string name(operation);
    const bool may = right.all || right.may.contains(name) || (operation == "figures" && right.may.contains("read"));
    const bool own = right.own.contains(name);
    if (!may && !own) return;
    Way way;
    way.own = !may;
    way.sees = right.sees;
    way.scope = given.scope;
    way.records = given.records;
    if (given.scope == ScopeKind::whole) {
        way.everywhere = true;
    } else {
        const auto places = schema_.access->places.find(type.name);
        if (places == schema_.access->places.end()) return; // lies in no scope
        way.everywhere = places->second.everywhere;
        if (!way.everywhere && !places->second.paths.contains(given.scope)) return;
    }
    ways.push_back(std::move(way));
}

std::vector<Way> Rights::ways(const RecordType& type, std::string_view operation) const {
    std::vector<Way> result;
    if (!who_.token_allows(std::string(operation), type.name)) return result;
    if (who_.is_administrator()) {
        result.push_back({.everywhere = true, .records = nullptr, .sees = Sensitivity::secret});
        return result;
    }
    const bool is_private = schema_.access->private_types.contains(type.name);
    for (const auto& given : given_) {
        for (const auto& key : {std::string(), type.name}) {
            if (key.empty() && is_private) continue; // "all types" were never meant to include these
            const auto right = given.role->rights.find(key);
            if (right != given.role->rights.end()) add_ways(result, right->second, given, type, operation);
        }
    }
    return result;
}

std::optional<Sensitivity> Rights::sees_somewhere(const RecordType& type) const {
    std::optional<Sensitivity> most;
    for (const auto& way : ways(type, "read")) most = std::max(most.value_or(way.sees), way.sees);
    return most;
}

std::optional<Sensitivity> Rights::sees_everywhere(const RecordType& type) const {
    std::optional<Sensitivity> most;
    for (const auto& way : ways(type, "read")) {
        if (way.everywhere && !way.own) most = std::max(most.value_or(way.sees), way.sees);
    }
    return most;
}

// ── as SQL ───────────────────────────────────────────────────────────────────────────────────────────────────────

// Steps through a reference are a list of the records it may lead to rather than a join: the list is worked out once a
// query, and an index on the reference finds the few rows of a narrow scope among many.
std::string Rights::lies_in_sql(const RecordType& type, const std::string& prefix,
                                const std::vector<std::string>& paths, const std::string& records) const {
    std::vector<std::string> conditions;
    std::map<std::string, std::vector<std::string>> further; // first step → what follows
    for (const auto& path : paths) {
        const auto dot = path.find('.');
        if (dot == std::string::npos)
            conditions.push_back(prefix + sql_name(path) + " IN " + records);
        else
            further[path.substr(0, dot)].push_back(path.substr(dot + 1));
    }
    for (const auto& [step, rest] : further) {
        const auto& target = *schema_.type(type.field(step)->ref);
        conditions.push_back(prefix + sql_name(step) + " IN (SELECT id FROM " + sql_name(target.name) + " WHERE " +
                             lies_in_sql(target, "", rest, records) + ")");
    }
    return either(conditions);
}

std::string Rights::own_sql(const RecordType& type, std::string_view alias) const {
    const auto prefix = alias.empty() ? std::string() : std::string(alias) + ".";
    const auto about = schema_.access->belongs_to.find(type.name);
    if (about == schema_.access->belongs_to.end()) return prefix + "created_by = " + text_literal(who_.user());
    const auto& users = schema_.access->users;
    if (!users || users->person.empty()) return "1 = 0"; // nobody is known to be anybody
    return prefix + sql_name(about->second) + " IN (SELECT " + sql_name(users->person) + " FROM " +
           sql_name(users->type) + " WHERE void = 0 AND " + sql_name(users->login) + " = " + text_literal(who_.user()) +
           ")";
}

std::string Rights::way_sql(const RecordType& type, std::string_view alias, const Way& way) const {
    const auto prefix = alias.empty() ? std::string() : std::string(alias) + ".";
    std::string sql;
    if (!way.everywhere)
        sql =
            lies_in_sql(type, prefix, schema_.access->places.at(type.name).paths.at(way.scope), list_of(*way.records));
    if (way.own) sql += (sql.empty() ? "" : " AND ") + own_sql(type, alias);
    return way.own && !way.everywhere ? "(" + sql + ")" : sql;
}

std::string Rights::condition(const RecordType& type, std::string_view alias, std::string_view operation,
                              Sensitivity level) const {
    std::vector<std::string> conditions;
    for (const auto& way : ways(type, operation)) {
        if (way.sees < level) continue;
        if (way.everywhere && !way.own) return {};
        auto sql = way_sql(type, alias, way);
        if (std::ranges::find(conditions, sql) == conditions.end()) conditions.push_back(std::move(sql));
    }
    return either(conditions);
}

std::string Rights::level_sql(const RecordType& type, std::string_view alias, std::string_view operation) const {
    const auto all = ways(type, operation);
    if (all.empty()) return "0";
    std::string sql;
    auto [lowest, highest] = std::pair(Sensitivity::secret, Sensitivity::public_);
    for (const auto& way : all) {
        lowest = std::min(lowest, way.sees);
        highest = std::max(highest, way.sees);
    }
    for (auto level = highest; level > lowest; level = static_cast<Sensitivity>(static_cast<int>(level) - 1)) {
        const auto open = condition(type, alias, operation, level);
        if (open.empty()) {
            lowest = level;
            break;
        }
        sql += " WHEN " + open + " THEN " + std::to_string(static_cast<int>(level));
    }
    const auto otherwise = std::to_string(static_cast<int>(lowest));
    return sql.empty() ? otherwise : "CASE" + sql + " ELSE " + otherwise + " END";
}

// ── remembered ───────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

// Principals of one name may still differ: by a token, or because one is older than a grant.
std::string key_of(const Principal& who) {
    std::string key = who.is_administrator() ? "+" : "-";
    const auto add = [&](std::string_view part) { key.append(std::to_string(part.size())).append(":").append(part); };
    add(who.user());
    for (const auto& grant : who.grants()) {
        add(grant.role);
        add(name_of(grant.scope));
        add(std::to_string(grant.record));
        add(grant.from ? grant.from->iso() : "");
        add(grant.until ? grant.until->iso() : "");
    }
    if (who.token()) {
        add("token");
        for (const auto& operation : who.token()->operations) add(operation);
        add("types");
        for (const auto& type : who.token()->types) add(type);
    }
    return key;
}

} // namespace

std::shared_ptr<const Rights> RightsIndex::find(const std::string& key, std::uint64_t version, Date today) {
    const std::scoped_lock lock(guard_);
    if (version_ != version || today_ != today || known_.size() >= most_known) {
        known_.clear();
        version_ = version;
        today_ = today;
    }
    const auto found = known_.find(key);
    return found == known_.end() ? nullptr : found->second;
}

std::shared_ptr<const Rights> RightsIndex::known(const Principal& who, std::uint64_t version, Date today) {
    return find(key_of(who), version, today);
}

std::shared_ptr<const Rights> RightsIndex::of(const Principal& who, std::uint64_t version, Date today,
                                              Connection& reader) {
    auto key = key_of(who);
    if (auto found = find(key, version, today)) return found;
    // Without the address: whoever asks next has the same rights from elsewhere.
    auto rights = std::make_shared<const Rights>(who.from({}), schema_, today, reader);
    const std::scoped_lock lock(guard_);
    if (version_ == version && today_ == today) known_.insert_or_assign(std::move(key), rights);
    return rights;
}

// ── levels ───────────────────────────────────────────────────────────────────────────────────────────────────────

Sensitivity level_of_column(const RecordType& type, std::string_view name) {
    if (const auto* field = type.field(name)) return field->sensitivity;
    if (name == "deadline" || name == "escalated") { // may be the day that a field names
        auto level = Sensitivity::public_;
        for (const auto& state : type.states) {
            if (const auto* field = type.field(state.limit.until)) level = std::max(level, field->sensitivity);
        }
        return level;
    }
    return name == "created_by" ? Sensitivity::internal
                                : Sensitivity::public_; // who works here is nobody else's affair
}

Sensitivity level_of(const SqlExpression& expression, const RecordType& type, const Schema& schema) {
    auto level = Sensitivity::public_;
    for (const auto& name : expression.names) {
        const auto dot = name.rfind('.');
        const RecordType* owner = &type;
        if (dot != std::string::npos) {
            const auto* reference = field_at(name.substr(0, dot), type, schema);
            owner = reference == nullptr ? nullptr : schema.type(reference->ref);
        }
        if (owner != nullptr)
            level = std::max(level, level_of_column(*owner, dot == std::string::npos ? name : name.substr(dot + 1)));
    }
    return level;
}

Sensitivity level_of(const Measure& measure, const Schema& schema) {
    const auto& type = *schema.type(measure.type);
    auto level = std::max({level_of(measure.value, type, schema), level_of(measure.on, type, schema),
                           level_of(measure.when, type, schema)});
    for (const auto& coordinate : measure.coordinates) level = std::max(level, level_of(coordinate, type, schema));
    return level;
}

} // namespace shanhai::kernel
