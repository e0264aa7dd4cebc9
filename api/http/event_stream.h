#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace shanhai::api::http {

// An answer that goes on (text/event-stream): one side appends, on any thread; the connection sends what there is. A client
// that reads too slowly is dropped, and comes back when it likes.
class EventStream {
public:
    static constexpr std::size_t most_waiting_bytes = 64 << 10;

    // False when it is over: ended by either side, or overrun.
    bool append(std::string_view bytes) {
        const std::scoped_lock lock(guard_);
        if (over_) return false;
        if (waiting_.size() + bytes.size() > most_waiting_bytes) {
            over_ = true;
            waiting_.clear();
        } else {
            waiting_.append(bytes);
        }
        if (wake_) wake_();
        return !over_;
    }
    void end() {
        const std::scoped_lock lock(guard_);
        over_ = true;
        if (wake_) wake_();
    }
    bool is_over() const {
        const std::scoped_lock lock(guard_);
        return over_;
    }

    // For the connection: what waits to be sent, and whom to wake when there is more. `wake` is called under a lock.
    std::string take() {
        const std::scoped_lock lock(guard_);
        return std::exchange(waiting_, {});
    }
    void attach(std::function<void()> wake) {
        const std::scoped_lock lock(guard_);
        wake_ = std::move(wake);
    }

private:
    mutable std::mutex guard_;
    std::string waiting_;
    std::function<void()> wake_;
    bool over_ = false;
};

} // namespace shanhai::api::http
