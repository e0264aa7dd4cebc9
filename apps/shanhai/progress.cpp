#include "apps/shanhai/progress.h"

#include "apps/shanhai/sheet.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace shanhai::apps {

namespace {

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

ProgressLine::ProgressLine(std::string what, bool wanted)
    : what_(std::move(what)), shown_(wanted || isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (drawn_) fmt::print(stderr, "\n");
}

kernel::Progress ProgressLine::progress() {
    if (!shown_) return {};
    return [this](std::uint64_t done, std::uint64_t total) { show(done, total); };
}

void ProgressLine::show(std::uint64_t done, std::uint64_t total) {
    const std::int64_t now = now_ms();
    if (drawn_ && done != total && now - last_ms_ < 100) return;
    last_ms_ = now;
    drawn_ = true;
    if (total == 0)
        fmt::print(stderr, "\r{} {}", what_, grouped(std::to_string(done)));
    else
        fmt::print(stderr, "\r{} {} / {} ({}%)", what_, grouped(std::to_string(done)), grouped(std::to_string(total)),
                   done * 100 / total);
    std::fflush(stderr);
}

} // namespace shanhai::apps
