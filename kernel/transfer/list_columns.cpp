#include "kernel/transfer/list_columns.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_remembered = 20'000; // references

ListColumns::Look look_of(const Field& field) {
    switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::decimal: return ListColumns::Look::number;
    case FieldKind::money: return ListColumns::Look::amount;
    case FieldKind::date: return ListColumns::Look::date;
    default: return ListColumns::Look::text;
    }
}

std::string plain_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    return value.is_null() ? std::string() : json::serialize(value);
}

} // namespace

ListColumns::ListColumns(Kernel& kernel, const Principal& who, const RecordType& type, std::string_view language)
    : kernel_(kernel), who_(who), type_(type), language_(language) {
    const auto is_taken = [&](const std::string& heading) {
        return std::ranges::any_of(type.fields,
                                   [&](const Field& field) { return field.label.in(language_) == heading; });
    };
    const auto own = [&](const std::string& heading, const std::string& name) {
        columns_.push_back({is_taken(heading) ? heading + say("（系统）", " (system)") : heading, nullptr, name});
    };
    if (!type.number.empty()) own(say("编号", "Number"), "number");
    for (const Field& field : type.fields) {
        if (field.hidden) continue;
        const std::string label = field.label.in(language_);
        columns_.push_back({label.empty() ? field.name : label, &field, field.name, look_of(field), field.scale});
    }
    if (!type.states.empty()) own(say("状态", "State"), "state");
    own("ID", "id");
}

std::string ListColumns::text_of(const Column& column, const json::object& record) {
    const json::value* value = record.if_contains(column.name);
    if (value == nullptr || value->is_null()) return {};
    if (column.field == nullptr) {
        if (column.name != "state") return plain_text(*value);
        const auto state = std::ranges::find(type_.states, plain_text(*value), &State::name);
        return state == type_.states.end() || state->title.empty() ? plain_text(*value) : state->title.in(language_);
    }
    switch (column.field->kind) {
    case FieldKind::ref: return value->is_object() ? reference_text(value->get_object()) : plain_text(*value);
    case FieldKind::boolean: return value->is_bool() && value->get_bool() ? say("是", "yes") : say("否", "no");
    case FieldKind::choice: {
        const auto choice = std::ranges::find(column.field->choices, plain_text(*value), &Choice::name);
        return choice == column.field->choices.end() || choice->title.empty() ? plain_text(*value)
                                                                              : choice->title.in(language_);
    }
    case FieldKind::file: {
        if (!value->is_object()) return {};
        const auto& file = value->get_object();
        const json::value* name = file.if_contains("name");
        return (name == nullptr ? std::string() : plain_text(*name) + " ") + "sha256:" + plain_text(file.at("sha256"));
    }
    default: return plain_text(*value);
    }
}

// The label, with "#id" behind it where the label alone does not lead back to the record.
std::string ListColumns::reference_text(const json::object& reference) {
    const auto* id = reference.if_contains("id");
    if (id == nullptr) return {}; // withheld
    const std::string key = plain_text(*id);
    if (const auto known = references_.find(key); known != references_.end()) return known->second;
    if (references_.size() >= most_remembered) references_.clear();
    const RecordType& target = *kernel_.schema().type(plain_text(reference.at("type")));
    const std::string label = plain_text(reference.at("label"));
    const auto* number = reference.if_contains("number");
    bool leads_back =
        label == "#" + key || (number != nullptr && label == plain_text(*number)) || target.label == target.key;
    if (!leads_back && std::ranges::find(target.lookup, target.label) != target.lookup.end() && label.size() < 1'000) {
        ListQuery query;
        query.filters.push_back({target.label, "eq", label});
        query.limit = 2;
        const auto page = kernel_.list(who_, target.name, query);
        leads_back = page && page->items.size() == 1;
    }
    return references_[key] = leads_back ? label : label + " #" + key;
}

} // namespace shanhai::kernel
