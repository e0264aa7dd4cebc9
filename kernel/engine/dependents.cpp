#include "kernel/engine/dependents.h"

#include "kernel/schema/sql_expression.h"

namespace shanhai::kernel {

Dependents::Dependents(const Schema& schema) : schema_(schema) {
    for (const auto& type : schema.types) {
        for (const auto& rule : type->rules) add(*type, rule.that, {}, rule.says, schema);
        for (const auto& transition : type->transitions) {
            if (!transition.guard.empty())
                add(*type, transition.guard, " AND r.state = '" + transition.to + "'", transition.says, schema);
        }
    }
}

void Dependents::add(const RecordType& type, const SqlExpression& expression, const std::string& further,
                     const Text& says, const Schema& schema) {
    std::map<std::string, std::set<std::string>> read; // path → fields read behind it
    for (const auto& name : expression.names) {
        for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
            const auto rest = name.substr(dot + 1);
            read[name.substr(0, dot)].insert(rest.substr(0, rest.find('.')));
        }
    }
    for (auto& [path, fields] : read) {
        std::set<std::string> paths(expression.paths.begin(), expression.paths.end());
        paths.insert(path);
        Condition condition{type.name, std::move(fields), {}, says};
        condition.broken_sql = "SELECT r.id FROM " + from_with_joins(type, paths, schema) + " WHERE " +
                               column_of(path) + " = ? AND r.void = 0" + further + " AND NOT (" + expression.sql +
                               ") ORDER BY r.id LIMIT 1";
        conditions_[field_at(path, type, schema)->ref].push_back(std::move(condition));
    }
}

Done Dependents::check(Connection& connection, RecordGate& gate, const RecordType& type, std::int64_t id,
                       const std::set<std::string>& changed) const {
    const auto found = conditions_.find(type.name);
    if (found == conditions_.end()) return {};
    for (const auto& condition : found->second) {
        bool concerned = false;
        for (const auto& field : condition.fields) concerned = concerned || changed.contains(field);
        if (!concerned) continue;
        auto& statement = connection.prepared(condition.broken_sql);
        statement.bind(id);
        const Resetting done(statement);
        if (!statement.step()) continue;
        const auto resting = statement.integer(0);
        const bool shown = gate.reads(*schema_.type(condition.type), resting).has_value();
        return refuse("record.undo_blocked", {},
                      {{"type", condition.type},
                       {"id", shown ? std::to_string(resting) : ""},
                       {"because", condition.says.zh},
                       {"because_en", condition.says.en}});
    }
    return {};
}

} // namespace shanhai::kernel
