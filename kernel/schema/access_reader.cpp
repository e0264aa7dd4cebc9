#include "kernel/schema/access_reader.h"

#include "kernel/schema/operation_names.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::string_view every_type = "all_types";

Role& role_named(AccessModel& access, const std::string& name) {
    const auto found = std::ranges::find(access.roles, name, &Role::name);
    if (found != access.roles.end()) return *found;
    Role role;
    role.name = name;
    access.roles.push_back(std::move(role));
    return access.roles.back();
}

std::set<std::string> read_operations(YamlMapping& map, const std::string& key, const RecordType* type,
                                      const Schema& schema) {
    const auto types = type == nullptr ? std::vector<std::string>() : std::vector{type->name};
    std::set<std::string> result;
    for (const auto& name : map.names(key)) {
        if (!is_operation(schema, types, name))
            map.findings().add("schema.unknown_operation", map.at(key),
                               {{"name", name}, {"type", type == nullptr ? std::string(every_type) : type->name}});
        result.insert(name);
    }
    return result;
}

Sensitivity read_sees(YamlMapping& map) {
    const auto text = map.text("sees", "internal");
    if (const auto level = sensitivity_named(text)) return *level;
    map.findings().add("schema.unknown_sensitivity", map.at("sees"), {{"name", text}, {"field", "sees"}});
    return Sensitivity::public_;
}

// `read` alone may be written as a list of operations: `payment: [read, create]`.
Right read_right(const yaml::Node& node, const RecordType* type, const Schema& schema, const std::string& file,
                 Findings& findings) {
    Right right;
    YamlMapping map = node.is_mapping() ? YamlMapping(node, file, findings) : YamlMapping("may", node, file, findings);
    right.source = map.source();
    if (map.has("may") && map.node("may").is_scalar() && map.text("may") == "all")
        right.all = true;
    else
        right.may = read_operations(map, "may", type, schema);
    right.own = read_operations(map, "own", type, schema);
    right.sees = read_sees(map);
    return right;
}

// Two files that speak of the same role and type add up.
void merge(Right& into, Right&& right) {
    into.all = into.all || right.all;
    into.may.merge(right.may);
    into.own.merge(right.own);
    into.sees = std::max(into.sees, right.sees);
}

void read_role_rights(YamlMapping& rights, Role& role, const yaml::Node& node, const Schema& schema,
                      const std::string& file, Findings& findings) {
    for (const auto& [name, given] : yaml_entries(node, file, findings)) {
        const auto* type = schema.type(name);
        if (type == nullptr && name != every_type) {
            findings.add("schema.unknown_type", rights.source_of(given), {{"name", name}, {"field", role.name}});
            continue;
        }
        auto right = read_right(given, type, schema, file, findings);
        const auto [place, fresh] = role.rights.try_emplace(type == nullptr ? std::string() : name, right);
        if (!fresh) merge(place->second, std::move(right));
    }
}

void read_places(YamlMapping& file_map, AccessModel& access, const Schema& schema, Findings& findings) {
    for (const auto& [name, node] : file_map.entries("lies_in")) {
        if (schema.type(name) == nullptr) {
            findings.add("schema.unknown_type", file_map.source_of(node), {{"name", name}, {"field", "lies_in"}});
            continue;
        }
        Places places;
        places.source = file_map.source_of(node);
        if (node.is_scalar() && node.scalar() == "everywhere") {
            places.everywhere = true;
        } else {
            YamlMapping map(node, file_map.file(), findings);
            for (const auto kind : scope_kinds) {
                if (kind == ScopeKind::whole) continue;
                for (auto& path : map.names(std::string(name_of(kind)))) places.paths[kind].push_back(std::move(path));
            }
        }
        if (!access.places.emplace(name, std::move(places)).second)
            findings.add("schema.duplicate", file_map.source_of(node), {{"name", name}});
    }
}

// Several modules may keep types private; none can open what another one keeps.
void read_private_types(YamlMapping& file_map, AccessModel& access, const Schema& schema) {
    for (auto& name : file_map.names("private")) {
        if (schema.type(name) == nullptr)
            file_map.findings().add("schema.unknown_type", file_map.at("private"),
                                    {{"name", name}, {"field", "private"}});
        access.private_types.insert(std::move(name));
    }
}

// A field that a declaration names must be there and of the kind that is read.
void expect_field(YamlMapping& map, const RecordType* type, const std::string& key, const std::string& name,
                  FieldKind kind) {
    if (type == nullptr || name.empty()) return;
    const auto* field = type->field(name);
    if (field == nullptr || field->kind != kind)
        map.findings().add("schema.unknown_field", map.at(key), {{"name", name}, {"type", type->name}});
}

const RecordType* declared_type(YamlMapping& map, std::string& name, const Schema& schema) {
    name = map.required("type");
    const auto* type = schema.type(name);
    if (type == nullptr) map.findings().add("schema.unknown_type", map.at("type"), {{"name", name}, {"field", "type"}});
    return type;
}

void read_users(YamlMapping& file_map, AccessModel& access, const Schema& schema) {
    if (!file_map.has("users")) return;
    YamlMapping map(file_map.node("users"), file_map.file(), file_map.findings());
    UserRecords users;
    const auto* type = declared_type(map, users.type, schema);
    users.login = map.required("login");
    users.name = map.required("name");
    users.person = map.text("person");
    users.active = map.names("active");
    expect_field(map, type, "login", users.login, FieldKind::text);
    expect_field(map, type, "name", users.name, FieldKind::text);
    expect_field(map, type, "person", users.person, FieldKind::ref);
    access.users = std::move(users);
}

