#include "kernel/engine/schema_shape.h"

#include "base/hash.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

json::value or_null(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

template <class Items>
json::array names_in(const Items& items) {
    json::array names;
    for (const auto& item : items) names.emplace_back(item.name);
    return names;
}

json::object shape_of(const Field& field) {
    return {{"meaning", meaning_of(field)},
            {"column", column_type_of(field)},
            {"required", field.required},
            {"unique", field.unique},
            {"currency", field.currency},
            {"choices", names_in(field.choices)},
            {"at_least", or_null(field.at_least)},
            {"at_most", or_null(field.at_most)},
            {"more_than", or_null(field.more_than)},
            {"max_length", field.max_length},
            {"pattern", field.pattern}};
}

json::object shape_of(const RecordType& type) {
    json::object fields;
    for (const auto& field : type.fields) fields[field.name] = shape_of(field);
    return {{"file", type.source.file},
            {"number", type.number},
            {"states", names_in(type.states)},
            {"fields", std::move(fields)}};
}

json::object shape_of(const Measure& measure) {
    json::array per;
    for (const auto& key : measure.per) per.emplace_back(key.name + "=" + join(key.fields, "+"));
    return {{"meaning", meaning_of(measure)}, {"type", measure.type}, {"per", std::move(per)}};
}

json::object shape_of(const Figure& figure) {
    return {{"formula", figure.formula.text},
            {"kind", figure.kind == FigureKind::stock ? "stock" : "flow"},
            {"unit", figure.unit}};
}

// What a part of two shapes has in common and what not; `same` judges entries that both have.
template <class Same>
void compare(const json::object& stored, const json::object& now, ShapeDifference& found, const std::string& prefix,
             const Same& same) {
    for (const auto& [name, shape] : now) {
        const auto* before = stored.if_contains(name);
        if (before == nullptr)
            found.added.push_back(prefix + std::string(name));
        else if (!same(*before, shape))
            found.changed.push_back(prefix + std::string(name));
    }
    for (const auto& [name, shape] : stored) {
        if (!now.contains(name)) found.removed.push_back(prefix + std::string(name));
    }
}

json::array as_array(const std::vector<std::string>& names) { return json::array(names.begin(), names.end()); }

} // namespace

const json::object& object_at(const json::object& object, std::string_view name) {
    static const json::object nothing;
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : nothing;
}

json::object shape_of(const Schema& schema) {
    json::object types, measures, figures;
    for (const auto& type : schema.types) types[type->name] = shape_of(*type);
    for (const auto& measure : schema.measures) measures[measure.name] = shape_of(measure);
    for (const auto& figure : schema.figures) figures[figure.name] = shape_of(figure);
    return {{"types", std::move(types)}, {"measures", std::move(measures)}, {"figures", std::move(figures)}};
}

std::string shape_hash(const json::object& shape) { return hex(sha256(canonical_json(shape))); }

std::string stored_name(const json::object& stored_fields, const Field& field) {
    if (stored_fields.contains(field.name)) return field.name;
    for (const auto& former : field.was) {
        if (stored_fields.contains(former)) return former;
    }
    return {};
}

FormerNames renamed_fields(const json::object& stored, const Schema& schema) {
    FormerNames names;
    for (const auto& type : schema.types) {
        const auto& fields = object_at(object_at(object_at(stored, "types"), type->name), "fields");
        for (const auto& field : type->fields) {
            const auto then = stored_name(fields, field);
            if (!then.empty() && then != field.name) names.emplace_back(field.name, then);
        }
    }
    return names;
}

ShapeDifference difference(const json::object& stored, const json::object& now, const Schema& schema) {
    ShapeDifference found;
    const auto equal = [](const json::value& before, const json::value& after) { return before == after; };
    const auto& old_types = object_at(stored, "types");
    for (const auto& type : schema.types) {
        if (!old_types.contains(type->name)) continue;
        auto before = object_at(object_at(old_types, type->name), "fields"); // under the names of now
        for (const auto& field : type->fields) {
            const auto then = stored_name(before, field);
            if (then.empty() || then == field.name) continue;
            found.renamed.emplace_back(type->name + "." + then, type->name + "." + field.name);
            auto shape = before.at(then);
            before.erase(then);
            before[field.name] = std::move(shape);
        }
        const auto& after = object_at(object_at(object_at(now, "types"), type->name), "fields");
        compare(before, after, found, type->name + ".", equal);
    }
    compare(old_types, object_at(now, "types"), found, "", [](const json::value& before, const json::value& after) {
        return before.at("states") == after.at("states") && before.at("number") == after.at("number");
    });
    const auto former = renamed_fields(stored, schema);
    compare(object_at(stored, "measures"), object_at(now, "measures"), found, "measure ",
            [](const json::value& before, const json::value& after) { return before == after; });
    std::erase_if(found.changed, [&](const std::string& name) { // changed in its words only
        const auto* measure = name.starts_with("measure ") ? schema.measure(name.substr(8)) : nullptr;
        if (measure == nullptr) return false;
        const auto& before = object_at(object_at(stored, "measures"), measure->name);
        return before.at("meaning").as_string() == meaning_of(*measure, former) &&
               before.at("per") == object_at(object_at(now, "measures"), measure->name).at("per");
    });
    found.tables_differ = !found.empty();
    compare(object_at(stored, "figures"), object_at(now, "figures"), found, "figure ", equal);
    return found;
}

json::object ShapeDifference::as_json() const {
    json::object object;
    if (!added.empty()) object["added"] = as_array(added);
    if (!changed.empty()) object["changed"] = as_array(changed);
    if (!removed.empty()) object["removed"] = as_array(removed);
    json::object names;
    for (const auto& [then, now] : renamed) names[then] = now;
    if (!names.empty()) object["renamed"] = std::move(names);
    return object;
}

} // namespace shanhai::kernel
