#include "kernel/schema/formula.h"
#include "kernel/schema/type_reader.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

bool is_currency(std::string_view unit) {
    return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// What formula_units must yield for a figure that declares this unit.
std::map<std::string, int> expected_units(const std::string& unit) {
    if (unit == "percent" || unit == "ratio") return {};
    const auto per = unit.find("_per_");
    const auto name = [](const std::string& one) {
        return one == "money" || is_currency(one) ? std::string("$") : one;
    };
    if (per == std::string::npos) return {{name(unit), 1}};
    return {{name(unit.substr(0, per)), 1}, {name(unit.substr(per + 5)), -1}};
}

// The dimensions that all measures of the formula share, by name and domain.
std::vector<Dimension> shared_dimensions(const Figure& figure, const Schema& schema) {
    std::vector<Dimension> shared;
    bool first = true;
    for (const auto& operand : figure.formula.operands) {
        const auto& measure = schema.measures[static_cast<std::size_t>(operand.measure)];
        if (first) shared = measure.dimensions;
        first = false;
        std::erase_if(shared, [&](const Dimension& dimension) {
            const auto index = measure.dimension_index(dimension.name);
            return index < 0 || measure.dimensions[static_cast<std::size_t>(index)].domain != dimension.domain;
        });
    }
    return shared;
}

bool has_dimension(const Figure& figure, std::string_view name) {
    return std::any_of(figure.dimensions.begin(), figure.dimensions.end(),
                       [&](const Dimension& dimension) { return dimension.name == name; });
}

void read_target(Figure& figure, YamlMapping& map) {
    if (!map.has("target")) return;
    YamlMapping target(map.node("target"), map.file(), map.findings());
    const auto bound = [&](const std::string& key) -> std::optional<Rational> {
        if (!target.has(key)) return std::nullopt;
        const auto value = Rational::parse(target.text(key));
        if (!value) map.findings().add("schema.not_a_number", target.at(key), {{"key", key}});
        figure.target.text = target.text(key);
        return value;
    };
    figure.target.at_least = bound("at_least");
    figure.target.at_most = bound("at_most");
    figure.has_target = true;
}

void read_formula(Figure& figure, YamlMapping& map, const Schema& schema) {
    auto formula = parse_formula(map.required("formula"), schema);
    if (!formula) {
        map.findings().add(formula.error().code, map.at("formula"), formula.error().args);
        return;
    }
    figure.formula = *std::move(formula);
    const auto units = formula_units(figure.formula, schema);
    if (!units)
        map.findings().add(units.error().code, map.at("formula"), units.error().args);
    else if (*units != expected_units(figure.unit))
        map.findings().add("schema.units", map.at("unit"), {{"text", figure.name + ": " + figure.unit}});
    figure.dimensions = shared_dimensions(figure, schema);
    const auto of_money =
        std::any_of(figure.formula.operands.begin(), figure.formula.operands.end(), [&](const Operand& operand) {
            return schema.measures[static_cast<std::size_t>(operand.measure)].unit.money;
        });
    if (of_money && figure.unit != "money")
        figure.currency =
            is_currency(figure.unit.substr(0, 3)) && figure.unit != "percent" ? figure.unit.substr(0, 3) : "CNY";
}

} // namespace

void read_figures(YamlDocument& document, const std::string& module, Schema& schema) {
    for (const auto& [name, node] : yaml_entries(document.node, document.file, document.findings)) {
        YamlMapping map(node, document.file, document.findings);
        Figure figure;
        figure.name = name;
        figure.module = map.text("module", module);
        figure.source = map.source();
        figure.title = map.has("title") ? map.words("title") : Text{name, name};
        figure.about = map.words("about");
        figure.words = map.names("words");
        figure.unit = map.required("unit");
        figure.money = is_currency(figure.unit) || figure.unit == "money";
        const auto kind = map.text("kind", "flow");
        if (kind != "flow" && kind != "stock")
            document.findings.add("schema.unknown_kind", map.at("kind"), {{"kind", kind}, {"field", name}});
        figure.kind = kind == "stock" ? FigureKind::stock : FigureKind::flow;
        const int usual = figure.money                                                               ? 2
                          : figure.unit == "percent"                                                 ? 1
                          : figure.unit.find("_per_") != std::string::npos || figure.unit == "ratio" ? 2
                                                                                                     : 0;
        figure.decimals = std::clamp(map.integer("decimals").value_or(usual), 0, 9);
        figure.headline = map.integer("headline");
        read_target(figure, map);
        read_formula(figure, map, schema);
        if (schema.figure(name) != nullptr) document.findings.add("schema.duplicate", map.source(), {{"name", name}});
        schema.figures.push_back(std::move(figure));
    }
}

void read_published(YamlDocument& document, const std::string& module, Schema& schema) {
    for (const auto& [id, node] : yaml_entries(document.node, document.file, document.findings)) {
        YamlMapping map(node, document.file, document.findings);
        PublishedMapping mapping;
        mapping.id = id;
        mapping.module = module;
        mapping.source = map.source();
        mapping.figure = map.text("figure");
        for (const auto& [dimension, value] : map.entries("where"))
            mapping.where.emplace_back(dimension, value.is_scalar() ? value.scalar() : "");
        if (map.has("not_a_balance")) mapping.not_a_balance = map.words("not_a_balance");
        if (map.has("because")) mapping.because = map.words("because");
        if (mapping.figure.empty() == !mapping.not_a_balance.has_value())
            document.findings.add("schema.missing_key", map.source(), {{"key", "figure"}});
        const auto* figure = schema.figure(mapping.figure);
        if (!mapping.figure.empty() && figure == nullptr) {
            document.findings.add("schema.unknown_figure", map.at("figure"), {{"name", mapping.figure}});
        }
        for (const auto& [name, value] : mapping.where) {
            if (figure != nullptr && !is_calendar_word(name) && !has_dimension(*figure, name))
                document.findings.add("schema.unknown_dimension", map.at("where"),
                                      {{"name", name}, {"measure", figure->name}});
        }
        schema.published.push_back(std::move(mapping));
    }
}

} // namespace shanhai::kernel
