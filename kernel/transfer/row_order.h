#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace shanhai::kernel {

// Rows of a file that refer to rows of the same file: which go before which, wherever they stand.
class RowOrder {
public:
    static constexpr int deepest = 100; // rows beneath each other

    // `key`: by which the row's record is known; `names`: what else refers to it, perhaps to others, too; `references`: what
    // the row refers to, in this file or elsewhere.
    void add(int row, const std::string& key, const std::vector<std::string>& names,
             std::vector<std::string> references);
    // After the last row.
    void settle();

    // The rows of the file that this one refers to.
    std::span<const int> parents(int row) const;
    // Whether rows of the file refer to it.
    bool has_children(int row) const { return has_children_.contains(row); }

    struct Blocked {
        enum class Why { ring, too_deep, rests_on_blocked } why = Why::ring;
        std::vector<int> rows; // of the ring; else the one that it refers to
    };
    // Why it cannot be recorded after what it refers to; nullptr: it can.
    const Blocked* blocked(int row) const;

private:
    struct Row {
        int row = 0;
        std::vector<std::string> references;
    };
    std::vector<int> rows_named(const Row& row, const std::string& reference) const;
    void link();
    std::vector<int> by_generations();
    void find_rings(const std::vector<int>& left);
    void block_what_is_left(const std::vector<int>& left);

    std::vector<Row> rows_; // forgotten when all is settled
    std::unordered_map<std::string, int> keys_;
    std::unordered_map<std::string, std::vector<int>> names_;
    std::unordered_map<int, std::vector<int>> parents_;
    std::unordered_set<int> has_children_;
    std::unordered_map<int, Blocked> blocked_;
};

// Hands on what is put in as soon as the rows that it refers to have been handed on.
template <class Item>
class InOrder {
public:
    explicit InOrder(const RowOrder& order) : order_(order) {}

    std::size_t held() const { return held_.size(); }

    std::vector<Item> take(std::vector<Item>& items) {
        std::vector<Item> ready;
        for (Item& item : items) {
            if (const auto awaited = first_missing(item.row))
                hold(*awaited, std::move(item));
            else
                hand_on(std::move(item), ready);
        }
        items.clear();
        return ready;
    }

private:
    // Those that cannot come in order wait for nobody.
    std::optional<int> first_missing(int row) const {
        if (order_.blocked(row) != nullptr) return std::nullopt;
        for (const int parent : order_.parents(row))
            if (!handed_on_.contains(parent)) return parent;
        return std::nullopt;
    }

    void hold(int awaited, Item item) {
        const int row = item.row;
        waiting_[awaited].push_back(row);
        held_.insert_or_assign(row, std::move(item));
    }

    // And those that waited for it, one after the other.
    void hand_on(Item first, std::vector<Item>& ready) {
        std::size_t next = ready.size();
        ready.push_back(std::move(first));
        for (; next < ready.size(); ++next) {
            const int row = ready[next].row;
            if (order_.has_children(row)) handed_on_.insert(row);
            const auto waiting = waiting_.extract(row);
            if (waiting.empty()) continue;
            for (const int child : waiting.mapped()) {
                auto held = held_.extract(child);
                if (const auto awaited = first_missing(child))
                    hold(*awaited, std::move(held.mapped()));
                else
                    ready.push_back(std::move(held.mapped()));
            }
        }
    }

    const RowOrder& order_;
    std::unordered_set<int> handed_on_;                 // as far as others refer to them
    std::unordered_map<int, std::vector<int>> waiting_; // by the row that they wait for
    std::unordered_map<int, Item> held_;
};

} // namespace shanhai::kernel