void read_grants(YamlMapping& file_map, AccessModel& access, const Schema& schema) {
    if (!file_map.has("grants")) return;
    YamlMapping map(file_map.node("grants"), file_map.file(), file_map.findings());
    GrantRecords grants;
    const auto* type = declared_type(map, grants.type, schema);
    grants.user = map.required("user");
    grants.role = map.required("role");
    grants.scope = map.required("scope");
    grants.since = map.required("since");
    grants.until = map.required("until");
    expect_field(map, type, "user", grants.user, FieldKind::ref);
    expect_field(map, type, "role", grants.role, FieldKind::choice);
    expect_field(map, type, "scope", grants.scope, FieldKind::choice);
    expect_field(map, type, "since", grants.since, FieldKind::date);
    expect_field(map, type, "until", grants.until, FieldKind::date);
    for (const auto kind : scope_kinds) {
        if (kind == ScopeKind::whole) continue;
        const std::string key(name_of(kind));
        grants.records[kind] = map.required(key);
        expect_field(map, type, key, grants.records[kind], FieldKind::ref);
    }
    access.grants = std::move(grants);
}

void read_belongings(YamlMapping& file_map, AccessModel& access, const Schema& schema) {
    for (const auto& [name, node] : file_map.entries("belongs_to")) {
        const auto source = file_map.source_of(node);
        const auto* type = schema.type(name);
        if (type == nullptr) {
            file_map.findings().add("schema.unknown_type", source, {{"name", name}, {"field", "belongs_to"}});
            continue;
        }
        const std::string field_name(node.is_scalar() ? node.scalar() : std::string());
        const auto* field = type->field(field_name);
        if (field == nullptr || field->kind != FieldKind::ref)
            file_map.findings().add("schema.unknown_field", source, {{"name", field_name}, {"type", name}});
        access.belongs_to[name] = field_name;
    }
}

void check_places(const AccessModel& access, const Schema& schema, Findings& findings) {
    for (const auto& [name, places] : access.places) {
        const auto& type = *schema.type(name);
        for (const auto& [kind, paths] : places.paths) {
            const auto wanted = access.scope_type(kind, schema);
            for (const auto& path : paths) {
                const auto* field = field_at(path, type, schema);
                const bool itself = path == "id" && (wanted.empty() || type.name == wanted);
                const bool leads =
                    field != nullptr && field->kind == FieldKind::ref && (wanted.empty() || field->ref == wanted);
                if (!itself && !leads)
                    findings.add("schema.scope_path", places.source,
                                 {{"path", path}, {"type", name}, {"wanted", wanted}});
            }
        }
    }
}

} // namespace

const Role* AccessModel::role(std::string_view name) const {
    const auto found = std::ranges::find(roles, name, &Role::name);
    return found == roles.end() ? nullptr : &*found;
}

std::string AccessModel::scope_type(ScopeKind kind, const Schema& schema) const {
    const auto* type = grants ? schema.type(grants->type) : nullptr;
    if (type == nullptr) return {};
    const auto record = grants->records.find(kind);
    const auto* field = record == grants->records.end() ? nullptr : type->field(record->second);
    return field == nullptr ? std::string{} : field->ref;
}

void read_roles(YamlDocument& document, AccessModel& access) {
    // The rest of the file is read when types are known; a mapping of its own, so that no key passes unasked then.
    for (const auto& [key, node] : yaml_entries(document.node, document.file, document.findings)) {
        if (key != "roles") continue;
        for (const auto& [name, role_node] : yaml_entries(node, document.file, document.findings)) {
            YamlMapping map(role_node, document.file, document.findings);
            auto& role = role_named(access, name);
            if (!role.source.file.empty()) document.findings.add("schema.duplicate", map.source(), {{"name", name}});
            role.title = map.words("title");
            role.about = map.words("about");
            role.sees_refusals = map.flag("refusals");
            role.source = map.source();
        }
    }
}

void offer_roles(Schema& schema, const AccessModel& access) {
    for (auto& type : schema.types) {
        for (auto& field : type->fields) {
            if (!field.offers_roles) continue;
            for (const auto& role : access.roles) field.choices.push_back({role.name, role.title});
        }
    }
}

void read_rights(YamlDocument& document, AccessModel& access, const Schema& schema) {
    YamlMapping map(document.node, document.file, document.findings);
    map.has("roles"); // read before
    read_places(map, access, schema, document.findings);
    read_private_types(map, access, schema);
    read_belongings(map, access, schema);
    for (const auto& [name, node] : map.entries("rights"))
        read_role_rights(map, role_named(access, name), node, schema, document.file, document.findings);
    for (auto& role : access.roles) {
        if (role.source.file.empty()) role.source = map.at("rights");
    }
    read_users(map, access, schema);
    read_grants(map, access, schema);
}

void check_access(AccessModel& access, const Schema& schema, Findings& findings) {
    for (const auto& role : access.roles) {
        if (role.title.empty()) findings.add("schema.unknown_role", role.source, {{"name", role.name}});
    }
    check_places(access, schema, findings);
}

} // namespace shanhai::kernel
