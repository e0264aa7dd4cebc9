#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace shanhai::kernel {

// Those who want to know that something was committed.
class Watchers {
public:
    std::uint64_t add(std::function<void()> look) {
        const std::scoped_lock lock(guard_);
        watchers_.emplace(++last_, std::move(look));
        return last_;
    }
    // When it returns, the watcher is not being called, and will not be.
    void remove(std::uint64_t number) {
        const std::scoped_lock lock(guard_);
        watchers_.erase(number);
    }
    void look() {
        const std::scoped_lock lock(guard_);
        for (const auto& [number, look] : watchers_) look();
    }

private:
    std::mutex guard_;
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, std::function<void()>> watchers_;
};

} // namespace shanhai::kernel
