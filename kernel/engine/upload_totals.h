// How many bytes the store and each person's day hold, summed once and then kept up: a sum over all files for every upload
// would make a thousand uploads a million reads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace shanhai::kernel {

// Safe from several threads. Who asks between a file's commit and its `add` may see it counted twice until the process or
// the day ends: a quota is then reached early, never late.
class UploadTotals {
public:
    using Sum = std::function<std::int64_t()>; // bytes, from the tables

    std::int64_t in_all(const Sum& sum) {
        const std::scoped_lock lock(guard_);
        if (!all_) all_ = sum();
        return *all_;
    }

    std::int64_t of(const std::string& user, std::int64_t day, const Sum& sum) {
        const std::scoped_lock lock(guard_);
        if (day != day_) of_day_.clear();
        day_ = day;
        const auto found = of_day_.find(user);
        return found != of_day_.end() ? found->second : of_day_.emplace(user, sum()).first->second;
    }

    void add(const std::string& user, std::int64_t day, std::int64_t bytes) {
        const std::scoped_lock lock(guard_);
        if (all_) *all_ += bytes;
        if (const auto found = of_day_.find(user); found != of_day_.end() && day == day_) found->second += bytes;
    }

    // Files have gone: the next question sums again.
    void forget() {
        const std::scoped_lock lock(guard_);
        all_.reset();
        of_day_.clear();
    }

private:
    std::mutex guard_;
    std::optional<std::int64_t> all_;
    std::int64_t day_ = 0; // that of_day_ is about
    std::map<std::string, std::int64_t> of_day_;
};

} // namespace shanhai::kernel
