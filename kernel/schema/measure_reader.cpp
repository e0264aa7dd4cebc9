#include "base/money.h"
#include "kernel/schema/personal_fields.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/schema/type_reader.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

// Balances are kept by values that are few and never cut or rounded.
bool can_be_key(FieldKind kind) {
    return kind == FieldKind::ref || kind == FieldKind::choice || kind == FieldKind::date;
}

// Reads the measures of one type.
class MeasureReader {
public:
    MeasureReader(TypeDraft& draft, Schema& schema, Findings& findings)
        : draft_(draft), type_(*draft.type), schema_(schema), findings_(findings) {}

    void read(const std::string& name, const yaml::Node& node) {
        YamlMapping map(node, draft_.file, findings_);
        Measure measure;
        measure.name = name;
        measure.type = type_.name;
        measure.source = map.source();
        measure.title = map.has("title") ? map.words("title") : Text{name, name};
        if (schema_.measure(name) != nullptr) findings_.add("schema.duplicate", map.source(), {{"name", name}});
        read_value(measure, map);
        measure.on = expression(map, "on", map.required("on"));
        if (map.has("when")) measure.when = expression(map, "when", map.text("when"));
        read_coordinates(measure, map);
        read_control_keys(measure, map);
        measure.number = static_cast<int>(schema_.measures.size());
        type_.measures.push_back(measure.number);
        schema_.measures.push_back(std::move(measure));
    }

private:
    SqlExpression expression(YamlMapping& map, const std::string& key, const std::string& text) {
        if (text.empty()) return {};
        auto compiled = compile_expression(text, type_, schema_);
        if (compiled) return *std::move(compiled);
        findings_.add(compiled.error().code, map.at(key), compiled.error().args);
        return {};
    }

    void read_value(Measure& measure, YamlMapping& map) {
        measure.unit.name = map.text("unit");
        const bool counts = map.flag("count");
        const auto scale = map.integer("scale");
        if (counts == map.has("sum")) findings_.add("schema.sum_or_count", map.source(), {{"name", measure.name}});
        if (counts) {
            measure.value.sql = "1";
        } else {
            measure.value = expression(map, "sum", map.text("sum"));
            for (const auto& name : measure.value.names) {
                const auto* field = field_at(name, type_, schema_);
                if (field == nullptr) continue;
                if (field->kind == FieldKind::money) take_money(measure, map, name, *field);
                measure.unit.scale = std::max(measure.unit.scale, field->scale);
            }
        }
        if (measure.unit.money) {
            if (!measure.unit.name.empty()) findings_.add("schema.units", map.at("unit"), {{"text", measure.name}});
            measure.unit.scale = 2;
        } else {
            if (scale) measure.unit.scale = *scale;
            if (measure.unit.scale < 0 || measure.unit.scale > most_scale)
                findings_.add("schema.not_a_number", map.at("scale"), {{"key", "scale"}});
            if (measure.unit.name.empty()) findings_.add("schema.missing_key", map.source(), {{"key", "unit"}});
        }
    }

    // Only money makes money, and all of it in one currency, which stands beside the amount in the same record.
    void take_money(Measure& measure, YamlMapping& map, const std::string& path, const Field& field) {
        const auto dot = path.rfind('.');
        const auto beside = dot == std::string::npos ? std::string{} : path.substr(0, dot + 1);
        const auto currency = field.currency.empty() ? std::string{} : beside + field.currency;
        if (measure.unit.money && currency != currency_path_)
            findings_.add("schema.units", map.at("sum"), {{"text", measure.name}});
        measure.unit.money = true;
        currency_path_ = currency;
    }

