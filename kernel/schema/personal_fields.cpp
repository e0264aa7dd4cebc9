#include "kernel/schema/personal_fields.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// What the field is used for although nobody but its readers can read it; empty when nothing.
std::string_view hindrance(const Field& field, const RecordType& type) {
    if (field.unique) return "unique";
    if (field.name == type.key) return "key";
    if (contains(type.lookup, field.name)) return "lookup";
    if (field.name == type.tree) return "tree";
    if (field.name == type.level) return "level";
    if (field.name == type.map_longitude || field.name == type.map_latitude) return "map";
    if (std::ranges::find(type.fields, field.name, &Field::currency) != type.fields.end()) return "currency";
    if (field.kind == FieldKind::ref) return "ref";
    if (field.kind == FieldKind::money) return "money";
    if (field.initial) return "default";
    if (!field.was.empty()) return "was"; // its name is part of what its seal covers
    return {};
}

} // namespace

void read_sensitivity(Field& field, YamlMapping& map) {
    const auto word = map.text("sensitivity", std::string(name_of(Sensitivity::internal)));
    if (const auto sensitivity = sensitivity_named(word))
        field.sensitivity = *sensitivity;
    else
        map.findings().add("schema.unknown_sensitivity", map.at("sensitivity"),
                           {{"name", word}, {"field", field.name}});
}

bool has_personal_label(const RecordType& type) {
    const auto* label = type.field(type.label);
    return label != nullptr && label->is_personal();
}

void resolve_personal_fields(RecordType& type, const Schema& schema, Findings& findings) {
    const bool personal = std::ranges::any_of(type.fields, &Field::is_personal);
    if (!personal && !type.subject.empty())
        findings.add("schema.subject", type.source, {{"name", type.subject}, {"type", type.name}});
    if (!personal) return;
    if (type.subject.empty()) type.subject = "id";
    const auto* subject = type.field(type.subject);
    const auto* person = subject == nullptr ? nullptr : schema.type(subject->ref);
    if (type.subject != "id" &&
        (subject == nullptr || subject->kind != FieldKind::ref || !subject->required || person == nullptr))
        findings.add("schema.subject", type.source, {{"name", type.subject}, {"type", type.name}});
    for (const auto& field : type.fields) {
        const auto what = field.is_personal() ? hindrance(field, type) : std::string_view{};
        if (!what.empty())
            findings.add("schema.personal", field.source, {{"name", field.name}, {"what", std::string(what)}});
    }
}

} // namespace shanhai::kernel
