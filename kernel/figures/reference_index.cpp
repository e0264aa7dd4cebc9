#include "kernel/figures/reference_index.h"

#include "kernel/store/one_number.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

// A chain of parents longer than this is a circle.
constexpr int most_levels = 32;

std::string column_or_null(const RecordType& type, const std::string& name) {
    return type.field(name) == nullptr ? "NULL" : "\"" + name + "\"";
}

} // namespace

std::shared_ptr<const ReferenceIndex> ReferenceIndex::read(Connection& reader, const RecordType& type,
                                                           const AsOf& as_of) {
    auto index = std::make_shared<ReferenceIndex>();
    index->tree_ = !type.tree.empty();
    std::string sql = "SELECT id, void, number, " + column_or_null(type, type.key) + ", " +
                      column_or_null(type, type.label) + ", " + column_or_null(type, type.tree) + ", " +
                      column_or_null(type, type.level);
    for (const auto& name : type.lookup) sql += ", " + column_or_null(type, name);
    auto statement = reader.prepare(sql + " FROM " + as_of.table(type) + " AS r");
    while (statement->step()) {
        const auto id = statement->integer(0);
        const bool living = statement->integer(1) == 0;
        const std::string number(statement->text(2));
        const std::string key(statement->text(3));
        const std::string label(statement->text(4));
        const auto by_id = "#" + std::to_string(id);
        Item item;
        item.key = !key.empty() ? key : !number.empty() ? number : by_id;
        item.label = !label.empty() ? label : item.key;
        item.parent = statement->integer(5);
        item.level = statement->text(6);
        for (const auto& name : {key, number}) {
            if (living && !name.empty()) index->by_key_[name].push_back(id);
        }
        index->by_key_[by_id].push_back(id);
        std::vector<std::string> names{label};
        for (std::size_t i = 0; i < type.lookup.size(); ++i)
            names.emplace_back(statement->text(7 + static_cast<int>(i)));
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        for (const auto& name : names) {
            if (living && !name.empty()) index->by_name_[name].push_back(id);
        }
        if (item.parent != 0) index->children_[item.parent].push_back(id);
        index->items_.emplace(id, std::move(item));
    }
    return index;
}

const ReferenceIndex::Item* ReferenceIndex::find(std::int64_t id) const {
    const auto found = items_.find(id);
    return found == items_.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> ReferenceIndex::named(const std::string& name) const {
    if (const auto found = by_key_.find(name); found != by_key_.end()) return found->second;
    if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
    // "西藏日喀则市": the names of a place and of one above it, written together as people do.
    std::vector<std::int64_t> result;
    for (std::size_t cut = 3; is_tree() && cut + 3 <= name.size(); cut += 3) {
        const auto above = by_name_.find(name.substr(0, cut));
        const auto below = by_name_.find(name.substr(cut));
        if (above == by_name_.end() || below == by_name_.end()) continue;
        for (const auto id : below->second) {
            auto parent = id;
            for (int level = 0; level < most_levels && parent != 0; ++level) {
                const auto* item = find(parent);
                parent = item == nullptr ? 0 : item->parent;
                const bool inside =
                    std::find(above->second.begin(), above->second.end(), parent) != above->second.end();
                if (inside && std::find(result.begin(), result.end(), id) == result.end()) result.push_back(id);
            }
        }
    }
    return result;
}

std::vector<std::int64_t> ReferenceIndex::with_below(std::int64_t id) const {
    std::vector<std::int64_t> result{id};
    for (std::size_t at = 0; at < result.size() && result.size() <= items_.size(); ++at) {
        const auto children = children_.find(result[at]);
        if (children != children_.end()) result.insert(result.end(), children->second.begin(), children->second.end());
    }
    return result;
}

std::int64_t ReferenceIndex::at_level(std::int64_t id, std::string_view level) const {
    for (int step = 0; step < most_levels && id != 0; ++step) {
        const auto* item = find(id);
        if (item == nullptr) return 0;
        if (item->level == level) return id;
        id = item->parent;
    }
    return 0;
}

ReferenceIndexes::ReferenceIndexes(const Schema& schema) : schema_(schema) {
    for (const auto& space : schema.spaces) {
        for (const auto& dimension : space) {
            if (dimension.kind == DimensionKind::ref) slots_.try_emplace(dimension.ref, std::make_unique<Slot>());
        }
    }
}

std::shared_ptr<const ReferenceIndex> ReferenceIndexes::of(const std::string& type, Connection& reader) {
    auto& slot = *slots_.at(type);
    const std::scoped_lock lock(slot.guard);
    if (slot.read >= slot.changed) return slot.index;
    // The reader's transaction may have begun before the change: what it sees is right for it, but not for the next one.
    const auto seen = one_number(reader.prepared("SELECT max(seq) FROM sys_entry"));
    if (seen <= slot.read) return slot.index;
    slot.index = ReferenceIndex::read(reader, *schema_.type(type));
    slot.read = seen;
    return slot.index;
}

std::shared_ptr<const ReferenceIndex> ReferenceIndexes::of(const std::string& name, Connection& reader,
                                                           const AsOf& as_of) {
    if (!as_of.is_past()) return of(name, reader);
    const auto& type = *schema_.type(name);
    auto& changed_since = reader.prepared("SELECT 1 FROM \"" + type.name + "\" WHERE version > ? LIMIT 1");
    changed_since.bind(as_of.entry);
    const bool is_as_then = !changed_since.step();
    changed_since.reset();
    if (is_as_then) return of(name, reader);
    auto& slot = *slots_.at(name);
    const std::scoped_lock lock(slot.guard);
    if (!slot.past || slot.past_as_of.entry != as_of.entry) {
        slot.past = ReferenceIndex::read(reader, type, as_of);
        slot.past_as_of = as_of;
    }
    return slot.past;
}

void ReferenceIndexes::changed(const std::string& type, std::int64_t entry) {
    const auto found = slots_.find(type);
    if (found != slots_.end()) found->second->changed = entry;
}

} // namespace shanhai::kernel