    void read_coordinates(Measure& measure, YamlMapping& map) {
        if (!map.has("by")) {
            add_currency(measure);
            return;
        }
        const auto by = map.node("by");
        std::vector<std::pair<std::string, std::string>> wanted; // name, path
        const auto take = [&](const yaml::Node& item) {
            if (item.is_scalar()) {
                const auto& path = item.scalar();
                const auto dot = path.rfind('.');
                wanted.emplace_back(dot == std::string::npos ? path : path.substr(dot + 1), path);
            } else {
                for (const auto& [name, path] : yaml_entries(item, draft_.file, findings_))
                    wanted.emplace_back(name, path.is_scalar() ? path.scalar() : "");
            }
        };
        if (by.is_sequence()) {
            for (const auto& item : by.items()) take(item);
        } else {
            take(by);
        }
        for (const auto& [name, path] : wanted) add_dimension(measure, map, name, path);
        add_currency(measure);
    }

    void add_dimension(Measure& measure, YamlMapping& map, const std::string& name, const std::string& path) {
        const auto* field = field_at(path, type_, schema_);
        Dimension dimension;
        dimension.name = name;
        dimension.path = path;
        if (path == "state" && !type_.states.empty()) {
            dimension.kind = DimensionKind::choice;
            dimension.domain = "choice:" + type_.name + ".state";
            for (const auto& state : type_.states) dimension.choices.push_back({state.name, state.title});
            dimension.title = {"状态", "State"};
        } else if (field == nullptr) {
            findings_.add("schema.unknown_field", map.at("by"), {{"name", path}, {"type", type_.name}});
            return;
        } else {
            dimension.title = field->label;
            describe(dimension, *field, map);
        }
        if (is_calendar_word(name)) findings_.add("schema.reserved_name", map.at("by"), {{"name", name}});
        if (measure.dimension_index(name) >= 0) findings_.add("schema.duplicate", map.at("by"), {{"name", name}});
        measure.coordinates.push_back(expression(map, "by", path));
        measure.dimensions.push_back(std::move(dimension));
    }

    void describe(Dimension& dimension, const Field& field, YamlMapping& map) {
        switch (field.kind) {
        case FieldKind::ref:
            dimension.kind = DimensionKind::ref;
            dimension.ref = field.ref;
            dimension.domain = "ref:" + field.ref;
            if (const auto* target = schema_.type(field.ref); target != nullptr && has_personal_label(*target))
                findings_.add("schema.personal", map.at("by"), {{"name", dimension.path}, {"what", "by"}});
            break;
        case FieldKind::choice:
            dimension.kind = DimensionKind::choice;
            dimension.choices = field.choices;
            dimension.domain = "choice:" + dimension.name;
            break;
        case FieldKind::boolean:
            dimension.kind = DimensionKind::boolean;
            dimension.domain = "boolean";
            break;
        case FieldKind::text:
            dimension.kind = DimensionKind::text;
            dimension.domain = "text";
            break;
        default: findings_.add("schema.not_a_dimension", map.at("by"), {{"name", dimension.path}});
        }
    }

    void add_currency(Measure& measure) {
        if (!measure.unit.money) return;
        if (measure.dimension_index("currency") >= 0)
            findings_.add("schema.duplicate", measure.source, {{"name", "currency"}});
        Dimension dimension;
        dimension.name = "currency";
        dimension.kind = DimensionKind::currency;
        dimension.domain = "currency";
        dimension.title = {"币种", "Currency"};
        SqlExpression sql;
        if (currency_path_.empty()) {
            sql.sql = "'CNY'";
        } else if (auto compiled =
                       compile_expression(currency_path_, type_, schema_)) { // else its type said so already
            sql = *std::move(compiled);
            sql.sql = "coalesce(" + sql.sql + ", 'CNY')";
        }
        measure.coordinates.push_back(std::move(sql));
        measure.dimensions.push_back(std::move(dimension));
    }

