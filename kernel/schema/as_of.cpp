#include "kernel/schema/as_of.h"

namespace shanhai::kernel {

std::string past_table(const RecordType& type) { return "\"sys_past_" + type.name + "\""; }

std::string record_columns(const RecordType& type, const std::string& prefix) {
    std::string sql;
    for (const auto* column : {"id", "number", "state", "version", "void", "created_at", "created_by", "updated_at",
                               "deadline", "escalated"}) {
        sql += (sql.empty() ? "" : ", ") + prefix + column;
    }
    for (const auto& field : type.fields) sql += ", " + prefix + "\"" + field.name + "\"";
    return sql;
}

std::string AsOf::table(const RecordType& type) const {
    const auto own = "\"" + type.name + "\"";
    if (!is_past()) return own;
    const auto columns = record_columns(type);
    const auto moment = std::to_string(entry);
    return "(SELECT " + columns + " FROM " + own + " WHERE version <= " + moment + " UNION ALL SELECT " + columns +
           " FROM " + past_table(type) + " WHERE version <= " + moment + " AND sys_until > " + moment + ")";
}

} // namespace shanhai::kernel
