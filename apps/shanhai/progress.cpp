#include "apps/shanhai/progress.h"

#include "apps/shanhai/display_width.h"
#include "apps/shanhai/sheet.h"
#include "apps/shanhai/texts.h"

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

kernel::ImportProgress ProgressLine::import_progress() {
    if (!shown_) return {};
    return [this](const kernel::ImportStep& step) { show(step); };
}

bool ProgressLine::is_too_soon(bool last) {
    const std::int64_t now = now_ms();
    if (drawn_ && !last && now - last_ms_ < 100) return true;
    last_ms_ = now;
    drawn_ = true;
    return false;
}

void ProgressLine::show(const kernel::ImportStep& step) {
    if (is_too_soon(step.total > 0 && step.done == step.total)) return;
    auto line = fmt::format("{} {} {}", what_, say(std::string("import.phase.") + kernel::word_of(step.phase)),
                            grouped(std::to_string(step.done)));
    if (step.total > 0) line += fmt::format(" / {}", grouped(std::to_string(step.total)));
    line += fmt::format(" ({}%)", static_cast<int>(step.share * 100));
    const auto width = display_width(line);
    const std::string blank(width_ > width ? width_ - width : 0, ' ');
    width_ = width;
    fmt::print(stderr, "\r{}{}", line, blank);
    std::fflush(stderr);
}

void ProgressLine::show(std::uint64_t done, std::uint64_t total) {
    if (is_too_soon(done == total)) return;
    if (total == 0)
        fmt::print(stderr, "\r{} {}", what_, grouped(std::to_string(done)));
    else
        fmt::print(stderr, "\r{} {} / {} ({}%)", what_, grouped(std::to_string(done)), grouped(std::to_string(total)),
                   done * 100 / total);
    std::fflush(stderr);
}

} // namespace shanhai::apps
