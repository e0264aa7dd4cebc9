#include "base/money.h"
#include "base/text_json.h"
#include "kernel/engine/kernel_impl.h"

// The schema as GET /schema gives it: what pages are made from.
namespace shanhai::kernel {

namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::array names(const std::vector<std::string>& list) {
    json::array result;
    for (const auto& name : list) result.emplace_back(name);
    return result;
}

json::array choices(const std::vector<Choice>& list) {
    json::array result;
    for (const auto& choice : list)
        result.push_back(json::object{{"name", choice.name}, {"title", as_json(choice.title)}});
    return result;
}

json::object field_object(const Field& field) {
    const auto bound = [&](const std::optional<std::int64_t>& value) {
        return value ? json::value(scaled_text(*value, field.scale)) : json::value(nullptr);
    };
    json::object object;
    object["name"] = field.name;
    object["kind"] = std::string(name_of(field.kind));
    object["label"] = as_json(field.label);
    object["help"] = as_json(field.help);
    object["required"] = field.required;
    object["unique"] = field.unique;
    object["hidden"] = field.hidden;
    object["ref"] = text_or_null(field.ref);
    object["choices"] = choices(field.choices);
    object["scale"] = field.scale;
    object["unit"] = text_or_null(field.unit);
    object["currency"] = text_or_null(field.currency);
    object["at_least"] = bound(field.at_least);
    object["at_most"] = bound(field.at_most);
    object["more_than"] = bound(field.more_than);
    object["max_length"] = field.max_length;
    object["sensitivity"] = std::string(name_of(field.sensitivity));
    if (field.kind == FieldKind::file) {
        object["accept"] = names(field.accept);
        object["max_bytes"] = field.max_bytes;
    }
    object["default"] = field.initial ? parse_own_json(*field.initial) : json::value(nullptr);
    return object;
}

json::object state_object(const State& state) {
    json::object object{{"name", state.name}, {"title", as_json(state.title)}, {"limit", nullptr}};
    const auto& limit = state.limit;
    if (limit.empty()) return object;
    object["limit"] =
        json::object{{"within_days", limit.within_days ? json::value(*limit.within_days) : json::value(nullptr)},
                     {"until", text_or_null(limit.until)},
                     {"escalate_to", text_or_null(limit.escalate_to)},
                     {"says", limit.says.empty() ? json::value(nullptr) : as_json(limit.says)}};
    return object;
}

json::object type_object(const RecordType& type, const Schema& schema) {
    json::object object;
    object["name"] = type.name;
    object["module"] = type.module;
    object["title"] = as_json(type.title);
    object["about"] = as_json(type.about);
    object["key"] = text_or_null(type.key);
    object["label"] = text_or_null(type.label);
    object["numbered"] = !type.number.empty();
    object["tree"] = text_or_null(type.tree);
    object["subject"] = text_or_null(type.subject);
    object["level"] = text_or_null(type.level);
    object["list"] = names(type.list);
    object["map"] = type.map_longitude.empty()
                        ? json::value(nullptr)
                        : json::value(json::object{{"longitude", type.map_longitude}, {"latitude", type.map_latitude}});
    json::array fields, states, transitions, referred_by, measures;
    for (const auto& field : type.fields) fields.push_back(field_object(field));
    for (const auto& state : type.states) states.push_back(state_object(state));
    for (const auto& transition : type.transitions) {
        transitions.push_back(json::object{{"name", transition.name},
                                           {"title", as_json(transition.title)},
                                           {"from", names(transition.from)},
                                           {"to", transition.to},
                                           {"requires", names(transition.requires_fields)},
                                           {"second_person", names(transition.second_person)},
                                           {"requires_papers", names(transition.requires_papers)},
                                           {"sets", names(transition.sets)}});
    }
    for (const auto& referrer : schema.referrers(type.name))
        referred_by.push_back(json::object{{"type", referrer.type}, {"field", referrer.field}});
    for (const int measure : type.measures)
        measures.emplace_back(schema.measures[static_cast<std::size_t>(measure)].name);
    object["fields"] = std::move(fields);
    object["states"] = std::move(states);
    object["initial"] = text_or_null(type.initial);
    object["transitions"] = std::move(transitions);
    object["amendable"] = type.amendable ? json::value(names(*type.amendable)) : json::value(nullptr);
    object["referred_by"] = std::move(referred_by);
    object["measures"] = std::move(measures);
    return object;
}

std::string_view kind_of(const Dimension& dimension) {
    switch (dimension.kind) {
    case DimensionKind::ref: return "ref";
    case DimensionKind::choice: return "choice";
    case DimensionKind::text: return "text";
    case DimensionKind::boolean: return "boolean";
    case DimensionKind::currency: return "currency";
    }
    return "text";
}

json::array dimensions(const std::vector<Dimension>& list, const Schema& schema) {
    json::array result;
    for (const auto& dimension : list) {
        json::array levels;
        const auto* type = dimension.kind == DimensionKind::ref ? schema.type(dimension.ref) : nullptr;
        const auto* level = type == nullptr || type->tree.empty() ? nullptr : type->field(type->level);
        if (level != nullptr) levels = choices(level->choices);
        result.push_back(json::object{{"name", dimension.name},
                                      {"title", as_json(dimension.title)},
                                      {"kind", std::string(kind_of(dimension))},
                                      {"ref", text_or_null(dimension.ref)},
                                      {"levels", std::move(levels)},
                                      {"choices", choices(dimension.choices)}});
    }
    return result;
}

json::object figure_object(const Figure& figure, const Schema& schema) {
    json::object object;
    object["name"] = figure.name;
    object["module"] = figure.module;
    object["title"] = as_json(figure.title);
    object["about"] = as_json(figure.about);
    object["words"] = names(figure.words);
    object["unit"] = figure.unit;
    object["kind"] = figure.kind == FigureKind::stock ? "stock" : "flow";
    object["decimals"] = figure.decimals;
    object["formula"] = figure.formula.text;
    object["headline"] = figure.headline ? json::value(*figure.headline) : json::value(nullptr);
    object["dimensions"] = dimensions(figure.dimensions, schema);
    object["target"] = nullptr;
    if (figure.has_target) {
        json::object target;
        if (figure.target.at_least) target["at_least"] = figure.target.at_least->text(figure.decimals);
        if (figure.target.at_most) target["at_most"] = figure.target.at_most->text(figure.decimals);
        object["target"] = std::move(target);
    }
    return object;
}

json::object series_object(const DeclaredSeries& series) {
    return {{"name", series.name},
            {"module", series.module},
            {"title", as_json(series.title)},
            {"about", as_json(series.about)},
            {"unit", series.unit},
            {"decimals", series.decimals},
            {"station", series.station},
            {"into", series.into ? json::value(series.into->type) : json::value(nullptr)},
            {"keep_days", series.keep_days ? json::value(*series.keep_days) : json::value(nullptr)}};
}

} // namespace

json::object KernelImpl::schema_json() const {
    json::array modules, types, measures, figures, series;
    for (const auto& module : schema_->modules) {
        modules.push_back(json::object{{"name", module.name},
                                       {"title", as_json(module.title)},
                                       {"about", as_json(module.about)},
                                       {"order", module.order}});
    }
    for (const auto& type : schema_->types) types.push_back(type_object(*type, *schema_));
    for (const auto& measure : schema_->measures) {
        measures.push_back(json::object{{"name", measure.name},
                                        {"title", as_json(measure.title)},
                                        {"unit", measure.unit.money ? "money" : measure.unit.name},
                                        {"dimensions", dimensions(measure.dimensions, *schema_)}});
    }
    for (const auto& figure : schema_->figures) figures.push_back(figure_object(figure, *schema_));
    for (const auto& one : schema_->series) series.push_back(series_object(one));
    return json::object{{"demo", demo_},
                        {"modules", std::move(modules)},
                        {"types", std::move(types)},
                        {"measures", std::move(measures)},
                        {"figures", std::move(figures)},
                        {"series", std::move(series)}};
}

} // namespace shanhai::kernel
