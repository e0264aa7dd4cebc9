#include "api/openapi/record_schemas.h"

#include "base/money.h"

#include <algorithm>

namespace shanhai::api {

namespace {

using kernel::Field;
using kernel::FieldKind;
using kernel::RecordType;

json::object text(std::string_view about = {}) {
    json::object schema{{"type", "string"}};
    if (!about.empty()) schema["description"] = about;
    return schema;
}

json::array choice_names(const Field& field) {
    json::array names;
    for (const auto& choice : field.choices) names.emplace_back(choice.name);
    return names;
}

std::string bounds_of(const Field& field) {
    std::string bounds;
    const auto add = [&](const char* sign, const std::optional<std::int64_t>& bound) {
        if (bound) bounds += (bounds.empty() ? "" : ", ") + std::string(sign) + scaled_text(*bound, field.scale);
    };
    add("≥ ", field.at_least);
    add("≤ ", field.at_most);
    add("> ", field.more_than);
    return bounds;
}

json::object number_schema(const Field& field, bool given) {
    json::object schema{{"type", field.kind == FieldKind::integer ? "integer" : "string"}};
    if (given && field.kind != FieldKind::integer) schema["type"] = json::array{"string", "number"};
    if (field.kind == FieldKind::integer) {
        if (field.at_least) schema["minimum"] = *field.at_least;
        if (field.at_most) schema["maximum"] = *field.at_most;
        if (field.more_than) schema["exclusiveMinimum"] = *field.more_than;
    } else {
        schema["examples"] =
            json::array{field.kind == FieldKind::money ? "1600000.00" : scaled_text(1250, field.scale)};
    }
    return schema;
}

// What stands in a record (`given` false) or may be sent for it.
json::object value_schema(const Field& field, bool given) {
    switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text: {
        json::object schema{{"type", "string"}, {"maxLength", field.max_length}};
        if (!field.pattern.empty()) schema["pattern"] = "^(?:" + field.pattern + ")$";
        return schema;
    }
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money: return number_schema(field, given);
    case FieldKind::date: return {{"type", "string"}, {"format", "date"}};
    case FieldKind::boolean: return {{"type", "boolean"}};
    case FieldKind::choice: return {{"type", "string"}, {"enum", choice_names(field)}};
    case FieldKind::ref: return reference_to(given ? "ReferenceGiven" : "Reference");
    case FieldKind::file: return reference_to(given ? "FileGiven" : "File");
    case FieldKind::json: return json::object{};
    }
    return {};
}

json::object property(const Field& field, bool given) {
    json::object value = value_schema(field, given);
    json::object schema =
        field.required ? value : json::object{{"anyOf", json::array{value, json::object{{"type", "null"}}}}};
    if (!field.label.empty()) schema["title"] = field.label.in("en");
    std::string about = field.help.in("en");
    if (const std::string bounds = bounds_of(field); !bounds.empty()) about += (about.empty() ? "" : " ") + bounds;
    if (!field.unit.empty()) about += (about.empty() ? "" : " ") + ("in " + field.unit);
    if (!about.empty()) schema["description"] = about;
    return schema;
}

const json::object& system_properties() {
    static const json::object properties{{"id", text("names the record for good")},
                                         {"type", text()},
                                         {"number", {{"type", {"string", "null"}}}},
                                         {"label", text("what it is called where others refer to it")},
                                         {"state", {{"type", {"string", "null"}}}},
                                         {"void", {{"type", "boolean"}}},
                                         {"version", text("the entry that last changed it; the ETag")},
                                         {"created_at", {{"type", "string"}, {"format", "date-time"}}},
                                         {"created_by", text()},
                                         {"updated_at", {{"type", "string"}, {"format", "date-time"}}},
                                         {"deadline", {{"type", {"string", "null"}}, {"format", "date"}}},
                                         {"escalated", {{"type", {"string", "null"}}, {"format", "date"}}}};
    return properties;
}

json::object record_schema(const RecordType& type) {
    json::object properties = system_properties();
    if (!type.states.empty()) {
        json::array states;
        for (const auto& state : type.states) states.emplace_back(state.name);
        properties["state"] = json::object{{"type", "string"}, {"enum", states}};
    }
    for (const Field& field : type.fields) properties[field.name] = property(field, false);
    return {{"type", "object"},
            {"title", type.title.in("en")},
            {"description", type.about.in("en")},
            {"properties", std::move(properties)},
            {"required", {"id", "type", "label", "void", "version", "created_at", "updated_at"}}};
}

// The body of a command: those of the type's fields that `takes` accepts.
template <class Takes>
json::object command_schema(const RecordType& type, const json::array& required, Takes takes) {
    json::object properties;
    for (const Field& field : type.fields)
        if (takes(field)) properties[field.name] = property(field, true);
    properties["reason"] = text("why; kept in the journal");
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = required;
    return schema;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

} // namespace

json::object reference_to(const std::string& component) { return {{"$ref", "#/components/schemas/" + component}}; }

void add_record_schemas(json::object& components, const RecordType& type) {
    json::array required;
    for (const Field& field : type.fields)
        if (field.required && !field.initial) required.emplace_back(field.name);
    components[type.name] = record_schema(type);
    components[type.name + ".create"] = command_schema(type, required, [](const Field&) { return true; });
    components[type.name + ".amend"] = command_schema(type, {}, [](const Field&) { return true; });
    for (const auto& transition : type.transitions)
        components[type.name + "." + transition.name] = command_schema(type, {}, [&](const Field& field) {
            return contains(transition.requires_fields, field.name) ||
                   contains(transition.requires_papers, field.name) || contains(transition.sets, field.name);
        });
    components[type.name + ".page"] = json::object{
        {"type", "object"},
        {"properties",
         {{"items", {{"type", "array"}, {"items", reference_to(type.name)}}},
          {"next", {{"type", {"string", "null"}}, {"description", "give it as `after` for the next page"}}},
          {"count", {{"type", "integer"}}}}},
        {"required", {"items", "next"}}};
    components[type.name + ".rehearsal"] =
        json::object{{"type", "object"},
                     {"properties",
                      {{"dry_run", {{"const", true}}},
                       {"record", reference_to(type.name)},
                       {"postings", {{"type", "array"}, {"items", reference_to("Posting")}}}}},
                     {"required", {"dry_run", "record", "postings"}}};
}

} // namespace shanhai::api
