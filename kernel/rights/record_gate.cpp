#include "kernel/rights/record_gate.h"

#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <set>

namespace shanhai::kernel {

const std::optional<RecordGate::Location>& RecordGate::location(const RecordType& type, std::int64_t id) {
    auto [found, fresh] = known_.try_emplace({&type, id});
    if (!fresh) return found->second;
    static const Places nowhere;
    const auto declared = schema_.access->places.find(type.name);
    const auto& places = declared == schema_.access->places.end() ? nowhere : declared->second;
    std::string columns = "CASE WHEN " + rights_.own_sql(type, "r") + " THEN 1 ELSE 0 END";
    std::set<std::string> joins;
    for (const auto& [kind, paths] : places.paths) {
        for (const auto& path : paths) {
            columns += ", " + column_of(path);
            if (const auto dot = path.rfind('.'); dot != std::string::npos) joins.insert(path.substr(0, dot));
        }
    }
    auto& statement = connection_.prepared("SELECT " + columns + " FROM " + from_with_joins(type, joins, schema_) +
                                           " WHERE r.id = ?");
    statement.bind(id);
    const Resetting done(statement);
    if (!statement.step()) return found->second;
    Location location;
    location.own = statement.integer(0) == 1;
    int column = 1;
    for (const auto& [kind, paths] : places.paths) {
        for (std::size_t i = 0; i < paths.size(); ++i, ++column) {
            if (!statement.is_null(column)) location.records[kind].push_back(statement.integer(column));
        }
    }
    found->second = std::move(location);
    return found->second;
}

bool RecordGate::is_open(const Way& way, const Location& location) const {
    if (way.own && !location.own) return false;
    if (way.everywhere) return true;
    const auto lies = location.records.find(way.scope);
    return lies != location.records.end() &&
           std::ranges::any_of(lies->second, [&](std::int64_t record) { return way.contains(record); });
}

std::optional<Sensitivity> RecordGate::open(const RecordType& type, std::int64_t id, const std::string& operation) {
    if (rights_.is_unlimited()) return Sensitivity::secret;
    auto [ways, fresh] = ways_.try_emplace({&type, operation});
    if (fresh) ways->second = rights_.ways(type, operation);
    std::optional<Sensitivity> sees, at_most;
    for (const auto& way : ways->second) {
        at_most = std::max(at_most.value_or(way.sees), way.sees);
        if (way.everywhere && !way.own) sees = std::max(sees.value_or(way.sees), way.sees);
    }
    if (sees == at_most) return sees; // nothing that its place could add
    const auto& lies = location(type, id);
    if (!lies) return std::nullopt;
    for (const auto& way : ways->second) {
        if (is_open(way, *lies)) sees = std::max(sees.value_or(way.sees), way.sees);
    }
    return sees;
}

} // namespace shanhai::kernel
