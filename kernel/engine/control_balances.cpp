#include "kernel/engine/control_balances.h"

#include "base/check.h"

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_held = 100'000; // about 10 MB

} // namespace

ControlBalances::Held& ControlBalances::held(const BalanceKey& key) {
    const auto [found, fresh] = held_.try_emplace(key);
    if (!fresh) return found->second;
    const auto& per =
        schema_.measures[static_cast<std::size_t>(key.measure)].per[static_cast<std::size_t>(key.per)].name;
    auto& statement = writer_.prepared("SELECT value FROM sys_balance WHERE measure = ? AND per = ? AND key = ?");
    statement.bind(stored_measures_[static_cast<std::size_t>(key.measure)]).bind(per).bind(key.key);
    const Resetting done(statement);
    if (statement.step()) found->second.value = statement.integer(0);
    return found->second;
}

std::int64_t ControlBalances::get(const BalanceKey& key) {
    const auto value = held(key).value;
    if (besides_ == nullptr) return value;
    const auto found = besides_->find(key);
    std::int64_t sum = value;
    check(found == besides_->end() || !__builtin_add_overflow(value, found->second, &sum),
          "a balance fits into 64 bits");
    return sum;
}

void ControlBalances::add(const BalanceKey& key, std::int64_t change) {
    auto& balance = held(key);
    check(!__builtin_add_overflow(balance.value, change, &balance.value), "a balance fits into 64 bits");
    balance.changed = true;
    moved_.emplace_back(key, change);
}

void ControlBalances::undo_to(std::size_t mark) {
    while (moved_.size() > mark) {
        held_[moved_.back().first].value -= moved_.back().second;
        moved_.pop_back();
    }
}

void ControlBalances::flush() {
    auto& statement = writer_.prepared("INSERT INTO sys_balance (measure, per, key, value) VALUES (?, ?, ?, ?) "
                                       "ON CONFLICT (measure, per, key) DO UPDATE SET value = excluded.value");
    for (const auto& [key, change] : moved_) {
        auto& balance = held_[key];
        if (!balance.changed) continue; // written already: it moved more than once
        balance.changed = false;
        const auto& per =
            schema_.measures[static_cast<std::size_t>(key.measure)].per[static_cast<std::size_t>(key.per)].name;
        statement.bind(stored_measures_[static_cast<std::size_t>(key.measure)])
            .bind(per)
            .bind(key.key)
            .bind(balance.value)
            .run();
    }
    moved_.clear();
    if (held_.size() > most_held) held_.clear();
}

void ControlBalances::rolled_back() {
    held_.clear();
    moved_.clear();
}

} // namespace shanhai::kernel
