#include "kernel/postings/measure_sql.h"

#include "base/date.h"
#include "kernel/schema/sql_expression.h"

namespace shanhai::kernel {

namespace {

// All reference paths that a measure reads through.
std::set<std::string> paths_of(const Measure& measure) {
    std::set<std::string> paths;
    const auto take = [&](const SqlExpression& expression) {
        paths.insert(expression.paths.begin(), expression.paths.end());
    };
    take(measure.value);
    take(measure.on);
    take(measure.when);
    for (const auto& coordinate : measure.coordinates) take(coordinate);
    return paths;
}

std::vector<std::string> names_of(const Measure& measure) {
    std::vector<std::string> names;
    const auto take = [&](const SqlExpression& expression) {
        names.insert(names.end(), expression.names.begin(), expression.names.end());
    };
    take(measure.value);
    take(measure.on);
    take(measure.when);
    for (const auto& coordinate : measure.coordinates) take(coordinate);
    return names;
}

} // namespace

std::optional<std::string> balance_key(const Measure& measure, const Posted& posted, std::size_t per) {
    if (!posted.keys[per] || !measure.unit.money) return posted.keys[per];
    return *posted.keys[per] + "|" + std::get<std::string>(posted.coordinates.back());
}

MeasureSql::MeasureSql(const Measure& measure, const Schema& schema) : measure_(measure) {
    const auto& type = *schema.type(measure.type);
    std::string sql = "SELECT r.id, CAST(" + measure.value.sql + " AS INTEGER), (" + measure.on.sql + ")";
    for (const auto& coordinate : measure.coordinates) sql += ", " + coordinate.sql;
    for (const auto& key : measure.per) { // NULL when one of its fields is empty
        std::string parts;
        for (const auto& field : key.fields)
            parts += (parts.empty() ? "CAST(" : " || '|' || CAST(") + column_of(field) + " AS TEXT)";
        sql += ", " + parts;
    }
    sql += " FROM " + from_with_joins(type, paths_of(measure), schema) + " WHERE r.void = 0 AND (" + measure.on.sql +
           ") IS NOT NULL";
    if (!measure.when.empty()) sql += " AND (" + measure.when.sql + ")";
    one_ = sql + " AND r.id = ?";
    all_ = sql + " ORDER BY r.id";
}

void MeasureSql::run(Statement& statement, const std::function<void(Posted&)>& use) const {
    Posted posted;
    posted.coordinates.resize(measure_.dimensions.size());
    posted.keys.resize(measure_.per.size());
    while (statement.step()) {
        posted.record = statement.integer(0);
        posted.value = statement.integer(1);
        const auto day = Date::parse(statement.text(2));
        if (!day || posted.value == 0) continue; // nothing moves
        posted.day = day->days();
        for (std::size_t i = 0; i < posted.coordinates.size(); ++i) {
            const int column = static_cast<int>(i) + 3;
            auto& value = posted.coordinates[i];
            if (statement.is_null(column))
                value = std::monostate{};
            else if (statement.is_integer(column))
                value = statement.integer(column);
            else
                value = std::string(statement.text(column));
        }
        for (std::size_t i = 0; i < posted.keys.size(); ++i) {
            const int column = static_cast<int>(posted.coordinates.size() + i) + 3;
            if (statement.is_null(column))
                posted.keys[i].reset();
            else
                posted.keys[i] = statement.text(column);
        }
        use(posted);
    }
}

void MeasureSql::of_record(Connection& connection, std::int64_t record, const std::function<void(Posted&)>& use) const {
    auto& statement = connection.prepared(one_);
    statement.bind(record);
    run(statement, use);
}

void MeasureSql::foresee(Connection& connection, std::int64_t record) const {
    connection.prepared(one_).bind(record).foresee();
}

void MeasureSql::of_all(Connection& connection, const std::function<void(Posted&)>& use) const {
    run(connection.prepared(all_), use);
}

std::map<std::string, std::vector<Dependent>> find_dependents(const Schema& schema) {
    std::map<std::string, std::vector<Dependent>> result;
    for (const auto& measure : schema.measures) {
        const auto& type = *schema.type(measure.type);
        std::map<std::string, std::set<std::string>> fields; // path → fields read behind it
        for (const auto& name : names_of(measure)) {
            // "project.programme.name" reads `programme` of the project and `name` of the programme.
            for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
                const auto rest = name.substr(dot + 1);
                fields[name.substr(0, dot)].insert(rest.substr(0, rest.find('.')));
            }
        }
        for (auto& [path, read] : fields) {
            Dependent dependent{measure.number, path, std::move(read), {}};
            dependent.records_sql = "SELECT r.id FROM " + from_with_joins(type, {path}, schema) + " WHERE " +
                                    column_of(path) + " = ? AND r.void = 0";
            result[field_at(path, type, schema)->ref].push_back(std::move(dependent));
        }
    }
    return result;
}

} // namespace shanhai::kernel
