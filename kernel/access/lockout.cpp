#include "kernel/access/lockout.h"

#include <algorithm>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t second = 1'000'000;

} // namespace

std::int64_t Lockout::wait_seconds(const std::string& who) {
    const std::scoped_lock lock(guard_);
    const auto found = failures_.find(who);
    if (found == failures_.end()) return 0;
    const auto& failures = found->second;
    // A clock that was turned back must not lock anybody out for longer than the rule says.
    const auto passed = std::max<std::int64_t>((clock_().micros - failures.last.micros) / second, 0);
    if (passed >= rule_.forgotten_s) {
        failures_.erase(found);
        return 0;
    }
    if (failures.count < rule_.free_attempts) return 0;
    const auto doublings = std::min<std::int64_t>(failures.count - rule_.free_attempts, 20);
    return std::max<std::int64_t>(std::min(std::int64_t{1} << doublings, rule_.longest_s) - passed, 0);
}

Lockout::Failures Lockout::failed(const std::string& who) {
    const std::scoped_lock lock(guard_);
    if (!failures_.contains(who) && failures_.size() >= rule_.most_remembered) make_room();
    auto& failures = failures_[who];
    ++failures.count;
    failures.last = clock_();
    return failures;
}

// Gives up the half with the fewest failures, of equal ones the oldest: a flood of made-up names does not wash away the one
// that is being guessed.
void Lockout::make_room() {
    std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, std::string>> order;
    order.reserve(failures_.size());
    for (const auto& [who, failures] : failures_) order.push_back({{failures.count, failures.last.micros}, who});
    const auto half = order.begin() + static_cast<std::ptrdiff_t>((order.size() + 1) / 2);
    std::nth_element(order.begin(), half, order.end());
    std::for_each(order.begin(), half, [this](const auto& item) { failures_.erase(item.second); });
}

void Lockout::succeeded(const std::string& who) {
    const std::scoped_lock lock(guard_);
    failures_.erase(who);
}

void Lockout::restore(const std::string& who, Failures failures) {
    const std::scoped_lock lock(guard_);
    if (failures_.size() < rule_.most_remembered) failures_[who] = failures;
}

} // namespace shanhai::kernel
