#include "apps/shanhai/overdue_watch.h"

#include <spdlog/spdlog.h>

#include <chrono>

namespace shanhai::apps {

namespace {

constexpr std::chrono::seconds between_looks{60};

} // namespace

OverdueWatch::OverdueWatch(kernel::Kernel& kernel) : kernel_(kernel), thread_([this] { run(); }) {}

OverdueWatch::~OverdueWatch() {
    {
        const std::scoped_lock lock(guard_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void OverdueWatch::run() {
    std::unique_lock lock(guard_);
    while (!stopping_) {
        lock.unlock();
        const auto escalated = kernel_.escalate_overdue();
        if (!escalated)
            spdlog::warn("overdue records could not be escalated: {}", escalated.error().code);
        else if (*escalated > 0)
            spdlog::info("{} overdue records escalated", *escalated);
        lock.lock();
        wake_.wait_for(lock, between_looks, [this] { return stopping_; });
    }
}

} // namespace shanhai::apps
