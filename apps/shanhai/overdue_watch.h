#pragma once

#include "kernel/kernel.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace shanhai::apps {

// Looks once a minute for records past their time limits, as long as it lives. What it found is in the store, so that a
// restart repeats nothing; what it could not write it finds again.
class OverdueWatch {
public:
    explicit OverdueWatch(kernel::Kernel& kernel);
    OverdueWatch(const OverdueWatch&) = delete;
    OverdueWatch& operator=(const OverdueWatch&) = delete;
    ~OverdueWatch();

private:
    void run();

    kernel::Kernel& kernel_;
    std::mutex guard_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace shanhai::apps
