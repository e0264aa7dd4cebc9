#include "kernel/figures/figure_query.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_conditions = 16;
constexpr std::size_t most_groups = 4;

// Narrows a period to what another also covers.
void narrow(Period& period, const Period& other) {
    if (other.from && (!period.from || *period.from < *other.from)) period.from = other.from;
    if (other.until && (!period.until || *other.until < *period.until)) period.until = other.until;
}

} // namespace

const Dimension* dimension_of(const Figure& figure, std::string_view name) {
    const auto found = std::find_if(figure.dimensions.begin(), figure.dimensions.end(),
                                    [&](const Dimension& d) { return d.name == name; });
    return found == figure.dimensions.end() ? nullptr : &*found;
}

std::unexpected<Problem> FigureResolver::unknown_dimension(const Figure& figure, const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& dimension : figure.dimensions) known.push_back(dimension.name);
    for (const auto* word : {"year", "half", "quarter", "month", "day", "period", "from", "until"})
        known.emplace_back(word);
    return refuse("figure.unknown_dimension", {},
                  {{"name", name}, {"figure", figure.name}, {"dimensions", join(known, ", ")}});
}

Result<ResolvedQuery> FigureResolver::resolve(const std::string& name, const Where& where,
                                              const std::vector<std::string>& by) {
    ResolvedQuery query;
    query.figure = schema_.figure(name);
    if (query.figure == nullptr) return refuse("figure.unknown", {}, {{"name", name}});
    if (where.size() > most_conditions || by.size() > most_groups)
        return refuse("figure.too_many", {}, {{"limit", std::to_string(most_conditions)}});
    query.currency = query.figure->currency;
    for (const auto& [dimension, value] : where) TRY_DO(resolve_where(query, dimension, value));
    for (const auto& group : by) TRY_DO(resolve_by(query, group));
    // Money of different currencies is never added: without a word about it they stand apart.
    const auto* currency = dimension_of(*query.figure, "currency");
    const auto by_currency =
        std::any_of(query.by.begin(), query.by.end(), [](const GroupBy& g) { return g.dimension == "currency"; });
    if (currency != nullptr && by_currency)
        query.currency.clear();
    else if (currency != nullptr && query.currency.empty())
        TRY_DO(resolve_by(query, "currency"));
    else if (currency != nullptr)
        query.filters.push_back({"currency", {Value(query.currency)}, false});
    for (const auto& operand : query.figure->formula.operands) {
        const auto& measure = schema_.measures[static_cast<std::size_t>(operand.measure)];
        auto& filters = query.operand_filters.emplace_back();
        for (const auto& condition : operand.filters) {
            const auto& dimension =
                measure.dimensions[static_cast<std::size_t>(measure.dimension_index(condition.dimension))];
            filters.push_back(TRY(filter(dimension, condition.values, condition.negated)));
        }
        resolve_rights(query, measure);
    }
    return query;
}

// The coordinates on which rights are given are coordinates of the measure, so that a slice keeps to them as a list
// keeps to its rows. A scope for which the measure has no coordinate opens nothing.
void FigureResolver::resolve_rights(ResolvedQuery& query, const Measure& measure) {
    auto& open = query.open.emplace_back();
    const auto& type = *schema_.type(measure.type);
    const auto level = level_of(measure, schema_);
    bool all = false;
    for (const auto& way : gate_.rights().ways(type, "figures")) {
        if (way.own || way.sees < level) continue;
        all = all || way.everywhere;
        if (way.everywhere) continue;
        for (const auto& path : schema_.access->places.at(type.name).paths.at(way.scope)) {
            const auto dimension = std::ranges::find(measure.dimensions, path, &Dimension::path);
            if (dimension == measure.dimensions.end()) continue;
            open.push_back({dimension->name, {way.records->begin(), way.records->end()}, false});
        }
    }
    if (!all && open.empty()) query.closed = true;
    if (all) open.clear();
}

Value FigureResolver::visible(const Dimension& dimension, const Value& value) {
    if (dimension.kind != DimensionKind::ref || is_null(value)) return value;
    const auto& type = *schema_.type(dimension.ref);
    const auto sees = gate_.reads(type, std::get<std::int64_t>(value));
    const auto* label = type.field(type.label);
    return sees && (label == nullptr || label->sensitivity <= *sees) ? value : Value(hidden);
}

Done FigureResolver::resolve_where(ResolvedQuery& query, const std::string& name, const std::string& value) {
    const auto read_day = [&](std::optional<Date>& into) -> Done {
        into = TRY(Date::parse(value));
        return {};
    };
    Period period;
    if (name == "period" || step_named(name))
        period = TRY(Period::parse(value));
    else if (name == "from")
        TRY_DO(read_day(period.from));
    else if (name == "until")
        TRY_DO(read_day(period.until));
    else {
        const auto* dimension = dimension_of(*query.figure, name);
        if (dimension == nullptr) return unknown_dimension(*query.figure, name);
        if (dimension->kind == DimensionKind::currency) {
            query.currency = value;
            query.shown_where.emplace_back(name, value);
            return {};
        }
        query.filters.push_back(TRY(filter(*dimension, {value}, false)));
        query.shown_where.emplace_back(name, value);
        return {};
    }
    narrow(query.period, period);
    query.shown_where.emplace_back(name, value);
    return {};
}

