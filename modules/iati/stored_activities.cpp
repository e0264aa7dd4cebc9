#include "modules/iati/stored_activities.h"

#include "base/check.h"
#include "kernel/module/every_record.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace shanhai::iati {

namespace {

using kernel::Kernel;
using kernel::ListFilter;
using kernel::ListQuery;
using kernel::Principal;

constexpr std::size_t parents_at_once = 400; // a list filter takes 500

// Field values as commands would give them: references, the position and the code are not the file's.
json::object held_fields(const kernel::RecordType& type, const json::object& item) {
    json::object fields;
    for (const kernel::Field& field : type.fields) {
        if (field.kind == kernel::FieldKind::ref || field.name == "position" || field.name == "code") continue;
        const json::value* value = item.if_contains(field.name);
        if (value != nullptr && !value->is_null()) fields[field.name] = *value;
    }
    return fields;
}

StoredRecord stored_record(const kernel::RecordType& record_type, const HeldType* type, const json::object& item) {
    StoredRecord stored;
    stored.id = std::string(item.at("id").as_string());
    if (const json::value* position = item.if_contains("position"); position != nullptr && position->is_int64())
        stored.position = position->get_int64();
    stored.record.type = type;
    stored.record.fields = held_fields(record_type, item);
    return stored;
}

const kernel::RecordType& record_type(Kernel& kernel, std::string_view name) {
    const kernel::RecordType* type = kernel.schema().type(name);
    if (type == nullptr) throw BrokenInvariant("the module's record types are in the schema: " + std::string(name));
    return *type;
}

// The children of one type for some of the parents.
Done load_type(Kernel& kernel, const Principal& who, const HeldType* held, std::string_view type_name,
               std::string_view parent_field, std::span<StoredRecord* const> parents) {
    const kernel::RecordType& type = record_type(kernel, type_name);
    std::map<std::string, StoredRecord*, std::less<>> by_id;
    std::string ids;
    for (StoredRecord* parent : parents) {
        by_id.emplace(parent->id, parent);
        ids += (ids.empty() ? "(#" : ",#") + parent->id;
    }
    ListQuery query;
    query.filters = {{std::string(parent_field), "in", ids + ")"}};
    return for_each_record(
        kernel, who, std::string(type_name), std::move(query), [&](const json::object& item) -> Done {
            const auto parent = by_id.find(std::string_view(item.at(parent_field).as_object().at("id").as_string()));
            check(parent != by_id.end(), "a list keeps to its filter");
            parent->second->children.push_back(stored_record(type, held, item));
            return {};
        });
}

// By position, then by id; ids are whole numbers, so the shorter is the smaller.
std::tuple<std::int64_t, std::size_t, std::string_view> place_of(const StoredRecord& stored) {
    return {stored.position, stored.id.size(), stored.id};
}

Done load_level(Kernel& kernel, const Principal& who, const HeldType& parent_type,
                const std::vector<StoredRecord*>& parents) {
    for (std::size_t at = 0; at < parents.size(); at += parents_at_once) {
        const auto some = std::span(parents).subspan(at, std::min(parents_at_once, parents.size() - at));
        for (const HeldType& child : parent_type.children)
            TRY_DO(load_type(kernel, who, &child, child.record_type, child.parent_field, some));
        if (&parent_type == &activity_type()) TRY_DO(load_type(kernel, who, nullptr, overflow_type, "activity", some));
    }
    for (StoredRecord* parent : parents) std::ranges::sort(parent->children, {}, place_of);
    for (const HeldType& child_type : parent_type.children) {
        if (child_type.children.empty()) continue;
        std::vector<StoredRecord*> next;
        for (StoredRecord* parent : parents)
            for (StoredRecord& child : parent->children)
                if (child.record.type == &child_type) next.push_back(&child);
        TRY_DO(load_level(kernel, who, child_type, next));
    }
    return {};
}

ListFilter says(const std::string& field, const std::string& value) {
    return value.empty() ? ListFilter{field, "null", ""} : ListFilter{field, "eq", value};
}

} // namespace

Result<std::vector<StoredRecord>> find_activities(Kernel& kernel, const Principal& who, const std::string& identifier,
                                                  const std::string& publisher) {
    const HeldType& held = activity_type();
    const kernel::RecordType& type = record_type(kernel, held.record_type);
    std::vector<StoredRecord> found;
    ListQuery query;
    query.filters = {says("identifier", identifier), says("publisher", publisher)};
    TRY_DO(for_each_record(kernel, who, std::string(held.record_type), std::move(query),
                           [&](const json::object& item) -> Done {
                               found.push_back(stored_record(type, &held, item));
                               return {};
                           }));
    return found;
}

Result<bool> is_code_used(Kernel& kernel, const Principal& who, const std::string& code) {
    ListQuery query;
    query.filters = {{"code", "eq", code}};
    query.limit = 1;
    return !TRY(kernel.list(who, std::string(activity_type().record_type), query)).items.empty();
}

Result<bool> has_any_activity(Kernel& kernel, const Principal& who) {
    ListQuery query;
    query.limit = 1;
    return !TRY(kernel.list(who, std::string(activity_type().record_type), query)).items.empty();
}

Done load_children(Kernel& kernel, const Principal& who, const std::vector<StoredRecord*>& activities) {
    return load_level(kernel, who, activity_type(), activities);
}

Done for_each_activity(Kernel& kernel, const Principal& who, const std::function<Done(const StoredRecord&)>& take) {
    const HeldType& held = activity_type();
    const kernel::RecordType& type = record_type(kernel, held.record_type);
    ListQuery query;
    query.limit = parents_at_once;
    query.order = {"id"};
    return for_each_page(kernel, who, std::string(held.record_type), std::move(query),
                         [&](const json::array& page) -> Done {
                             std::vector<StoredRecord> activities;
                             for (const json::value& item : page)
                                 activities.push_back(stored_record(type, &held, item.as_object()));
                             std::vector<StoredRecord*> pointers;
                             for (StoredRecord& activity : activities) pointers.push_back(&activity);
                             TRY_DO(load_children(kernel, who, pointers));
                             for (const StoredRecord& activity : activities) TRY_DO(take(activity));
                             return {};
                         });
}

HeldRecord whole_record(const StoredRecord& stored) {
    HeldRecord record{stored.record.type, stored.record.fields, {}};
    for (const StoredRecord& child : stored.children) record.children.push_back(whole_record(child));
    return record;
}

} // namespace shanhai::iati
