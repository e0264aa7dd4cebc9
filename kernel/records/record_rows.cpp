#include "kernel/records/record_rows.h"

#include <algorithm>
#include <charconv>

namespace shanhai::kernel {

namespace {

std::optional<std::int64_t> as_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

// Asks for columns of one record by its id: of the two halves of AsOf::table when it is about the past. The moment is bound
// and not part of the text, so that the connection keeps the statement: the history of a list is read at thousands of moments.
std::string row_sql(const RecordType& type, const std::string& columns, const AsOf& as_of) {
    const std::string now = "SELECT " + columns + " FROM \"" + type.name + "\" WHERE id = ?";
    if (!as_of.is_past()) return now;
    return now + " AND version <= ? UNION ALL SELECT " + columns + " FROM " + past_table(type) +
           " WHERE id = ? AND version <= ? AND sys_until > ?";
}

void bind_row(Statement& statement, std::int64_t id, const AsOf& as_of) {
    statement.bind(id);
    if (as_of.is_past()) statement.bind(as_of.entry).bind(id).bind(as_of.entry).bind(as_of.entry);
}

bool exists(Connection& connection, const RecordType& type, std::int64_t id, const AsOf& as_of) {
    auto& statement = connection.prepared(row_sql(type, "1", as_of));
    bind_row(statement, id, as_of);
    const Resetting done(statement);
    return statement.step();
}

// The one record whose column has this value; nothing when there is none.
Result<std::optional<std::int64_t>> by_column(Connection& connection, const RecordType& type, const std::string& column,
                                              std::string_view value, const AsOf& as_of) {
    if (value.find('\0') != std::string_view::npos)
        return std::nullopt; // no text has one, and not every database reads it
    AsOfStatement statement(connection, as_of,
                            "SELECT id FROM " + as_of.table(type) + " AS r WHERE \"" + column +
                                "\" = ? AND void = 0 LIMIT 2");
    statement->bind(value);
    if (!statement->step()) return std::nullopt;
    const auto id = statement->integer(0);
    if (statement->step()) return refuse("record.ambiguous", {}, {{"name", std::string(value)}, {"type", type.name}});
    return id;
}

} // namespace

Value take_value(const Statement& statement, int column) {
    if (statement.is_null(column)) return std::monostate{};
    if (statement.is_integer(column)) return statement.integer(column);
    return std::string(statement.text(column));
}

void bind_value(Statement& statement, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        statement.bind(*number);
    else if (const auto* text = std::get_if<std::string>(&value))
        statement.bind(std::string_view(*text));
    else
        statement.bind_null();
}

RecordRow take_row(const RecordType& type, const Statement& statement, int first) {
    RecordRow row;
    row.id = statement.integer(first);
    row.number = statement.text(first + 1);
    row.state = statement.text(first + 2);
    row.version = statement.integer(first + 3);
    row.voided = statement.integer(first + 4) != 0;
    row.created_at = statement.text(first + 5);
    row.created_by = statement.text(first + 6);
    row.updated_at = statement.text(first + 7);
    row.deadline = statement.text(first + 8);
    row.escalated = statement.text(first + 9);
    row.values.reserve(type.fields.size());
    for (std::size_t i = 0; i < type.fields.size(); ++i)
        row.values.push_back(take_value(statement, first + system_column_count + static_cast<int>(i)));
    return row;
}

std::optional<RecordRow> read_row(Connection& connection, const RecordType& type, std::int64_t id, const AsOf& as_of) {
    auto& statement = connection.prepared(row_sql(type, record_columns(type), as_of));
    bind_row(statement, id, as_of);
    const Resetting done(statement);
    return statement.step() ? std::optional(take_row(type, statement)) : std::nullopt;
}

Result<std::int64_t> find_record(Connection& connection, const RecordType& type, std::string_view name, bool id_first,
                                 const AsOf& as_of) {
    if (name.starts_with('#') || id_first) {
        const auto id = as_id(name.starts_with('#') ? name.substr(1) : name);
        if (id && exists(connection, type, *id, as_of)) return *id;
    }
    std::vector<std::string> columns;
    if (!type.key.empty()) columns.push_back(type.key);
    if (!type.number.empty()) columns.emplace_back("number");
    for (const auto& column : type.lookup) {
        if (column != type.key) columns.push_back(column);
    }
    for (const auto& column : columns) {
        if (const auto id = TRY(by_column(connection, type, column, name, as_of))) return *id;
    }
    return refuse("record.not_found", {}, {{"name", std::string(name)}, {"type", type.name}});
}

std::string label_of(const RecordType& type, const RecordRow& row) {
    const auto index = type.field_index(type.label);
    if (index >= 0) {
        const auto& value = row.values[static_cast<std::size_t>(index)];
        if (const auto* text = std::get_if<std::string>(&value)) return *text;
    }
    return row.number.empty() ? "#" + std::to_string(row.id) : row.number;
}

const json::object& ReferenceLabels::of(const std::string& type_name, std::int64_t id) {
    auto [found, fresh] = known_.try_emplace({type_name, id});
    if (!fresh) return found->second;
    auto& shown = found->second;
    shown["type"] = type_name;
    const auto& type = *schema_.type(type_name);
    const auto sees = gate_.reads(type, id);
    if (!sees) {
        shown["withheld"] = true;
        return shown;
    }
    shown["id"] = std::to_string(id);
    const auto* label = type.field(type.label);
    const bool label_is_text = label != nullptr && label->kind == FieldKind::text;
    auto& kept = statements_[type_name];
    if (!kept) {
        const std::string column = label_is_text ? "\"" + type.label + "\"" : "NULL";
        const std::string sql = row_sql(type, "number, " + column, as_of_);
        kept = std::make_unique<AsOfStatement>(connection_, AsOf{}, sql); // kept by the connection, too
    }
    auto& statement = **kept;
    bind_row(statement, id, as_of_);
    const Resetting done(statement);
    const bool there = statement.step();
    const bool sees_label = label_is_text && label->sensitivity <= *sees; // in this record, perhaps not in the next
    const std::string number(there ? statement.text(0) : "");
    const std::string text(there && sees_label ? statement.text(1) : "");
    shown["number"] = number.empty() ? json::value(nullptr) : json::value(number);
    shown["label"] = !text.empty() ? text : !number.empty() ? number : "#" + std::to_string(id);
    return shown;
}

json::object shown_record(const RecordType& type, const RecordRow& row, ReferenceLabels& labels, Connection& connection,
                          Sensitivity level) {
    json::object shown;
    shown.reserve(type.fields.size() + 10);
    shown["id"] = std::to_string(row.id);
    shown["type"] = type.name;
    shown["number"] = row.number.empty() ? json::value(nullptr) : json::value(row.number);
    const auto* label = type.field(type.label);
    const auto number = row.number.empty() ? "#" + std::to_string(row.id) : row.number;
    shown["label"] = label == nullptr || label->sensitivity <= level ? label_of(type, row) : number;
    shown["state"] = row.state.empty() ? json::value(nullptr) : json::value(row.state);
    shown["void"] = row.voided;
    shown["version"] = std::to_string(row.version);
    shown["created_at"] = row.created_at;
    if (level_of_column(type, "created_by") <= level) shown["created_by"] = row.created_by;
    shown["updated_at"] = row.updated_at;
    const bool dated = level_of_column(type, "deadline") <= level;
    shown["deadline"] = row.deadline.empty() || !dated ? json::value(nullptr) : json::value(row.deadline);
    shown["escalated"] = row.escalated.empty() || !dated ? json::value(nullptr) : json::value(row.escalated);
    json::array withheld;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        const auto& value = row.values[i];
        if (field.sensitivity > level) {
            withheld.emplace_back(field.name);
            continue;
        }
        if (field.kind == FieldKind::ref && !is_null(value)) {
            shown[field.name] = labels.of(field.ref, std::get<std::int64_t>(value));
            continue;
        }
        auto written = field_json(field, value);
        if (field.kind == FieldKind::file && written.is_object()) {
            auto& file = written.get_object();
            auto& statement = connection.prepared("SELECT size, media_type, name FROM sys_file WHERE sha256 = ?");
            const std::string sha(file["sha256"].get_string());
            statement.bind(sha);
            const Resetting done(statement);
            if (statement.step()) {
                file["size"] = statement.integer(0);
                file["media_type"] = std::string(statement.text(1));
                if (!file.contains("name")) file["name"] = std::string(statement.text(2));
            }
        }
        shown[field.name] = std::move(written);
    }
    if (!withheld.empty()) shown["withheld"] = std::move(withheld);
    return shown;
}

} // namespace shanhai::kernel
