#pragma once

#include "kernel/kernel.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace shanhai::kernel {

// Tells people what the journal brings, and carries out of the house what has to leave it, for as long as it lives. What it
// did not get to is in the store.
class NoticePump {
public:
    // `trouble`: for the server's log.
    NoticePump(Kernel& kernel, std::function<void(const std::string&)> trouble);
    NoticePump(const NoticePump&) = delete;
    NoticePump& operator=(const NoticePump&) = delete;
    ~NoticePump();

private:
    // Repeats its work soon after each commit, and at least every second.
    void repeat(const std::function<void()>& work, bool on_commit);
    void look_through();
    void deliver();

    Kernel& kernel_;
    std::function<void(const std::string&)> trouble_;
    std::mutex guard_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::uint64_t commits_ = 0;
    std::uint64_t watch_ = 0;
    std::thread telling_, carrying_; // a receiver that does not answer must not delay what is told in the house
};

} // namespace shanhai::kernel
