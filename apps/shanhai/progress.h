#pragma once

#include "kernel/kernel.h"
#include "kernel/transfer/import_progress.h"

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
    // In words: which phase, and the share of the whole.
    kernel::ImportProgress import_progress();

private:
    void show(std::uint64_t done, std::uint64_t total);
    void show(const kernel::ImportStep& step);
    bool is_too_soon(bool last);

    std::string what_;
    bool shown_;
    bool drawn_ = false;
    std::int64_t last_ms_ = 0;
    std::size_t width_ = 0; // of what was drawn, to draw over it
};

} // namespace shanhai::apps
