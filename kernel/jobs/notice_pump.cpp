#include "kernel/jobs/notice_pump.h"

#include "kernel/jobs/notices.h"

#include <chrono>

namespace shanhai::kernel {

namespace {

constexpr std::chrono::seconds between_looks{1};
constexpr std::chrono::milliseconds breath{200}; // many commits are looked through at once

} // namespace

NoticePump::NoticePump(Kernel& kernel, std::function<void(const std::string&)> trouble)
    : kernel_(kernel), trouble_(std::move(trouble)) {
    watch_ = kernel_.watch([this] {
        {
            const std::scoped_lock lock(guard_);
            ++commits_;
        }
        wake_.notify_all();
    });
    telling_ = std::thread([this] { repeat([this] { look_through(); }, true); });
    carrying_ = std::thread([this] { repeat([this] { deliver(); }, false); });
}

NoticePump::~NoticePump() {
    kernel_.unwatch(watch_);
    {
        const std::scoped_lock lock(guard_);
        stopping_ = true;
    }
    wake_.notify_all();
    telling_.join();
    carrying_.join();
}

void NoticePump::repeat(const std::function<void()>& work, bool on_commit) {
    std::uint64_t seen = 0;
    std::unique_lock lock(guard_);
    while (!stopping_) {
        seen = commits_;
        lock.unlock();
        try {
            work();
        } catch (const std::exception& error) {
            trouble_(error.what());
        }
        lock.lock();
        if (on_commit) wake_.wait_for(lock, breath, [&] { return stopping_; });
        wake_.wait_for(lock, between_looks, [&] { return stopping_ || (on_commit && commits_ != seen); });
    }
}

void NoticePump::look_through() {
    for (;;) {
        const auto more = kernel_.notices().look_through();
        if (!more) trouble_(more.error().code);
        const std::scoped_lock lock(guard_);
        if (!more || !*more || stopping_) return;
    }
}

void NoticePump::deliver() {
    const auto tried = kernel_.notices().deliver();
    if (!tried) trouble_(tried.error().code);
}

} // namespace shanhai::kernel
