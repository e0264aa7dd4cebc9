#pragma once

#include "kernel/kernel.h"

#include <string>

namespace shanhai::apps {

// Shows on standard error how far long work has come: one line that rewrites itself, only in a terminal or when asked for.
class ProgressLine {
public:
    ProgressLine(std::string what, bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    kernel::Progress progress();

private:
    void show(std::uint64_t done, std::uint64_t total);

    std::string what_;
    bool shown_;
    bool drawn_ = false;
    std::int64_t last_ms_ = 0;
};

} // namespace shanhai::apps
