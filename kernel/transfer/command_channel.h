#pragma once

#include "kernel/kernel.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace shanhai::kernel {

// Commands on their way from the thread that reads a file to the writer, few at a time: neither has to hold them all.
class CommandChannel {
public:
    // Waits while too many are on their way. False when nobody takes them any more.
    bool push(std::vector<Command> commands) {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [this] { return closed_ || waiting_.size() < most_waiting; });
        if (closed_) return false;
        waiting_.push_back(std::move(commands));
        changed_.notify_all();
        return true;
    }
    // There are no more; `whole`: those that came are all there were to be, else they must not be kept.
    void end(bool whole) {
        const std::scoped_lock lock(guard_);
        if (!ended_) whole_ = whole;
        ended_ = true;
        changed_.notify_all();
    }

    // None at the end. "request.cancelled" when they are not whole.
    Result<std::vector<Command>> pull() {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
        if (ended_ && !whole_) return refuse("request.cancelled");
        if (waiting_.empty()) return std::vector<Command>();
        auto commands = std::move(waiting_.front());
        waiting_.pop_front();
        changed_.notify_all();
        return commands;
    }
    // Nobody takes them any more.
    void close() {
        const std::scoped_lock lock(guard_);
        closed_ = true;
        changed_.notify_all();
    }

private:
    static constexpr std::size_t most_waiting = 8;

    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<std::vector<Command>> waiting_;
    bool ended_ = false, whole_ = false, closed_ = false;
};

} // namespace shanhai::kernel
