#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace shanhai::kernel {

// Which balance: a measure, one of its `per` keys, the key's value ("4711", "4711|CNY").
struct BalanceKey {
    int measure = 0;
    int per = 0; // index in Measure::per
    std::string key;
    friend bool operator==(const BalanceKey&, const BalanceKey&) = default;
};

struct BalanceKeyHash {
    std::size_t operator()(const BalanceKey& key) const {
        return std::hash<std::string>{}(key.key) ^ (static_cast<std::size_t>(key.measure) * 0x9E3779B97F4A7C15U) ^
               (static_cast<std::size_t>(key.per) << 7);
    }
};

using BalanceChanges = std::unordered_map<BalanceKey, std::int64_t, BalanceKeyHash>;

// The balances that limits look at: a table in the store, and in the writer's memory what the running group has touched.
// The table is written once a group however often a balance moved.
class ControlBalances {
public:
    ControlBalances(Connection& writer, const Schema& schema, std::vector<std::int64_t> stored_measures)
        : writer_(writer), schema_(schema), stored_measures_(std::move(stored_measures)) {}

    std::int64_t get(const BalanceKey& key);
    void add(const BalanceKey& key, std::int64_t change);

    // What the running request has moved, so that a refusal can take it back.
    std::size_t mark() const { return moved_.size(); }
    void undo_to(std::size_t mark);
    const std::vector<std::pair<BalanceKey, std::int64_t>>& moved() const { return moved_; }

    // For as long as it lives, balances are those of the store and what else is said.
    class Resting {
    public:
        explicit Resting(ControlBalances& balances) : balances_(balances) {}
        Resting(const Resting&) = delete;
        Resting& operator=(const Resting&) = delete;
        ~Resting() { balances_.besides_ = nullptr; }

    private:
        ControlBalances& balances_;
    };
    [[nodiscard]] Resting rest_on(const BalanceChanges& besides) {
        besides_ = &besides;
        return Resting(*this);
    }

    void flush();       // into the table, before the commit
    void rolled_back(); // after a failed commit: nothing in memory can be trusted

private:
    struct Held {
        std::int64_t value = 0;
        bool changed = false;
    };
    Held& held(const BalanceKey& key);

    Connection& writer_;
    const Schema& schema_;
    std::vector<std::int64_t> stored_measures_;
    std::unordered_map<BalanceKey, Held, BalanceKeyHash> held_;
    std::vector<std::pair<BalanceKey, std::int64_t>> moved_;
    const BalanceChanges* besides_ = nullptr;
};

} // namespace shanhai::kernel
