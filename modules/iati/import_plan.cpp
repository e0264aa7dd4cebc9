#include "modules/iati/import_plan.h"

#include <algorithm>
#include <map>

namespace shanhai::iati {

namespace {

using kernel::Action;
using kernel::Command;

std::string_view parent_field_of(const HeldRecord& record) {
    return record.type == nullptr ? std::string_view("activity") : record.type->parent_field;
}

// What is known of a record apart from its other fields; empty when it has no name.
std::string name_of(const HeldRecord& record) {
    if (record.type == nullptr) return {};
    json::array name;
    bool says_anything = false;
    for (const std::string_view field : record.type->known_by) {
        name.emplace_back(record.text(field));
        says_anything = says_anything || !record.text(field).empty();
    }
    return says_anything ? canonical_json(name) : std::string();
}

// Which stored record a fresh one is; nullptr: none yet.
class Matching {
public:
    Matching(const std::vector<const StoredRecord*>& stored, const std::vector<const HeldRecord*>& fresh)
        : stored_(stored), fresh_(fresh), partner_(fresh.size(), nullptr), is_taken_(stored.size(), false) {
        match_by([](const HeldRecord& record) { return canonical_json(record.fields); });
        match_by(name_of);
        match_in_order();
    }

    const StoredRecord* partner(std::size_t of_fresh) const { return partner_[of_fresh]; }
    bool is_left_over(std::size_t of_stored) const { return !is_taken_[of_stored]; }

private:
    template <class Key>
    void match_by(Key key_of) {
        std::multimap<std::string, std::size_t> free; // equal keys stay in the order of the store
        for (std::size_t i = 0; i < stored_.size(); ++i)
            if (!is_taken_[i]) free.emplace(key_of(stored_[i]->record), i);
        for (std::size_t i = 0; i < fresh_.size() && !free.empty(); ++i) {
            if (partner_[i] != nullptr) continue;
            const std::string key = key_of(*fresh_[i]);
            const auto found = key.empty() ? free.end() : free.lower_bound(key);
            if (found == free.end() || found->first != key) continue;
            join(i, found->second);
            free.erase(found);
        }
    }

    void match_in_order() {
        std::size_t next = 0;
        for (std::size_t i = 0; i < fresh_.size(); ++i) {
            if (partner_[i] != nullptr) continue;
            while (next < stored_.size() && is_taken_[next]) ++next;
            if (next == stored_.size()) return;
            join(i, next);
        }
    }

    void join(std::size_t fresh, std::size_t stored) {
        partner_[fresh] = stored_[stored];
        is_taken_[stored] = true;
    }

    const std::vector<const StoredRecord*>& stored_;
    const std::vector<const HeldRecord*>& fresh_;
    std::vector<const StoredRecord*> partner_;
    std::vector<bool> is_taken_;
};

// The fields that differ, with null for those that are gone.
json::object differences(const json::object& stored, const json::object& fresh) {
    json::object changed;
    for (const auto& [name, value] : fresh) {
        const json::value* old = stored.if_contains(name);
        if (old == nullptr || canonical_json(*old) != canonical_json(value)) changed[name] = value;
    }
    for (const auto& [name, value] : stored)
        if (!fresh.contains(name)) changed[name] = nullptr;
    return changed;
}

} // namespace

ImportPlan::ImportPlan(const std::string& source)
    : reason_("更新的文件里已没有：" + source), amended_reason_("随更新的文件修改：" + source) {}

Command ImportPlan::command(Action action, std::string_view record_type) const {
    Command made;
    made.action = action;
    made.type = record_type;
    return made;
}

void ImportPlan::create_activity(const HeldRecord& activity, const std::string& code) {
    json::object fields = activity.fields;
    fields["code"] = code;
    create(activity, std::move(fields));
}

void ImportPlan::change_activity(const StoredRecord& stored, const HeldRecord& activity) { change(stored, activity); }

void ImportPlan::create(const HeldRecord& record, json::object fields) {
    Command made = command(Action::create, record.record_type());
    made.fields = std::move(fields);
    commands_.push_back(std::move(made));
    ++created_;
    const std::string itself = "$" + std::to_string(commands_.size());
    std::map<std::string_view, std::int64_t> positions;
    for (const HeldRecord& child : record.children) create_child(child, itself, ++positions[child.record_type()]);
}

void ImportPlan::create_child(const HeldRecord& record, const std::string& parent, std::int64_t position) {
    json::object fields = record.fields;
    fields[parent_field_of(record)] = parent;
    fields["position"] = position;
    create(record, std::move(fields));
}

void ImportPlan::change(const StoredRecord& stored, const HeldRecord& fresh) {
    json::object changed = differences(stored.record.fields, fresh.fields);
    if (!changed.empty()) {
        Command made = command(Action::amend, fresh.record_type());
        made.record = stored.id;
        made.fields = std::move(changed);
        made.reason = amended_reason_;
        commands_.push_back(std::move(made));
        ++amended_;
    }
    std::vector<std::string_view> types;
    if (fresh.type != nullptr)
        for (const HeldType& child : fresh.type->children) types.push_back(child.record_type);
    if (fresh.type == &activity_type()) types.push_back(overflow_type);
    for (const std::string_view type : types) change_children(stored, fresh, type);
}

void ImportPlan::change_children(const StoredRecord& stored, const HeldRecord& fresh, std::string_view record_type) {
    std::vector<const StoredRecord*> old_ones;
    for (const StoredRecord& child : stored.children)
        if (child.record.record_type() == record_type) old_ones.push_back(&child);
    std::vector<const HeldRecord*> new_ones;
    for (const HeldRecord& child : fresh.children)
        if (child.record_type() == record_type) new_ones.push_back(&child);

    const Matching matching(old_ones, new_ones);
    for (std::size_t i = 0; i < old_ones.size(); ++i)
        if (matching.is_left_over(i)) remove(*old_ones[i]);
    std::int64_t last_position = 0;
    for (const StoredRecord* old_one : old_ones) last_position = std::max(last_position, old_one->position);
    for (std::size_t i = 0; i < new_ones.size(); ++i) {
        if (const StoredRecord* partner = matching.partner(i))
            change(*partner, *new_ones[i]);
        else
            create_child(*new_ones[i], "#" + stored.id, ++last_position);
    }
}

// From the inside out: a record that others refer to cannot be voided.
void ImportPlan::remove(const StoredRecord& stored) {
    for (const StoredRecord& child : stored.children) remove(child);
    Command made = command(Action::void_, stored.record.record_type());
    made.record = stored.id;
    made.reason = reason_;
    commands_.push_back(std::move(made));
    ++voided_;
}

} // namespace shanhai::iati
