#include "kernel/schema/type_reader.h"

#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "kernel/schema/file_options.h"
#include "kernel/schema/personal_fields.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace shanhai::kernel {

namespace {

// Two underscores join the steps of a path in SQL, see alias_of.
bool is_name(std::string_view name) {
    if (name.empty() || name.size() > 48 || std::islower(static_cast<unsigned char>(name.front())) == 0) return false;
    if (name.find("__") != std::string_view::npos) return false;
    return std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

std::optional<FieldKind> kind_named(std::string_view name) {
    for (auto kind : {FieldKind::text, FieldKind::long_text, FieldKind::integer, FieldKind::decimal, FieldKind::money,
                      FieldKind::date, FieldKind::boolean, FieldKind::choice, FieldKind::file, FieldKind::json}) {
        if (name == name_of(kind)) return kind;
    }
    return std::nullopt;
}

bool has_state(const RecordType& type, std::string_view name) {
    return std::any_of(type.states.begin(), type.states.end(), [&](const State& state) { return state.name == name; });
}

std::vector<Choice> read_choices(YamlMapping& map, const std::string& key) {
    std::vector<Choice> choices;
    for (const auto& [name, node] : map.entries(key)) {
        Choice choice{name, {name, name}};
        if (node.is_scalar())
            choice.title = {node.scalar(), node.scalar()};
        else if (node.is_mapping()) {
            YamlMapping words(node, map.file(), map.findings());
            choice.title = {words.required("zh"), words.text("en")};
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

std::optional<std::int64_t> read_bound(YamlMapping& map, const std::string& key, const Field& field) {
    if (!map.has(key)) return std::nullopt;
    const auto bound = parse_scaled(map.text(key), field.scale);
    if (bound) return *bound;
    map.findings().add("schema.not_a_number", map.at(key), {{"key", key}});
    return std::nullopt;
}

// The default must be one that a record may have: it is read anew for every record.
bool is_good_default(const Field& field, const std::string& text) {
    switch (field.kind) {
    case FieldKind::integer: {
        const auto number = parse_scaled(text, 0);
        return number && std::to_string(*number) == text;
    }
    case FieldKind::decimal: return parse_scaled(text, field.scale).has_value();
    case FieldKind::money: return Money::parse(text).has_value();
    case FieldKind::boolean: return text == "true" || text == "false";
    case FieldKind::date: return Date::parse(text).has_value();
    case FieldKind::choice:
        return std::any_of(field.choices.begin(), field.choices.end(),
                           [&](const Choice& choice) { return choice.name == text; });
    case FieldKind::file: return false;
    default: return !text.empty();
    }
}

void read_default(Field& field, YamlMapping& map) {
    if (!map.has("default")) return;
    const auto text = map.text("default");
    const bool bare = field.kind == FieldKind::integer || field.kind == FieldKind::boolean;
    if (is_good_default(field, text))
        field.initial = bare ? text : json::serialize(json::value(text));
    else
        map.findings().add("schema.bad_default", map.at("default"), {{"name", field.name}, {"text", text}});
}

void read_pattern(Field& field, YamlMapping& map) {
    field.pattern = map.text("pattern");
    try {
        (void)std::regex(field.pattern);
    } catch (const std::regex_error&) {
        map.findings().add("schema.bad_pattern", map.at("pattern"), {{"name", field.name}, {"text", field.pattern}});
        field.pattern.clear();
    }
}

void read_kind(Field& field, YamlMapping& map) {
    const auto is = map.required("is");
    if (is.starts_with("ref ")) {
        field.kind = FieldKind::ref;
        field.ref = std::string(trim(std::string_view(is).substr(4)));
    } else if (const auto kind = kind_named(is)) {
        field.kind = *kind;
    } else {
        map.findings().add("schema.unknown_kind", map.at("is"), {{"kind", is}, {"field", field.name}});
    }
    field.scale = field.kind == FieldKind::money     ? 2
                  : field.kind == FieldKind::decimal ? map.integer("scale").value_or(2)
                                                     : 0;
    if (field.kind == FieldKind::long_text) field.max_length = 20'000;
    if (field.scale < 0 || field.scale > most_scale) {
        map.findings().add("schema.not_a_number", map.at("scale"), {{"key", "scale"}});
        field.scale = 0;
    }
}

Field read_field(const std::string& name, const yaml::Node& node, YamlMapping& type_map) {
    Field field;
    field.name = name;
    field.label = {name, name};
    YamlMapping map(node, type_map.file(), type_map.findings());
    field.source = map.source();
    if (!is_name(name)) map.findings().add("schema.bad_name", map.source(), {{"name", name}});
    if (is_system_column(name) || name.starts_with("sys_") || is_expression_word(name) || name == "reason" ||
        name == "type" || name == "label" || name == "erased" || name == "locked")
        map.findings().add("schema.reserved_name", map.source(), {{"name", name}});
    field.was = map.names("was");
    for (const auto& former : field.was) {
        if (!is_name(former)) map.findings().add("schema.bad_name", map.at("was"), {{"name", former}});
    }
    read_kind(field, map);
    if (map.has("label")) field.label = map.words("label");
    field.help = map.words("help");
    field.required = map.flag("required");
    field.unique = map.flag("unique");
    field.hidden = map.flag("hidden");
    field.offers_roles = map.has("choices") && map.node("choices").is_scalar() && map.text("choices") == "roles";
    if (!field.offers_roles) field.choices = read_choices(map, "choices");
    field.unit = map.text("unit");
    field.currency = map.text("currency");
    read_pattern(field, map);
    if (const auto length = map.integer("max_length"))
        field.max_length = static_cast<std::size_t>(std::max(1, *length));
    field.at_least = read_bound(map, "at_least", field);
    field.at_most = read_bound(map, "at_most", field);
    field.more_than = read_bound(map, "more_than", field);
    read_default(field, map);
    read_sensitivity(field, map);
    read_file_options(field, map);
    if (field.kind == FieldKind::choice && field.choices.empty() && !field.offers_roles)
        map.findings().add("schema.missing_key", map.source(), {{"key", "choices"}});
    return field;
}

// "ZF-{year}-{seq:06}": fixed text, {year} and one {seq} or {seq:0N}.
void read_number(RecordType& type, YamlMapping& map) {
    type.number = map.text("number");
    static const std::regex form(R"([^{}]*(\{year\}[^{}]*)*\{seq(:0[1-9])?\}[^{}]*(\{year\}[^{}]*)*)");
    if (!type.number.empty() && (type.number.size() > 100 || !std::regex_match(type.number, form)))
        map.findings().add("schema.bad_number_pattern", map.at("number"), {{"name", type.number}});
}

// "5 days", "1 day".
std::optional<int> read_days(YamlMapping& map, const std::string& key) {
    if (!map.has(key)) return std::nullopt;
    static const std::regex form("([1-9][0-9]{0,3}) days?");
    std::smatch parts;
    const auto text = map.text(key);
    if (std::regex_match(text, parts, form)) return std::stoi(parts[1].str());
    map.findings().add("schema.bad_time_limit", map.at(key), {{"text", text}});
    return std::nullopt;
}

State read_state(const std::string& name, const yaml::Node& node, const YamlMapping& type_map, Findings& findings) {
    State state{name, {name, name}, {}};
    if (node.is_scalar()) {
        state.title = {node.scalar(), node.scalar()};
    } else if (node.is_mapping()) {
        YamlMapping map(node, type_map.file(), findings);
        state.title = {map.required("zh"), map.text("en")};
        state.limit.within_days = read_days(map, "within");
        state.limit.until = map.text("until");
        state.limit.escalate_to = map.text("escalate_to");
        state.limit.says = map.words("says");
        if (state.limit.empty() && !state.limit.escalate_to.empty())
            findings.add("schema.missing_key", map.source(), {{"key", "within"}});
    }
    return state;
}

void read_states(RecordType& type, YamlMapping& map) {
    for (const auto& [name, node] : map.entries("states"))
        type.states.push_back(read_state(name, node, map, map.findings()));
    type.initial = map.text("initial", type.states.empty() ? std::string{} : type.states.front().name);
    if (!type.initial.empty() && !has_state(type, type.initial))
        map.findings().add("schema.unknown_state", map.at("initial"), {{"name", type.initial}});
}

void read_late_after(RecordType& type, YamlMapping& map) {
    if (!map.has("late_after")) return;
    const auto name = map.text("late_after");
    type.late_after = step_named(name);
    if (name != "never" && (!type.late_after || *type.late_after == Step::day))
        map.findings().add("schema.bad_late_after", map.at("late_after"), {{"text", name}});
}

void read_map_place(RecordType& type, YamlMapping& map) {
    if (!map.has("map")) return;
    YamlMapping place(map.node("map"), map.file(), map.findings());
    type.map_longitude = place.required("longitude");
    type.map_latitude = place.required("latitude");
}

void resolve_transitions(TypeDraft& draft, const Schema& schema, Findings& findings) {
    auto& type = *draft.type;
    if (!draft.transitions || draft.transitions.is_null()) return;
    for (const auto& [name, node] : yaml_entries(draft.transitions, draft.file, findings)) {
        YamlMapping map(node, draft.file, findings);
        Transition transition;
        transition.name = name;
        transition.source = map.source();
        transition.title = map.has("title") ? map.words("title") : Text{name, name};
        transition.from = map.names("from");
        transition.to = map.required("to");
        transition.requires_fields = map.names("requires");
        transition.requires_papers = map.names("requires_papers");
        transition.sets = map.names("sets");
        transition.says = map.words("says");
        if (map.has("second_person")) {
            transition.second_person = map.names("second_person");
            if (transition.second_person == std::vector<std::string>{"true"})
                transition.second_person = {"create", "amend"};
            else if (transition.second_person == std::vector<std::string>{"false"})
                transition.second_person.clear();
        }
        if (map.has("guard")) {
            auto guard = compile_expression(map.text("guard"), type, schema);
            if (guard)
                transition.guard = *std::move(guard);
            else
                findings.add(guard.error().code, map.at("guard"), guard.error().args);
        }
        auto states = transition.from;
        states.push_back(transition.to);
        for (const auto& state : states) {
            if (!has_state(type, state)) findings.add("schema.unknown_state", map.source(), {{"name", state}});
        }
        auto fields = transition.requires_fields;
        fields.insert(fields.end(), transition.sets.begin(), transition.sets.end());
        for (const auto& field : fields) {
            if (type.field(field) == nullptr)
                findings.add("schema.unknown_field", map.source(), {{"name", field}, {"type", type.name}});
        }
        for (const auto& paper : transition.requires_papers) {
            const auto* field = type.field(paper);
            if (field == nullptr || field->kind != FieldKind::file)
                findings.add("schema.not_a_paper", map.source(), {{"name", paper}, {"type", type.name}});
        }
        constexpr std::string_view routes[] = {"void", "history", "erase", "undo",   "next",  "escalate", "access",
                                               "list", "get",     "read",  "create", "amend", "import",   "export"};
        if (std::find(std::begin(routes), std::end(routes), name) != std::end(routes))
            findings.add("schema.reserved_name", map.source(), {{"name", name}});
        type.transitions.push_back(std::move(transition));
    }
}

// The entries that a second person must not have made are "create", "amend" or transitions of the type.
void check_second_persons(const RecordType& type, Findings& findings) {
    for (const auto& transition : type.transitions) {
        for (const auto& name : transition.second_person) {
            if (name != "create" && name != "amend" && type.transition(name) == nullptr)
                findings.add("schema.unknown_operation", transition.source, {{"name", name}, {"type", type.name}});
        }
    }
}

void resolve_rules(TypeDraft& draft, const Schema& schema, Findings& findings) {
    for (const auto& node : yaml_items(draft.rules, "rules", draft.file, findings)) {
        YamlMapping map(node, draft.file, findings);
        Rule rule;
        rule.source = map.source();
        rule.field = map.text("field");
        if (!rule.field.empty() && draft.type->field(rule.field) == nullptr)
            findings.add("schema.unknown_field", map.at("field"), {{"name", rule.field}, {"type", draft.type->name}});
        rule.says = map.words("says");
        auto that = compile_expression(map.required("that"), *draft.type, schema);
        if (that)
            rule.that = *std::move(that);
        else
            findings.add(that.error().code, map.at("that"), that.error().args);
        draft.type->rules.push_back(std::move(rule));
    }
}

// Every name that stands as an option of the type must be one of its fields.
void check_named_fields(const RecordType& type, Findings& findings) {
    std::vector<std::string> names = type.lookup;
    for (const auto& name : {type.key, type.label, type.tree, type.level, type.map_longitude, type.map_latitude}) {
        if (!name.empty()) names.push_back(name);
    }
    names.insert(names.end(), type.list.begin(), type.list.end());
    if (type.amendable) names.insert(names.end(), type.amendable->begin(), type.amendable->end());
    for (const auto& name : names) {
        if (type.field(name) == nullptr && !is_system_column(name))
            findings.add("schema.unknown_field", type.source, {{"name", name}, {"type", type.name}});
    }
    for (const auto& state : type.states) {
        const auto* until = type.field(state.limit.until);
        if (!state.limit.until.empty() && (until == nullptr || until->kind != FieldKind::date || until->is_personal()))
            findings.add("schema.not_a_date", type.source, {{"name", state.limit.until}, {"type", type.name}});
    }
    const auto* tree = type.field(type.tree);
    if (tree != nullptr && (tree->kind != FieldKind::ref || tree->ref != type.name))
        findings.add("schema.tree", type.source, {{"name", type.tree}});
}

} // namespace

std::optional<TypeDraft> read_type(YamlDocument& document, const std::string& module, Schema& schema) {
    YamlMapping map(document.node, document.file, document.findings);
    auto type = std::make_unique<RecordType>();
    type->name = map.required("type");
    type->module = module;
    type->source = map.source();
    if (!is_name(type->name) || type->name.starts_with("sys_") || type->name.starts_with("sqlite")) {
        document.findings.add("schema.bad_name", map.at("type"), {{"name", type->name}});
    }
    constexpr std::string_view routes[] = {
        "session", "schema",        "figures", "published", "files",  "refusals", "rights",    "log",     "check",
        "events",  "openapi",       "account", "accounts",  "access", "todo",     "transfers", "exports", "jobs",
        "live",    "notifications", "search",  "bulletins", "series", "studies",  "public",    "served"};
    if (std::find(std::begin(routes), std::end(routes), type->name) != std::end(routes)) {
        document.findings.add("schema.reserved_name", map.at("type"), {{"name", type->name}});
    }
    type->title = map.has("title") ? map.words("title") : Text{type->name, type->name};
    type->about = map.words("about");
    read_number(*type, map);
    type->key = map.text("key");
    type->label = map.text("label");
    type->lookup = map.names("lookup");
    type->tree = map.text("tree");
    type->level = map.text("level");
    type->list = map.names("list");
    read_map_place(*type, map);
    type->subject = map.text("subject");
    for (const auto& [name, node] : map.entries("fields")) type->fields.push_back(read_field(name, node, map));
    if (const int years = read_years(map, "retention"); years > 0) {
        for (auto& field : type->fields) {
            if (field.kind == FieldKind::file && field.retention_years == 0) field.retention_years = years;
        }
    }
    read_states(*type, map);
    if (map.has("amendable")) type->amendable = map.names("amendable");
    read_late_after(*type, map);
    if (type->lookup.empty() && !type->key.empty()) type->lookup.push_back(type->key);
    if (type->label.empty()) type->label = type->key;
    TypeDraft draft{type.get(),           document.file,     map.node("rules"), map.node("transitions"),
                    map.node("measures"), map.node("limits")};
    schema.types.push_back(std::move(type));
    return draft;
}

void resolve_type(TypeDraft& draft, const Schema& schema, Findings& findings) {
    auto& type = *draft.type;
    for (auto& field : type.fields) {
        if (field.kind == FieldKind::ref && schema.type(field.ref) == nullptr) {
            findings.add("schema.unknown_type", field.source, {{"name", field.ref}, {"field", field.name}});
        }
        const auto* currency = field.currency.empty() ? nullptr : type.field(field.currency);
        if (!field.currency.empty() && (currency == nullptr || currency->kind != FieldKind::text)) {
            findings.add("schema.unknown_field", field.source, {{"name", field.currency}, {"type", type.name}});
        }
        if (field.name == type.key) field.unique = field.required = true;
    }
    if (type.list.empty()) {
        if (!type.number.empty()) type.list.emplace_back("number");
        for (const auto& field : type.fields) {
            const bool shown = !field.hidden && field.kind != FieldKind::json && field.kind != FieldKind::long_text &&
                               field.kind != FieldKind::file;
            if (shown && type.list.size() < 6) type.list.push_back(field.name);
        }
        if (!type.states.empty()) type.list.emplace_back("state");
    }
    check_named_fields(type, findings);
    resolve_personal_fields(type, schema, findings);
    resolve_transitions(draft, schema, findings);
    check_second_persons(type, findings);
    resolve_rules(draft, schema, findings);
}

} // namespace shanhai::kernel