    void read_control_keys(Measure& measure, YamlMapping& map) {
        if (!map.has("per")) return;
        const auto per = map.node("per");
        const auto add = [&](std::string name, std::string_view fields) {
            ControlKey key{std::move(name), {}};
            for (auto part : split(fields, '+')) {
                const auto* field = type_.field(trim(part));
                if (trim(part) != "id" && (field == nullptr || !can_be_key(field->kind)))
                    findings_.add("schema.unknown_field", map.at("per"),
                                  {{"name", std::string(part)}, {"type", type_.name}});
                key.fields.emplace_back(trim(part));
            }
            measure.per.push_back(std::move(key));
        };
        if (per.is_mapping()) {
            for (const auto& [name, fields] : yaml_entries(per, draft_.file, findings_))
                add(name, fields.is_scalar() ? fields.scalar() : "");
        } else {
            for (const auto& name : map.names("per")) add(name, name);
        }
    }

    TypeDraft& draft_;
    RecordType& type_;
    Schema& schema_;
    Findings& findings_;
    std::string currency_path_; // of money: the field that holds the currency; empty: CNY
};

bool has_key(const Measure& measure, const std::string& per) {
    return std::any_of(measure.per.begin(), measure.per.end(), [&](const ControlKey& key) { return key.name == per; });
}

// "funds.paid" against "funds.disbursed" → "funds.paid_exceeds_disbursed".
std::string limit_code(const Measure& of, const Measure* other, bool at_most) {
    const auto word = at_most ? "_exceeds_" : "_below_";
    if (other == nullptr) return of.name + word + "limit";
    const auto family = of.name.substr(0, of.name.find('.') + 1);
    return of.name + word + (other->name.starts_with(family) ? other->name.substr(family.size()) : other->name);
}

} // namespace

void read_measures(TypeDraft& draft, Schema& schema, Findings& findings) {
    if (!draft.measures || draft.measures.is_null()) return;
    for (const auto& [name, node] : yaml_entries(draft.measures, draft.file, findings)) {
        MeasureReader(draft, schema, findings).read(name, node);
    }
}

void number_spaces(Schema& schema) {
    const auto same = [](const std::vector<Dimension>& a, const std::vector<Dimension>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Dimension& x, const Dimension& y) {
            return x.name == y.name && x.domain == y.domain;
        });
    };
    for (auto& measure : schema.measures) {
        const auto found = std::find_if(schema.spaces.begin(), schema.spaces.end(),
                                        [&](const auto& space) { return same(space, measure.dimensions); });
        measure.space = static_cast<int>(found - schema.spaces.begin());
        if (found == schema.spaces.end()) schema.spaces.push_back(measure.dimensions);
    }
}

void read_limits(TypeDraft& draft, Schema& schema, Findings& findings) {
    for (const auto& node : yaml_items(draft.limits, "limits", draft.file, findings)) {
        YamlMapping map(node, draft.file, findings);
        Limit limit;
        limit.source = map.source();
        limit.per = map.required("per");
        limit.says = map.words("says");
        const auto of = map.required("of");
        const auto* measure = schema.measure(of);
        if (measure == nullptr) {
            findings.add("schema.unknown_measure", map.at("of"), {{"name", of}, {"text", of}});
            continue;
        }
        limit.of = measure->number;
        limit.at_most = map.has("at_most");
        const auto key = limit.at_most ? "at_most" : "at_least";
        const auto side = map.required(key);
        const auto* other = schema.measure(side);
        const auto constant = parse_scaled(side, measure->unit.scale);
        if (other != nullptr)
            limit.measure = other->number;
        else if (constant)
            limit.constant = *constant;
        else
            findings.add("schema.unknown_measure", map.at(key), {{"name", side}, {"text", side}});
        for (const auto* needed : {measure, other}) {
            if (needed != nullptr && !has_key(*needed, limit.per))
                findings.add("schema.limit_key", map.source(), {{"name", limit.per}, {"measure", needed->name}});
        }
        if (other != nullptr && !(other->unit == measure->unit))
            findings.add("schema.units", map.source(), {{"text", measure->name + ", " + other->name}});
        limit.code = limit_code(*measure, other, limit.at_most);
        schema.limits.push_back(std::move(limit));
    }
}

} // namespace shanhai::kernel
