#include "kernel/transfer/list_columns.h"

#include "base/check.h"
#include "base/text.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_remembered = 20'000; // references
constexpr std::size_t names_at_once = 200;      // a filter takes 500
constexpr std::size_t most_of_a_page = 500;

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

void ListColumns::look_up(std::span<const json::object> records) {
    if (references_.size() >= most_remembered) references_.clear();
    std::map<const RecordType*, Keys> unsure;
    for (const auto& column : columns_) {
        if (column.field == nullptr || column.field->kind != FieldKind::ref) continue;
        for (const json::object& record : records) {
            const json::value* value = record.if_contains(column.name);
            if (value != nullptr && value->is_object()) note(value->get_object(), unsure);
        }
    }
    for (const auto& [target, names] : unsure) settle(*target, names);
}

// What the reference alone tells is remembered at once; what other records must be asked about goes to `unsure`.
void ListColumns::note(const json::object& reference, std::map<const RecordType*, Keys>& unsure) {
    const auto* id = reference.if_contains("id");
    if (id == nullptr) return; // withheld
    const std::string key = plain_text(*id);
    const auto [known, fresh] = references_.try_emplace(key);
    if (!fresh) return;
    const RecordType& target = *kernel_.schema().type(plain_text(reference.at("type")));
    const std::string label = plain_text(reference.at("label"));
    const auto* number = reference.if_contains("number");
    const bool leads_back =
        label == "#" + key || (number != nullptr && label == plain_text(*number)) || target.label == target.key;
    const bool can_be_asked =
        !leads_back && label.size() < 1'000 && std::ranges::find(target.lookup, target.label) != target.lookup.end();
    if (can_be_asked) unsure[&target][label].push_back(key);
    known->second = leads_back ? label : label + " #" + key;
}

void ListColumns::settle(const RecordType& target, const Keys& names) {
    std::vector<std::string> some;
    const auto ask = [&] {
        for (const std::string& name : names_of_one(target, some))
            for (const std::string& key : names.at(name)) references_[key] = name;
        some.clear();
    };
    for (const auto& [name, keys] : names) {
        if (name.contains(',') || name != trim(name)) { // not to be told from several in one filter
            if (is_name_of_one(target, name))
                for (const std::string& key : keys) references_[key] = name;
            continue;
        }
        some.push_back(name);
        if (some.size() == names_at_once) ask();
    }
    if (!some.empty()) ask();
}

// Of these names, those that only one record has.
std::set<std::string> ListColumns::names_of_one(const RecordType& target, const std::vector<std::string>& names) const {
    ListQuery query;
    query.filters.push_back({target.label, "in", "(" + join(names, ",") + ")"});
    query.limit = most_of_a_page;
    const auto page = kernel_.list(who_, target.name, query);
    std::set<std::string> found;
    if (!page) return found;
    if (page->next) { // some of them are the names of very many
        for (const std::string& name : names)
            if (is_name_of_one(target, name)) found.insert(name);
        return found;
    }
    std::map<std::string, int> count;
    for (const json::value& item : page->items) ++count[plain_text(item.as_object().at(target.label))];
    for (const std::string& name : names)
        if (count[name] == 1) found.insert(name);
    return found;
}

bool ListColumns::is_name_of_one(const RecordType& target, const std::string& name) const {
    ListQuery query;
    query.filters.push_back({target.label, "eq", name});
    query.limit = 2;
    const auto page = kernel_.list(who_, target.name, query);
    return page && page->items.size() == 1;
}

// The label, with "#id" behind it where the label alone does not lead back to the record.
std::string ListColumns::reference_text(const json::object& reference) const {
    const auto* id = reference.if_contains("id");
    if (id == nullptr) return {}; // withheld
    const auto known = references_.find(plain_text(*id));
    check(known != references_.end(), "references of a list are looked up before they are written");
    return known->second;
}

} // namespace shanhai::kernel