Done FigureResolver::resolve_by(ResolvedQuery& query, const std::string& name) {
    GroupBy group;
    group.name = name;
    group.step = step_named(name);
    if (group.step) {
        if (std::any_of(query.by.begin(), query.by.end(), [](const GroupBy& g) { return g.step.has_value(); }))
            return refuse("figure.two_steps");
        query.by.push_back(std::move(group));
        return {};
    }
    const auto dot = name.find('.');
    group.dimension = name.substr(0, dot);
    const auto* dimension = dimension_of(*query.figure, group.dimension);
    if (dimension == nullptr) return unknown_dimension(*query.figure, name);
    if (dot != std::string::npos) {
        group.level = name.substr(dot + 1);
        const auto* type = dimension->kind == DimensionKind::ref ? schema_.type(dimension->ref) : nullptr;
        const auto* level = type == nullptr || type->tree.empty() ? nullptr : type->field(type->level);
        const auto known = level != nullptr && std::any_of(level->choices.begin(), level->choices.end(),
                                                           [&](const Choice& c) { return c.name == group.level; });
        if (!known) return unknown_dimension(*query.figure, name);
    }
    query.by.push_back(std::move(group));
    return {};
}

Result<ResolvedFilter> FigureResolver::filter(const Dimension& dimension, const std::vector<std::string>& values,
                                              bool negated) {
    ResolvedFilter result{dimension.name, {}, negated};
    for (const auto& value : values) {
        // "青海省;新疆" stands for both, as lists in published tables do.
        for (auto part : split(value, ';')) {
            auto found = TRY(values_of(dimension, std::string(trim(part))));
            result.values.insert(result.values.end(), found.begin(), found.end());
        }
    }
    return result;
}

Result<std::vector<Value>> FigureResolver::values_of(const Dimension& dimension, const std::string& name) {
    const auto unknown = [&] {
        return refuse("figure.unknown_value", {}, {{"value", name}, {"dimension", dimension.name}});
    };
    switch (dimension.kind) {
    case DimensionKind::text:
    case DimensionKind::currency: return std::vector<Value>{Value(name)};
    case DimensionKind::boolean:
        if (name != "true" && name != "false") return unknown();
        return std::vector<Value>{Value(std::int64_t{name == "true"})};
    case DimensionKind::choice:
        for (const auto& choice : dimension.choices) {
            if (choice.name == name || choice.title.zh == name || choice.title.en == name)
                return std::vector<Value>{Value(choice.name)};
        }
        return unknown();
    case DimensionKind::ref: break;
    }
    const auto& references = index(dimension.ref);
    auto ids = references.named(name);
    std::erase_if(ids, [&](std::int64_t id) { return !gate_.reads(*schema_.type(dimension.ref), id); });
    if (ids.empty()) return unknown();
    if (ids.size() > 1) {
        std::vector<std::string> keys;
        for (const auto id : ids) keys.push_back(references.find(id)->key);
        return refuse("figure.ambiguous_value", {},
                      {{"value", name}, {"dimension", dimension.name}, {"matches", join(keys, ", ")}});
    }
    std::vector<Value> result;
    for (const auto id : references.with_below(ids.front())) result.emplace_back(id);
    return result;
}

std::pair<std::string, std::string> FigureResolver::label_and_key(const Dimension& dimension, const Value& value) {
    if (is_null(value)) return {"—", ""};
    if (dimension.kind == DimensionKind::ref) {
        const auto id = std::get<std::int64_t>(value);
        if (id == hidden) return {"…", ""};
        const auto* item = index(dimension.ref).find(id);
        return item == nullptr ? std::pair{"#" + std::to_string(id), "#" + std::to_string(id)}
                               : std::pair{item->label, item->key};
    }
    if (dimension.kind == DimensionKind::boolean)
        return std::get<std::int64_t>(value) != 0 ? std::pair{"true", "true"} : std::pair{"false", "false"};
    const auto& text = std::get<std::string>(value);
    for (const auto& choice : dimension.choices) {
        if (choice.name == text) return {choice.title.zh, text};
    }
    return {text, text};
}

std::vector<SliceFilter> masks(const CubeView& view, const Measure& measure, const ResolvedQuery& query,
                               std::size_t operand) {
    std::vector<SliceFilter> result;
    const auto add = [&](const ResolvedFilter& filter) {
        const int dimension = measure.dimension_index(filter.dimension);
        if (dimension < 0) return; // a dimension of one operand only is filtered in the formula
        SliceFilter mask;
        mask.dimension = dimension;
        mask.allowed.assign(view.values(measure.number, dimension).size(), filter.negated ? 1 : 0);
        for (const auto& value : filter.values) {
            const auto code = view.code(measure.number, dimension, value);
            if (code) mask.allowed[*code] = filter.negated ? 0 : 1;
        }
        result.push_back(std::move(mask));
    };
    for (const auto& filter : query.filters) add(filter);
    for (const auto& filter : query.operand_filters[operand]) add(filter);
    const auto all = result.size();
    for (const auto& filter : query.open[operand]) add(filter);
    if (result.size() > all + 1) { // these are ways, of which one is enough
        result[all].or_else.assign(result.begin() + static_cast<std::ptrdiff_t>(all) + 1, result.end());
        result.resize(all + 1);
    }
    return result;
}

} // namespace shanhai::kernel
