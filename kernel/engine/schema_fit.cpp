#include "kernel/engine/schema_fit.h"

#include "kernel/records/field_codec.h"
#include "kernel/records/record_rows.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

std::int64_t count(Connection& connection, const std::string& sql) {
    const auto statement = connection.prepare(sql);
    return statement->step() ? statement->integer(0) : 0;
}

std::vector<std::string> texts_in(const json::object& shape, std::string_view name) {
    std::vector<std::string> texts;
    const auto* list = shape.if_contains(name);
    if (list == nullptr || !list->is_array()) return texts;
    for (const auto& item : list->get_array()) texts.emplace_back(item.as_string());
    return texts;
}

std::string text_in(const json::object& shape, std::string_view name) {
    const auto* text = shape.if_contains(name);
    return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

bool flag_in(const json::object& shape, std::string_view name) {
    const auto* flag = shape.if_contains(name);
    return flag != nullptr && flag->is_bool() && flag->get_bool();
}

// Whether a stored value might not pass the field of now: one of the bounds that are written in shapes has moved.
bool limits_differ(const json::object& before, const json::object& after) {
    for (const auto* name : {"choices", "at_least", "at_most", "more_than", "max_length", "pattern"}) {
        const auto* old = before.if_contains(name);
        if (old == nullptr || *old != after.at(name)) return true;
    }
    return false;
}

class Fit {
public:
    Fit(Connection& connection, const json::object& stored, const Schema& schema)
        : connection_(connection), stored_(stored), schema_(schema), now_(shape_of(schema)) {}

    Result<std::vector<DefaultToFill>> run() {
        for (const auto& [name, shape] : object_at(stored_, "types")) {
            const auto* type = schema_.type(name);
            if (type == nullptr)
                check_removed_type(std::string(name), shape.as_object());
            else
                check_type(*type, shape.as_object());
        }
        check_measures();
        if (problem_) return std::unexpected(*std::move(problem_));
        return std::move(fills_);
    }

private:
    void add(const std::string& code, const Source& where, std::vector<std::pair<std::string, std::string>> args) {
        const auto line = std::to_string(where.line);
        args.emplace_back("file", where.file);
        args.emplace_back("line", line);
        Problem problem{code, where.file + ":" + line, std::move(args), std::nullopt, {}};
        if (!problem_) problem_ = Problem{"store.schema_changed", {}, {}, std::nullopt, {}};
        problem_->also.push_back(std::move(problem));
    }

    bool has_column(const std::string& table, const std::string& column) {
        return connection_.columns_of(table).contains(column);
    }

    std::int64_t filled(const std::string& table, const std::string& column) {
        if (!has_column(table, column)) return 0;
        return count(connection_, "SELECT count(" + sql_name(column) + ") FROM " + sql_name(table));
    }

    void check_removed_type(const std::string& name, const json::object& before) {
        if (!has_column(name, "id")) return;
        const auto records = count(connection_, "SELECT count(*) FROM " + sql_name(name));
        if (records > 0)
            add("schema.type_in_use", {text_in(before, "file"), 1},
                {{"name", name}, {"count", std::to_string(records)}});
    }

    void check_type(const RecordType& type, const json::object& before) {
        const auto& old_fields = object_at(before, "fields");
        std::set<std::string> met;
        for (const auto& field : type.fields) {
            const auto then = stored_name(old_fields, field);
            if (then.empty()) {
                check_required(type, field, field.name);
                continue;
            }
            met.insert(then);
            check_field(type, field, then, object_at(old_fields, then));
        }
        for (const auto& [name, shape] : old_fields) {
            if (met.contains(std::string(name))) continue;
            if (const auto values = filled(type.name, std::string(name)); values > 0)
                add("schema.field_in_use", type.source,
                    {{"name", type.name + "." + std::string(name)}, {"count", std::to_string(values)}});
        }
        check_states(type, before);
    }

    void check_field(const RecordType& type, const Field& field, const std::string& then, const json::object& before) {
        const auto name = type.name + "." + field.name;
        const auto& after = object_at(object_at(object_at(object_at(now_, "types"), type.name), "fields"), field.name);
        const bool other_meaning =
            text_in(before, "meaning") != text_in(after, "meaning") || text_in(before, "currency") != field.currency;
        const bool other_column = text_in(before, "column") != text_in(after, "column");
        if (other_meaning) {
            const auto values = filled(type.name, then);
            const bool any = other_column && count(connection_, "SELECT count(*) FROM " + sql_name(type.name)) > 0;
            if (values > 0 || any)
                add("schema.kind_changed", field.source,
                    {{"name", name}, {"was", text_in(before, "meaning")}, {"count", std::to_string(values)}});
            return;
        }
        if (limits_differ(before, after)) check_values(type, field, then);
        if (field.unique && !flag_in(before, "unique")) check_unique(type, field, then);
        if (field.required && !flag_in(before, "required")) check_required(type, field, then);
    }

    // Every different value goes through the door that a request would have to pass.
    void check_values(const RecordType& type, const Field& field, const std::string& column) {
        if (field.kind == FieldKind::ref || field.kind == FieldKind::file || field.kind == FieldKind::json) return;
        if (field.is_personal()) return; // sealed: nobody reads it here
        if (!has_column(type.name, column)) return;
        const auto values =
            connection_.prepare("SELECT " + sql_name(column) + ", count(*) FROM " + sql_name(type.name) + " WHERE " +
                                sql_name(column) + " IS NOT NULL GROUP BY " + sql_name(column));
        std::int64_t broken = 0;
        std::string example;
        while (values->step()) {
            const auto written = field_json(field, take_value(*values, 0));
            if (read_field(field, written)) continue;
            if (broken == 0)
                example = written.is_string() ? std::string(written.get_string()) : json::serialize(written);
            broken += values->integer(1);
        }
        if (broken > 0)
            add("schema.values_do_not_fit", field.source,
                {{"name", type.name + "." + field.name}, {"count", std::to_string(broken)}, {"value", example}});
    }

    void check_unique(const RecordType& type, const Field& field, const std::string& column) {
        const auto twice =
            count(connection_, "SELECT count(*) FROM (SELECT " + sql_name(column) + " FROM " + sql_name(type.name) +
                                   " WHERE void = 0 AND " + sql_name(column) + " IS NOT NULL GROUP BY " +
                                   sql_name(column) + " HAVING count(*) > 1) AS repeated");
        if (twice > 0)
            add("schema.values_repeat", field.source,
                {{"name", type.name + "." + field.name}, {"count", std::to_string(twice)}});
    }

    void check_required(const RecordType& type, const Field& field, const std::string& column) {
        if (!field.required || !has_column(type.name, "id")) return;
        auto sql = "SELECT count(*) FROM " + sql_name(type.name) + " WHERE void = 0";
        if (has_column(type.name, column)) sql += " AND " + sql_name(column) + " IS NULL";
        const auto missing = count(connection_, sql);
        if (missing == 0) return;
        if (field.initial && !(field.unique && missing > 1))
            fills_.push_back({&type, &field});
        else
            add("schema.required_is_missing", field.source,
                {{"name", type.name + "." + field.name}, {"count", std::to_string(missing)}});
    }

    void check_states(const RecordType& type, const json::object& before) {
        const auto had_states = !texts_in(before, "states").empty();
        if (had_states &&
            texts_in(before, "states") == texts_in(object_at(object_at(now_, "types"), type.name), "states"))
            return;
        const auto states =
            connection_.prepare("SELECT state, count(*) FROM " + sql_name(type.name) + " GROUP BY state");
        while (states->step()) {
            const std::string state(states->text(0));
            const bool fits = state.empty() ? type.states.empty()
                                            : std::ranges::find(type.states, state, &State::name) != type.states.end();
            if (!fits)
                add(state.empty() ? "schema.states_are_new" : "schema.state_in_use", type.source,
                    {{"name", type.name}, {"state", state}, {"count", std::to_string(states->integer(1))}});
        }
    }

    void check_measures() {
        const auto former = renamed_fields(stored_, schema_);
        for (const auto& measure : schema_.measures) {
            const auto& before = object_at(object_at(stored_, "measures"), measure.name);
            if (before.empty() || text_in(before, "meaning") == meaning_of(measure) ||
                text_in(before, "meaning") == meaning_of(measure, former))
                continue;
            const auto posted = count(connection_, "SELECT count(*) FROM sys_posting p JOIN sys_measure m ON m.id = "
                                                   "p.measure WHERE m.name = '" +
                                                       measure.name + "'");
            if (posted > 0)
                add("schema.measure_changed", measure.source,
                    {{"name", measure.name}, {"count", std::to_string(posted)}});
        }
    }

    Connection& connection_;
    const json::object& stored_;
    const Schema& schema_;
    const json::object now_;
    std::optional<Problem> problem_;
    std::vector<DefaultToFill> fills_;
};

} // namespace

Result<std::vector<DefaultToFill>> check_fit(Connection& connection, const json::object& stored, const Schema& schema) {
    return Fit(connection, stored, schema).run();
}

} // namespace shanhai::kernel
