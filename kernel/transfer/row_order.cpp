#include "kernel/transfer/row_order.h"

#include <algorithm>

namespace shanhai::kernel {

void RowOrder::add(int row, const std::string& key, const std::vector<std::string>& names,
                   std::vector<std::string> references) {
    if (!key.empty()) keys_.try_emplace(key, row);
    for (const auto& name : names)
        if (name != key) names_[name].push_back(row);
    if (!references.empty()) rows_.push_back({row, std::move(references)});
}

void RowOrder::settle() {
    link();
    keys_.clear();
    names_.clear();
    rows_.clear();
    const auto left = by_generations();
    find_rings(left);
    block_what_is_left(left);
}

std::span<const int> RowOrder::parents(int row) const {
    const auto found = parents_.find(row);
    return found == parents_.end() ? std::span<const int>() : std::span<const int>(found->second);
}

const RowOrder::Blocked* RowOrder::blocked(int row) const {
    const auto found = blocked_.find(row);
    return found == blocked_.end() ? nullptr : &found->second;
}

// A key goes before a name that several may have. A row that bears the name which it refers to means another record.
std::vector<int> RowOrder::rows_named(const Row& row, const std::string& reference) const {
    if (const auto known = keys_.find(reference); known != keys_.end()) return {known->second};
    const auto named = names_.find(reference);
    if (named == names_.end()) return {};
    std::vector<int> rows = named->second;
    std::erase(rows, row.row);
    return rows;
}

void RowOrder::link() {
    for (const Row& row : rows_) {
        std::vector<int> parents;
        for (const auto& reference : row.references)
            for (const int parent : rows_named(row, reference))
                if (std::ranges::find(parents, parent) == parents.end()) parents.push_back(parent);
        if (parents.empty()) continue;
        has_children_.insert(parents.begin(), parents.end());
        parents_.emplace(row.row, std::move(parents));
    }
}

// Parents before children, generation after generation; what is never reached is in a ring, or beneath one or what is too deep.
std::vector<int> RowOrder::by_generations() {
    std::unordered_map<int, std::vector<int>> children;
    std::unordered_map<int, std::size_t> missing; // parents that were not reached yet
    std::unordered_map<int, int> depth;
    for (const auto& [row, parents] : parents_) {
        missing[row] = parents.size();
        for (const int parent : parents) children[parent].push_back(row);
    }
    std::vector<int> reached;
    for (const auto& [parent, under] : children)
        if (!parents_.contains(parent)) reached.push_back(parent);
    for (std::size_t next = 0; next < reached.size(); ++next) {
        const int row = reached[next];
        const int under = depth[row] + 1;
        const auto found = children.find(row);
        if (found == children.end()) continue;
        for (const int child : found->second) {
            depth[child] = std::max(depth[child], under);
            if (--missing[child] > 0) continue;
            if (depth[child] >= deepest)
                blocked_.emplace(child, Blocked{Blocked::Why::too_deep, {row}});
            else
                reached.push_back(child);
            missing.erase(child);
        }
    }
    std::vector<int> left;
    for (const auto& [row, count] : missing)
        if (count > 0) left.push_back(row);
    std::ranges::sort(left);
    return left;
}

// From each row to the first of its parents that is left, too, until a row comes again.
void RowOrder::find_rings(const std::vector<int>& left) {
    const std::unordered_set<int> among(left.begin(), left.end());
    std::unordered_set<int> seen;
    for (const int start : left) {
        std::vector<int> way;
        std::unordered_map<int, std::size_t> place; // on the way
        for (std::optional<int> row = start; row;) {
            if (const auto again = place.find(*row); again != place.end()) {
                std::vector<int> ring(way.begin() + static_cast<std::ptrdiff_t>(again->second), way.end());
                std::ranges::sort(ring);
                for (const int one : ring) blocked_.emplace(one, Blocked{Blocked::Why::ring, ring});
                break;
            }
            if (!seen.insert(*row).second) break;
            place.emplace(*row, way.size());
            way.push_back(*row);
            const auto parents = this->parents(*row);
            const auto next = std::ranges::find_if(parents, [&](int parent) { return among.contains(parent); });
            row = next == parents.end() ? std::nullopt : std::optional(*next);
        }
    }
}

void RowOrder::block_what_is_left(const std::vector<int>& left) {
    for (const int row : left) {
        if (blocked_.contains(row)) continue;
        const auto parents = this->parents(row);
        const auto under = std::ranges::find_if(
            parents, [&](int parent) { return std::ranges::binary_search(left, parent) || blocked_.contains(parent); });
        blocked_.emplace(row, Blocked{Blocked::Why::rests_on_blocked, {under == parents.end() ? row : *under}});
    }
}

} // namespace shanhai::kernel
